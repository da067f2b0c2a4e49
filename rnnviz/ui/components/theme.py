"""How the reader looks at the page: in which language, dark or light, in high contrast or not."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.text import language
from rnnviz.ui.session.page_state import page_state


@dataclass
class Contrast:
    """Whether the reader of a session has high contrast."""

    chosen: bool | None = None  # by the reader, None if neither way
    wanted: bool = False  # by the browser


@dataclass(frozen=True)
class Appearance:
    """All that a picture depends on beside its numbers."""

    language: str
    dark: bool
    strong: bool  # in high contrast


def current_appearance() -> Appearance:
    """How the reader of this session looks at pictures."""
    return Appearance(language.current(), is_dark(), is_strong())


def is_dark() -> bool:
    """Whether the reader looks at the dark theme."""
    return st.context.theme.type == "dark"


def is_strong() -> bool:
    """Whether the reader looks at everything in high contrast (see `high_contrast.py`)."""
    contrast = page_state(Contrast)
    return contrast.wanted if contrast.chosen is None else contrast.chosen
