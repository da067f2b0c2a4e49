"""The box of a seed: the same one on all pages that share it."""

from contextlib import suppress
from typing import Any

import streamlit as st

from rnnviz.text.language import _
from rnnviz.training.experiment import MOST_SEED
from rnnviz.ui.session import address_fields

LARGEST = 2**53 - 1  # that a browser's box for numbers keeps exactly
DIGITS = len(str(MOST_SEED))


def seed_box(key: str, **more: Any) -> None:
    """A number, and where it is larger than such a box can hold, as notebooks draw one, its digits."""
    state = st.session_state
    if state[key] <= LARGEST:
        st.number_input(_("Seed"), 0, LARGEST, key=key, persist_state="session", **more)
        return
    place = f"{key} digits"

    def typed() -> None:
        with suppress(ValueError):  # the digits before stay
            state[key] = address_fields.whole(0, MOST_SEED)(state[place].strip())

    state[place] = str(state[key])
    st.text_input(_("Seed"), key=place, max_chars=DIGITS, on_change=typed, **more)
