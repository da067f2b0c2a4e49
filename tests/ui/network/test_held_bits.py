"""The bits in a state are computed where they are asked for, and once for each row of a network."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from support.shift_registers import shift_register

from rnnviz.tasks import Echo, Hello
from rnnviz.ui.network import held_bits

NET = shift_register(5)


def script(held_bits, now, row):
    import streamlit as st

    from rnnviz.ui.session import sections

    sections.open_page("app.py")
    st.session_state.row = row
    held_bits.held_bits(now)


def reading(task):
    return SimpleNamespace(net=NET, chosen=SimpleNamespace(task=task and SimpleNamespace(task=task)))


@pytest.fixture
def counted(monkeypatch):
    calls = []
    original = held_bits.held
    monkeypatch.setattr(held_bits, "held", lambda *given: calls.append(given[2]) or original(*given))
    return calls


def test_nothing_is_computed_before_it_is_asked_for_and_then_once(counted):
    at = AppTest.from_function(script, args=(held_bits, reading(Echo()), 0)).run()
    assert not at.exception
    assert counted == []
    at.session_state[held_bits.KEY] = True
    at.run()
    at.run()
    assert not at.exception
    assert counted == [0]
    captions = [one.proto.body for one in at.get("html")]
    assert any("100 % of X[t−3], " in said for said in captions)


@pytest.mark.parametrize("task", [None, Hello()])
def test_networks_of_other_tasks_have_none(task):
    at = AppTest.from_function(script, args=(held_bits, reading(task), 0)).run()
    assert not at.exception
    assert not at.expander
