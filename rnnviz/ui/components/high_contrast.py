"""High contrast, for weak projectors and weak eyes: as the reader switches it, else as the browser asks
for it. The browser remembers the choice."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.static_files import loader
from rnnviz.ui.components.theme import Contrast, is_strong
from rnnviz.ui.session.page_state import page_state

SWITCH = "contrast switch"
HEARD = "contrast heard"
STYLE = Path(__file__).with_name("contrast.css")


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_contrast", html="<span></span>", js=loader("contrast.js"), isolate_styles=False
    )


def style() -> None:
    """The rules of high contrast, where it is on."""
    if is_strong():
        st.html(f"<style>{STYLE.read_text()}</style>")


def switch() -> None:
    """The switch, and the browser's side of it, which cannot be seen."""
    state, contrast = st.session_state, page_state(Contrast)

    def switched() -> None:
        contrast.chosen = bool(state[SWITCH])

    def heard() -> None:
        contrast.wanted = state[HEARD].get("wanted") is True

    state[SWITCH] = is_strong()
    st.toggle(_("High contrast"), key=SWITCH, on_change=switched)
    _component()(
        key=HEARD,
        data={"chosen": contrast.chosen, "wanted": contrast.wanted},
        height=1,
        on_wanted_change=heard,
    )
