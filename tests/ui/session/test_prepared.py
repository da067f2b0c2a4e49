"""An example is chosen by its reader, and not by a browser that is behind."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.session import prepared


def page():
    import streamlit as st

    from rnnviz.ui.session import prepared
    from rnnviz.ui.session.address import OpenPage
    from rnnviz.ui.session.address_fields import Field, always
    from rnnviz.ui.session.page_state import page_state

    fields = [Field("gain", always(0.8), float)]
    examples = {"weak": 0.8, "strong": 1.2}
    state = st.session_state
    state.setdefault("gain", 0.8)

    def choose():
        if name := prepared.chosen("example", fields):
            state.gain = examples[name]

    prepared.show("example", next((n for n, gain in examples.items() if gain == state.gain), None))
    st.radio("Try", list(examples), index=None, key="example", on_change=choose)
    st.slider("Gain", 0.0, 2.0, step=0.1, key="gain")
    page_state(OpenPage).kept |= {"gain": state.gain}


@pytest.fixture
def at(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(prepared.time, "monotonic", lambda: clock[0])
    opened = AppTest.from_function(page).run()
    opened.clock = clock
    return opened


def test_the_control_shows_what_the_settings_are_and_chooses_them(at):
    assert at.radio[0].value == "weak"
    at.clock[0] += 10.0
    at.radio[0].set_value("strong").run()
    assert (at.slider[0].value, at.radio[0].value) == (1.2, "strong")
    at.clock[0] += 10.0
    at.slider[0].set_value(0.9).run()
    assert (at.slider[0].value, at.radio[0].value) == (0.9, None)
    at.clock[0] += 10.0
    at.radio[0].set_value("strong").run()  # the one before, chosen on purpose
    assert at.slider[0].value == 1.2


def test_what_a_browser_showed_before_undoes_nothing(at):
    at.clock[0] += 10.0
    at.slider[0].set_value(0.9).run()
    # it has not heard yet that the settings are no example any more
    at.radio[0].set_value("weak")
    at.slider[0].set_value(1.0).run()
    assert (at.slider[0].value, at.radio[0].value) == (1.0, None)
    at.radio[0].set_value("weak").run()  # and once more, with nothing else
    assert at.slider[0].value == 1.0
    at.clock[0] += 10.0
    at.radio[0].set_value("weak")
    at.slider[0].set_value(1.1).run()  # very late
    assert at.slider[0].value == 1.1


def test_what_has_changed_beside_a_control_is_known(at):
    assert at.slider[0].value == 0.8  # nothing has
    at.clock[0] += 10.0
    at.slider[0].set_value(0.9)
    at.radio[0].set_value("strong").run()
    assert at.slider[0].value == 0.9
