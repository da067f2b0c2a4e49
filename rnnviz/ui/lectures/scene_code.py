"""The code of a lecture's scenes: each is the code of its page as the scene sets it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.code.script import PageCode
from rnnviz.figures.base import numbers
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.show_code import NO_CODE, ask_for_code
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.pages import BY_WORD

LONGEST = 80  # letters of a scene's sentence in the list


def code_of_scenes(lecture: Lecture) -> Callable[[], PageCode]:
    """What asks, in the dialog, for a scene, and opens its page with its code."""

    def ask() -> PageCode:
        caption(
            _("Each scene has the code of its page, with all that the scene sets there."),
            to_class=False,
        )
        place = st.selectbox(
            _("Scene"),
            range(len(lecture.scenes)),
            key="code of scene",
            format_func=lambda place: scene_name(place, lecture.scenes[place]),
        )
        if st.button(_("Open its page with its code"), key="code of scene opens", type="primary"):
            scene = lecture.scenes[int(place or 0)]
            ask_for_code(scene.page)
            presenter_actions.open_scene(scene)
        return NO_CODE

    return ask


def scene_name(place: int, scene: Scene) -> str:
    """A scene in a list: its number, its page, how its sentence begins."""
    title = _(BY_WORD[scene.page].title)
    said = numbers.shortened(scene.look, LONGEST)
    return f"{place + 1}. {title} · {said}" if said else f"{place + 1}. {title}"
