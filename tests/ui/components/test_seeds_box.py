"""How many seeds each run is trained with."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.components.seeds_box import seed_label


def script():
    import streamlit as st

    from rnnviz.ui.components.seeds_box import seeds_box

    st.session_state.setdefault("seeds", st.session_state.get("asked", 1))
    seeds_box("seeds", 3)


def opened(count):
    at = AppTest.from_function(script)
    at.session_state["asked"] = count
    return at.run()


def test_one_is_usual_and_takes_no_longer():
    at = opened(1)
    box = at.button_group(key="seeds")
    assert list(box.options) == ["1", "4", "8", "16"]
    assert not at.caption


def test_of_several_it_is_said_how_much_longer_they_take():
    at = opened(8)
    (said,) = at.caption
    assert "Seeds 3 to 10: 8 times as many networks" in said.value
    assert "up to 8 times as long" in said.value


def test_a_number_that_an_address_asks_for_is_among_the_choices():
    at = opened(5)
    assert list(at.button_group(key="seeds").options) == ["1", "4", "5", "8", "16"]


@pytest.mark.parametrize(("place", "label"), [(None, "the median"), (0, "seed 7"), (3, "seed 10")])
def test_seeds_are_called_by_their_numbers(place, label):
    assert seed_label(7, place) == label
