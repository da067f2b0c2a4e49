"""How the reader looks at the page: in which language, dark or light, in high contrast or not."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.text import language

# high contrast in the session: what the reader has chosen, if so, and what the browser asks for
CONTRAST, CONTRAST_WANTED = "contrast", "contrast wanted"


@dataclass(frozen=True)
class Look:
    """All that a picture depends on beside its numbers."""

    language: str
    dark: bool
    strong: bool  # in high contrast


def current_look() -> Look:
    """How the reader of this session looks at pictures."""
    return Look(language.current(), is_dark(), is_strong())


def is_dark() -> bool:
    """Whether the reader looks at the dark theme."""
    return st.context.theme.type == "dark"


def is_strong() -> bool:
    """Whether the reader looks at everything in high contrast (see `high_contrast.py`)."""
    state = st.session_state
    return bool(state.get(CONTRAST, state.get(CONTRAST_WANTED, False)))
