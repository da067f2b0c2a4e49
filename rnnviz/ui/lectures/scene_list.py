"""The scenes of a lecture on the page Lecture, to be opened and, where it is one's own, changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.figures.lectures.scenes import scene_html
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.lectures import editor, library, scene_form
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.presenter_session import notify, take_notice

# icons are written whole, so that scripts/icons.py finds them
EDIT = ":material/edit:"
UP = ":material/arrow_upward:"
DOWN = ":material/arrow_downward:"
TWICE = ":material/content_copy:"
REMOVE = ":material/delete:"


@dataclass
class EditedScene:
    """The scene whose form is open: the lecture's id and the scene's place, None if none is."""

    scene: tuple[str, int] | None = None


def scene_list(lecture: Lecture, titles: dict[str, str]) -> None:
    """All scenes, one below the other; `titles` are those of the pages by their words."""
    for place, scene in enumerate(lecture.scenes):
        with st.container(key=f"scene {place}"):
            st.html(scene_html(place + 1, _(titles[scene.page]), scene))
            _scene_buttons(lecture, place, scene)
            if library.is_own() and page_state(EditedScene).scene == (library.chosen_word(), place):
                changed = scene_form.form(f"{library.chosen_word()} {place}", scene)
                if changed is not None:
                    listed = list(lecture.scenes)
                    listed[place] = changed
                    if library.save(editor.with_scenes(lecture, listed)):
                        page_state(EditedScene).scene = None
                        st.rerun()
                    notice(take_notice())  # and what was typed stays in the form


def _scene_buttons(lecture: Lecture, place: int, scene: Scene) -> None:
    """What can be done with one scene."""
    last, number = len(lecture.scenes) - 1, place + 1

    def button(
        label: str, icon: str, name: str, off: bool, act: Callable[..., None], *given: Any
    ) -> None:
        # every button says which scene it means, to who does not see where it stands
        st.button(
            label,
            icon=icon,
            key=f"{name} {place}",
            type="tertiary",
            disabled=off,
            on_click=act,
            args=given,
            help=_("Scene {number}").format(number=number),
        )

    with st.container(horizontal=True, key=f"scene buttons {place}"):
        if st.button(
            _("Open"),
            icon=":material/open_in_new:",
            key=f"open {place}",
            type="tertiary",
            help=_("Scene {number}").format(number=number),
        ):
            presenter_actions.open_scene(scene)
        if library.is_own():
            button(_("Edit"), EDIT, "edit", False, _edit, place)
            button(_("Up"), UP, "up", place == 0, _moved, lecture, place, place - 1)
            button(_("Down"), DOWN, "down", place == last, _moved, lecture, place, number)
            button(_("Duplicate"), TWICE, "duplicate", False, _changed, lecture, place, 2)
            button(_("Remove"), REMOVE, "remove", last == 0, _changed, lecture, place, 0)


def _edit(place: int) -> None:
    edited, scene = page_state(EditedScene), (library.chosen_word(), place)
    edited.scene = None if edited.scene == scene else scene


def _moved(lecture: Lecture, place: int, to: int) -> None:
    listed = list(lecture.scenes)
    listed.insert(to, listed.pop(place))
    _take(lecture, listed)


def _changed(lecture: Lecture, place: int, times: int) -> None:
    """A scene so many times: none removes it, two make another one like it."""
    listed = list(lecture.scenes)
    listed[place : place + 1] = [listed[place]] * times
    _take(lecture, listed)


def _take(lecture: Lecture, listed: list[Scene]) -> None:
    page_state(EditedScene).scene = None
    try:
        changed = editor.with_scenes(lecture, listed)
    except ValueError as problem:
        notify(str(problem))
        return
    library.save(changed)
