"""Beginning to hold a lecture: how the room follows, where the notes are, and going on elsewhere."""

import html
from urllib.parse import urlencode

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.lectures import join_link
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.presenter_session import HELD, SAID, Presenting

CODE, SECRET = "c", "k"  # in the address


def take_link() -> None:
    """Hold the lecture whose secret link was opened."""
    asked = st.query_params
    code, secret = asked.get(CODE), asked.get(SECRET)
    if not code or not secret or presenter_session.current() is not None:
        return
    _hold(code, secret)


def _hold(code: str, secret: str) -> None:
    try:
        presenter_session.hold(code, secret)
    except (live_session.Refused, StoreError) as problem:
        st.session_state.pop(HELD, None)
        st.session_state[SAID] = str(problem)


def buttons(store: Store, lecture: Lecture) -> None:
    """Begin to hold the lecture, or go on with the one that was left."""

    def present() -> None:
        try:
            presenter_session.hold(*live_session.begin(store, lecture))
        except (live_session.Refused, StoreError) as problem:
            st.session_state[SAID] = str(problem)

    st.button(
        _("Present"), type="primary", icon=":material/co_present:", key="present", on_click=present
    )
    if held := st.session_state.get(HELD):
        st.button(
            _("Go on with {code}").format(code=held[0]),
            icon=":material/resume:",
            key="present again",
            on_click=_hold,
            args=held,
        )


def panel(here: Presenting) -> None:
    """What is on the wall before the first scene."""

    def go() -> None:
        here.begun, here.at = True, None

    try:
        now = presenter_session.stands(here)
    except StoreError as problem:
        presenter_session.leave(str(problem))
        st.rerun()
    join_link.shown(here.code)
    link = urlencode({CODE: here.code, SECRET: here.secret})
    with st.container(horizontal=True):
        words = _("Begin with scene {number}") if not here.begun else _("Go on with scene {number}")
        if st.button(
            words.format(number=now.scene + 1),
            type="primary",
            icon=":material/play_arrow:",
            key="present go",
            on_click=go,
        ):
            st.rerun()  # the page has been begun before the button was read
        st.link_button(
            _("Your notes, in a second window"),
            f"{join_link.home()}/notes?{link}",
            icon=":material/sticky_note_2:",
        )
        with st.popover(_("Your secret link"), icon=":material/key:"):
            words = _("Whoever has it drives this lecture. Do not show it to the class.")
            st.html(f"<p>{html.escape(words)}</p>")
            st.code(f"{join_link.home()}/lecture?{link}", language=None, wrap_lines=True)
