"""What is drawn only while it is unfolded, which the address says."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def unfolds(key: str, title: str) -> Iterator[bool]:
    """A title that unfolds what is drawn below it; `key` is that of its field in the address. Gives
    whether it is open: what is not need not be computed."""
    with st.expander(title, key=key, on_change="rerun") as expander:
        yield bool(expander.open)
