"""What is drawn only while it is unfolded, and stands in the address then."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.page_state import page_state


@dataclass
class LastOpen:
    """Whether it was unfolded when it was drawn last, None before that."""

    open: bool | None = None


def unfolded(key: str, title: str, draw: Callable[..., None], *given: object) -> None:
    """A title that unfolds what `draw` draws of what is given; `key` is that of its field in the
    address."""
    last = page_state(LastOpen, key)
    with unfolds(key, title) as opened:
        if opened:
            draw(*given)
    changed, last.open = last.open not in (None, opened), opened
    if changed and streamlit_private.is_fragment_run():
        st.rerun()  # the address has to follow
