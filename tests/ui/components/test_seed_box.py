"""A seed is a number of any size that NumPy takes."""

import streamlit as st
from support.sessions import Session

from rnnviz.ui.components.seed_box import LARGEST, seed_box


def test_a_seed_has_a_box_of_its_size():
    there = Session()

    def act():
        st.session_state.setdefault("one", LARGEST)
        st.session_state.setdefault("other", LARGEST + 1)
        seed_box("one")
        seed_box("other", help="Another seed.")

    there(act)
    assert there.at.number_input(key="one").value == LARGEST
    assert there.at.text_input(key="other digits").value == str(LARGEST + 1)
