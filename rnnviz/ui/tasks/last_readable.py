"""What stands in a box while it cannot be read: the last that could."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from rnnviz.ui.components.html import notice

Read = TypeVar("Read")


def kept(key: str, typed: str, example: str, read: Callable[[str], Read]) -> Read:
    """What `read` makes of the typed text, or of the example if nothing is typed. If it raises
    ValueError, the sentence is said, and the last text that could be read stands in (or the example,
    which always can be)."""
    state, typed = st.session_state, typed if typed.strip() else example
    place = f"_last good {key}"
    try:
        found = read(typed)
        state[place] = typed
        return found
    except ValueError as problem:
        notice(str(problem))
    try:
        return read(state.get(place, example))
    except ValueError:  # another network, which cannot read it
        return read(example)
