"""Follow a lecture: its pictures, its live run and its questions, on a phone as on a laptop."""

from pathlib import Path

import streamlit as st

from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.text.written import narrow
from rnnviz.ui.components.html import notice
from rnnviz.ui.frame.page import begin
from rnnviz.ui.lectures import explore, follower_view
from rnnviz.ui.session.presenter_actions import LONGEST
from rnnviz.ui.session.store import open_store

CODE = "c"  # in the address
LOOK = Path(follower_view.__file__).with_name("join.css")


def box(typed: str) -> None:
    """The box for the code."""
    with st.form("join", border=False):
        code = st.text_input(
            _("The lecture’s code"),
            typed,
            max_chars=LONGEST,
            key="join code",
            placeholder=_("five letters and digits"),
        )
        if st.form_submit_button(_("Follow"), type="primary"):
            st.query_params[CODE] = narrow(code).strip().upper()
            st.rerun()


def page(code: str) -> None:
    """The lecture of a code, or the box."""
    if not code:
        box("")
        return
    try:
        follower_view.find(open_store(), code)
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        box(code)
        return
    st.html(LOOK)
    if st.button(
        _("Explore on my own"),
        icon=":material/explore:",
        key="explore",
        type="tertiary",
        help=_("Opens what is shown now as a copy of your own"),
    ):
        try:
            explore.explore(code, follower_view.scene_shown(open_store(), code))
        except StoreError as problem:
            notice(str(problem))
    follower_view.followed(code)


begin("Follow")
page(st.query_params.get(CODE, "").strip().upper()[:LONGEST])
