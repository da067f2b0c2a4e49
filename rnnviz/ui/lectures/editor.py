"""Lectures of one's own, while they are made: every change is kept at once, and can be undone."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.lectures import repository
from rnnviz.lectures.model import MOST_SCENES, PAGES, Lecture, Scene
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.session import presenter_session, recording
from rnnviz.ui.session.address import NOW
from rnnviz.ui.session.store import open_store

DRAFT = "_draft"  # of the session: the id of the lecture that scenes are added to
PAST = "_past of lectures"  # likewise: what its lectures were before each change, the newest last
OPEN = "_page of words"  # likewise: the page whose address is known
MOST_PAST = 50
TITLE = N_("My lecture")


@dataclass(frozen=True)
class Past:
    """A lecture before a change; None before it was there at all."""

    id: str
    lecture: Lecture | None


def keep(lecture: Lecture, id: str | None = None) -> str:
    """Keep a lecture as it is now, a new one without `id`; returns its id. Raises StoreError."""
    store = open_store()
    before = repository.load(store, id) if id else None
    if before == lecture and id:
        return id
    name = repository.save(store, lecture, id)
    past = st.session_state.setdefault(PAST, [])
    past.append(Past(name, before))
    del past[:-MOST_PAST]
    st.session_state[DRAFT] = name
    return name


def remove(id: str) -> None:
    """Remove a lecture, so that this can be undone, too. Raises StoreError."""
    store = open_store()
    st.session_state.setdefault(PAST, []).append(Past(id, repository.load(store, id)))
    repository.remove(store, id)
    if st.session_state.get(DRAFT) == id:
        st.session_state[DRAFT] = None


def can_undo() -> bool:
    """Whether there is a change to be undone."""
    return bool(st.session_state.get(PAST))


def undo() -> str | None:
    """Undo this session's last change, of whichever lecture; returns that one's id, None if it has gone
    with it. Raises StoreError."""
    last: Past = st.session_state[PAST].pop()
    if last.lecture is None:
        repository.remove(open_store(), last.id)
        st.session_state[DRAFT] = None
        return None
    repository.save(open_store(), last.lecture, last.id)
    st.session_state[DRAFT] = last.id
    return last.id


def with_scenes(lecture: Lecture, scenes: list[Scene]) -> Lecture:
    """The same lecture with other scenes; raises ValueError, a sentence, for too many or none."""
    if not 1 <= len(scenes) <= MOST_SCENES:
        raise Refusal(
            "That would be {count} scenes; allowed are 1 to {most}.",
            count=len(scenes),
            most=MOST_SCENES,
        )
    return lecture.model_copy(update={"scenes": tuple(scenes)})


def page_now(file: str) -> Scene:
    """The page that is open as a scene, with the words that stand in its address."""
    words: dict[str, Any] = st.session_state.get(NOW) or {}
    return Scene(page=recording.word_of(file), settings=dict(words))  # type: ignore[arg-type]


def adder(file: str) -> None:
    """The button that adds the open page to the lecture being made, a new one if there is none."""
    if recording.word_of(file) not in PAGES:
        return
    if st.session_state.get(OPEN) != file:  # the words are another page's
        st.session_state[OPEN], st.session_state[NOW] = file, {}

    def add() -> None:
        try:
            draft, scene = st.session_state.get(DRAFT), page_now(file)
            if draft and draft in {one.id for one in repository.kept(open_store())}:
                lecture = repository.load(open_store(), draft)
                lecture = with_scenes(lecture, [*lecture.scenes, scene])
            else:
                draft, lecture = None, Lecture(title=_(TITLE), scenes=(scene,))
            keep(lecture, draft)
        except (StoreError, ValueError) as problem:
            st.session_state[presenter_session.SAID] = str(problem)
            return
        st.toast(
            _("This page is scene {number} of your lecture now; the page Lecture shows it.").format(
                number=len(lecture.scenes)
            )
        )

    st.button(
        _("Add this page as a scene"),
        icon=":material/playlist_add:",
        key="add scene",
        type="tertiary",
        on_click=add,
        help=_("Into a lecture of your own, as it stands now; see the page Lecture"),
    )
