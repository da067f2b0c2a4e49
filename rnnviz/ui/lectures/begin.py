"""Beginning to hold a lecture: how the room follows, where the notes are, and going on elsewhere."""

import html
from urllib.parse import urlencode

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.ui.lectures import join_link
from rnnviz.ui.session import browser, presenter_actions, presenter_session
from rnnviz.ui.session.presenter_session import Presenter

CODE, SECRET = "c", "k"  # in the address


def take_link() -> None:
    """Hold the lecture whose secret link was opened."""
    asked = st.query_params
    code, secret = asked.get(CODE), asked.get(SECRET)
    if code and secret and presenter_session.current() is None:
        presenter_actions.hold(code, secret)


def present_button(store: Store, lecture: Lecture) -> None:
    """Begin to hold the lecture."""

    def present() -> None:
        try:
            presenter_actions.hold(*live_session.begin(store, lecture, browser.owner()))
        except (StoreError, Refusal) as problem:
            presenter_session.notify(str(problem))

    st.button(
        _("Present"), type="primary", icon=":material/co_present:", key="present", on_click=present
    )


def begin_panel(presenter: Presenter) -> None:
    """What is on the wall before the first scene."""

    def go() -> None:
        presenter.begun, presenter.at = True, None

    try:
        now = presenter_actions.load(presenter)
    except StoreError as problem:
        presenter_actions.leave(str(problem))
        st.rerun()
    join_link.shown(presenter.code)
    link = urlencode({CODE: presenter.code, SECRET: presenter.secret})
    with st.container(horizontal=True):
        begin, go_on = _("Begin with scene {number}"), _("Go on with scene {number}")
        words = go_on if presenter.begun else begin
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
