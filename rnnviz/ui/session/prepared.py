"""Which prepared example a page's settings are, and which one the reader has chosen."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.ui.session.address import OpenPage
from rnnviz.ui.session.address_fields import Field
from rnnviz.ui.session.page_state import page_state

ECHO = 2.0  # seconds for which a browser may still send what its control showed before


@dataclass
class ShownExample:
    """What a page's control for examples shows, and showed before."""

    name: str | None = None
    before: str | None = None
    since: float = 0.0  # when that changed, in seconds of the clock


def show(key: str, name: str | None) -> None:
    """Have the control with this key show an example, or none."""
    shown = page_state(ShownExample, key)
    if name != shown.name:
        shown.name, shown.before, shown.since = name, shown.name, time.monotonic()
    st.session_state[key] = name


def chosen(key: str, fields: Sequence[Field]) -> str | None:
    """The example that the reader has just chosen, None if nobody has.

    A browser that has not heard yet that the control shows another one sends the one before along with
    the next change of something else: that is no choice, and would undo the change.
    """
    name, shown = st.session_state[key], page_state(ShownExample, key)
    late = name == shown.before and time.monotonic() - shown.since < ECHO
    return None if late or others_changed(fields) else name


def others_changed(fields: Sequence[Field]) -> bool:
    """Whether settings of the page have changed since it was last drawn: what a control says along with
    that, which the page itself sets, may be what it showed before."""
    state, kept = st.session_state, page_state(OpenPage).kept
    return any(kept.get(field.key, state.get(field.key)) != state.get(field.key) for field in fields)
