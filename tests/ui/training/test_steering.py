"""Starting and going on with a race, without the page and without a worker."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import address
from rnnviz.ui.session import store as session_store
from rnnviz.ui.training import echo_race, steering


@pytest.fixture
def store(tmp_path, monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State()
    monkeypatch.setattr(echo_race.st, "session_state", state)
    address.set_state(echo_race.FIELDS, echo_race.PRESETS["exploding, then clipped"].asked)
    store = Store(tmp_path / "store.db")
    monkeypatch.setattr(session_store, "_store", lambda: store)  # nobody's own
    return store


@pytest.fixture
def asked_of(monkeypatch):
    """What workers are asked to do."""
    asked = []
    for name in ("start", "resume", "reset"):
        monkeypatch.setattr(supervisor, name, lambda id, store, name=name: asked.append((name, id)))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)
    return asked


def test_a_new_race_is_added_and_started(store, asked_of):
    id = steering.keep_running(store, echo_race.experiment())
    assert asked_of == [("start", id)]
    (row,) = store.experiments()
    assert row.experiment == echo_race.experiment()
    assert [run.clip_norm for run in row.experiment.runs] == [None, 0.05]
    assert {run.cell for run in row.experiment.runs} == {"relu"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [("queued", []), ("running", []), ("paused", ["resume"]), ("finished", ["reset"])],
)
def test_one_that_is_there_runs_on_goes_on_or_begins_again(store, asked_of, status, expected):
    id = steering.keep_running(store, echo_race.experiment())
    asked_of.clear()
    with store.transaction() as run:
        run("UPDATE experiments SET status = ? WHERE id = ?", (status, id))
    assert steering.keep_running(store, echo_race.experiment()) == id
    assert asked_of == [(name, id) for name in expected]
    assert len(store.experiments()) == 1


# on a page


def test_rates_change_under_way_for_the_runs_that_were_changed(opened, store_file, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    store = Store(store_file)
    runs = (Run(hidden=2), Run(hidden=3, rate=0.2))
    id = store.add(Experiment(runs=runs))
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", id)
    at = opened()
    rates = [box for box in at.number_input if box.label.startswith("cut every 5")]
    assert [box.value for box in rates] == [0.1, 0.2]
    rates[1].set_value(0.05)
    next(button for button in at.button if button.label == "From now on").click().run()
    assert not at.exception
    found = store.rows("SELECT name, arguments FROM commands WHERE name = 'rate'")
    assert [(name, json.loads(words)) for name, words in found] == [("rate", {"run": 1, "rate": 0.05})]


def one_button():
    import streamlit as st

    from rnnviz.ui.training import steering

    action = st.session_state.get("action", steering.START)
    st.text(f"{action}: {steering.main_button(action)}")


def test_one_button_for_all_and_a_press_counts_only_for_what_stood_on_it():
    at = AppTest.from_function(one_button).run()
    (first,) = at.button
    first.click().run()
    assert at.text[0].value == "Start: True"
    at.session_state["action"] = steering.PAUSE
    at.run()
    (second,) = at.button
    assert (second.label, second.key) == ("Pause", first.key)
    assert second.proto.id == first.proto.id
    second.click()
    at.session_state["action"] = steering.AGAIN  # the race has ended meanwhile
    at.run()
    assert at.text[0].value == "Start again: False"
