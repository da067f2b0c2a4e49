"""The box for typed bits: what is read from it, and what is said of what cannot be."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.tasks import Echo
from rnnviz.tasks.echo_bits import RANDOM, example
from rnnviz.ui.training.bits_box import EXAMPLES, KEY, bits_box, typed_bits


def script(bits_box, typed_bits, task):
    import streamlit as st

    st.session_state.setdefault("bits", "")
    bits_box(task)
    st.text(typed_bits())


@pytest.fixture
def at():
    return AppTest.from_function(script, args=(bits_box, typed_bits, Echo())).run()


def said(at):
    return [one.proto.body for one in at.get("html") if 'class="notice"' in one.proto.body]


def typed(at, text):
    at.text_input(key=KEY).set_value(text).run()
    assert not at.exception
    return at.text[0].value


def test_the_empty_box_shows_the_example_in_its_place(at):
    assert at.text_input(key=KEY).placeholder == example(Echo())
    assert at.text[0].value == ""
    assert not said(at)


def test_what_is_wrong_is_said_beside_the_box_and_the_last_that_could_be_read_stays(at):
    assert typed(at, "0110") == "0110"
    assert typed(at, "01120") == "0110"
    (sentence,) = said(at)
    assert "“2” at place 4 is no bit; allowed are 0 and 1." in sentence
    assert at.text_input(key=KEY).value == "01120"
    assert typed(at, "0" * 61) == "0110"
    assert "There are 61 bits; at most 60 are read." in said(at)[0]
    assert typed(at, "") == ""
    assert not said(at)


def test_examples_and_random_bits_fill_the_box(at):
    for name, bits in EXAMPLES.items():
        at.button(key=f"bits {name}").click().run()
        assert at.text_input(key=KEY).value == bits
        assert not said(at)
    next(one for one in at.button if one.label == "Random").click().run()
    assert len(at.text[0].value) == RANDOM
