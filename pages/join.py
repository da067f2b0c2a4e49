"""Follow a lecture: its pictures, its live run and its questions, on a phone as on a laptop."""

from pathlib import Path

import streamlit as st

from rnnviz import hall
from rnnviz.language import _
from rnnviz.store import StoreError
from rnnviz.ui import exploring, following
from rnnviz.ui.page import begin, notice
from rnnviz.ui.training import open_store

CODE = "c"  # in the address
LOOK = Path(__file__).parents[1] / "rnnviz" / "ui" / "join.css"


def box(typed: str) -> None:
    """The box for the code."""
    with st.form("join", border=False):
        code = st.text_input(
            _("The lecture’s code"),
            typed,
            max_chars=12,
            key="join code",
            placeholder=_("five letters and digits"),
        )
        if st.form_submit_button(_("Follow"), type="primary"):
            st.query_params[CODE] = code.strip().upper()
            st.rerun()


def page(code: str) -> None:
    """The lecture of a code, or the box."""
    if not code:
        box("")
        return
    try:
        hall.look(open_store(), code)
    except StoreError as problem:
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
            exploring.explore(code, following.scene_shown(open_store(), code))
        except StoreError as problem:
            notice(str(problem))
    following.followed(code)


begin("Follow")
page(st.query_params.get(CODE, "").strip().upper()[:12])
