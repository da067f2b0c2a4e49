"""Lectures of one's own, while they are made: every change is saved at once, and can be undone."""

from dataclasses import dataclass, field

import streamlit as st

from rnnviz.lectures import repository
from rnnviz.lectures.model import MOST_SCENES, Lecture, Scene
from rnnviz.lectures.repository import LectureText
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.session import address, browser, presenter_session, sections
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import BY_FILE, word_of
from rnnviz.ui.session.store import open_store

MOST_CHANGES = 50  # that can be undone
TITLE = N_("My lecture")


@dataclass(frozen=True)
class Earlier:
    """A lecture before a change; None before it was there at all."""

    id: str
    stored: LectureText | None


@dataclass
class Editing:
    """What a session has changed."""

    draft: str | None = None  # the id of the lecture that scenes are added to
    changes: list[Earlier] = field(default_factory=list)  # the newest last


def save(lecture: Lecture, id: str | None = None) -> str:
    """Save a lecture as it is now, a new one without `id`; returns its id. Raises Refusal for one that
    is too long, and StoreError."""
    store, mine = open_store(), browser.owner()
    before = repository.load_text(store, id, mine) if id else None
    if before is not None and before.text == lecture.to_json():
        return id or ""
    name = repository.save(store, lecture, id, mine)
    editing = page_state(Editing)
    editing.changes.append(Earlier(name, before))
    del editing.changes[:-MOST_CHANGES]
    editing.draft = name
    return name


def remove(id: str) -> None:
    """Remove a lecture, also one that cannot be read, so that this can be undone, too. Raises
    StoreError."""
    store, editing, mine = open_store(), page_state(Editing), browser.owner()
    editing.changes.append(Earlier(id, repository.load_text(store, id, mine)))
    repository.remove(store, id, mine)
    if editing.draft == id:
        editing.draft = None


def can_undo() -> bool:
    """Whether there is a change to be undone."""
    return bool(page_state(Editing).changes)


def undo() -> str | None:
    """Undo this session's last change, of whichever lecture; returns that one's id, None if it has gone
    with it. Raises StoreError."""
    editing, mine = page_state(Editing), browser.owner()
    last = editing.changes.pop()
    if last.stored is None:
        repository.remove(open_store(), last.id, mine)
        editing.draft = None
        return None
    repository.save_text(open_store(), last.stored, last.id, mine)
    editing.draft = last.id
    return last.id


def with_scenes(lecture: Lecture, scenes: list[Scene]) -> Lecture:
    """The same lecture with other scenes; raises Refusal for too many or none."""
    if not 1 <= len(scenes) <= MOST_SCENES:
        raise Refusal(
            "That would be {count} scenes; allowed are 1 to {most}.",
            count=len(scenes),
            most=MOST_SCENES,
        )
    return lecture.model_copy(update={"scenes": tuple(scenes)})


def page_now(file: str) -> Scene:
    """The page that is open as a scene, as its address has it, but a training that is followed by its
    settings; of a page that was opened at one of its sections only that."""
    return Scene(page=word_of(file), section=sections.asked(), settings=address.lasting())  # type: ignore[arg-type]


def adder(file: str) -> None:
    """The button that adds the open page to the lecture being made, a new one if there is none."""
    if not BY_FILE[file].in_scenes:
        return

    def add() -> None:
        try:
            draft, scene = page_state(Editing).draft, page_now(file)
            mine = browser.owner()
            if draft and draft in {one.id for one in repository.saved(open_store(), mine)}:
                lecture = repository.load(open_store(), draft, mine)
                lecture = with_scenes(lecture, [*lecture.scenes, scene])
            else:
                draft, lecture = None, Lecture(title=_(TITLE), scenes=(scene,))
            save(lecture, draft)
        except (StoreError, ValueError) as problem:
            presenter_session.notify(str(problem))
            return
        st.toast(
            _("This page is scene {number} of your lecture now; the page Lecture shows it.").format(
                number=len(lecture.scenes)
            )
        )
        if browser.is_visit():
            st.toast(_(browser.ONLY_THIS_VISIT))

    st.button(
        _("Add this page as a scene"),
        icon=":material/playlist_add:",
        key="add scene",
        type="tertiary",
        on_click=add,
        help=_("Into a lecture of your own, as it stands now; see the page Lecture"),
    )
