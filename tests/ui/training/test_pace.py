"""A pace in the words of addresses, and its control."""

import pytest

from rnnviz.experiments.commands import FASTEST, FULL, SLOWEST, ChangeDuration, ChangeSpeed
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.pace import BY_KEY, LABELS, PACES, pace_of, read_pace, word_of


@pytest.mark.parametrize("word", [*PACES, "10 a second", "0.01 a second", "12.345678 a second"])
def test_a_pace_is_told_to_a_worker_and_read_back(word):
    assert read_pace(word) == word
    assert word_of(pace_of(word)) == word


def test_what_links_of_earlier_versions_say_means_what_it_meant():
    for word, speed in {
        "100 a second": 100.0,
        "10 a second": 10.0,
        "1 a second": 1.0,
        "full": None,
    }.items():
        assert pace_of(read_pace(word)) == ChangeSpeed(speed)


@pytest.mark.parametrize(
    "word", ["", "a second", "0.001 a second", "1001 a second", "nan a second", "٣ a second", "7 s"]
)
def test_any_other_pace_is_refused_with_those_that_are_allowed(word):
    with pytest.raises(Refusal, match="5 s, 15 s, 1 minute, full, 10 a second, one at a time"):
        read_pace(word)


def test_a_pace_without_words_has_none():
    assert word_of(ChangeDuration(7.0)) is None
    assert pace_of(BY_KEY) == ChangeDuration(15.0)  # when it goes on by itself


def test_the_control_offers_every_pace_and_a_number(opened):
    at = opened()
    chosen = at.selectbox(key="speed kind")
    assert chosen.options == ["5 seconds", "15 seconds", "one minute", *chosen.options[3:]]
    assert len(chosen.options) == len(LABELS)
    assert not [box for box in at.number_input if box.key == "speed number"]
    chosen.set_value("a second").run()
    assert at.session_state["speed"] == "10 a second"
    at.number_input(key="speed number").set_value(0.5).run()
    assert at.session_state["speed"] == "0.5 a second"
    assert not at.exception
    at.selectbox(key="speed kind").set_value("5 s").run()
    assert at.session_state["speed"] == "5 s"
    assert (SLOWEST, FASTEST) == (0.01, 1000.0)


@pytest.fixture
def running(opened, store_file, monkeypatch):
    """The page at a race that runs, whose worker is none, its store and its id."""
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    monkeypatch.setattr("rnnviz.ui.training.steering.OBEYS", 0.0)
    store = Store(store_file)
    id = store.add(Experiment(samples=2_000_000, runs=(Run(hidden=2),)))
    its = "status = 'running', worker = 'me', duration = 15"
    store.rows(f"UPDATE experiments SET {its} WHERE id = ?", id)
    return opened(runs="windows5.h2"), store, id


def commands(store):
    return [name for (name,) in store.rows("SELECT name FROM commands ORDER BY number")]


def test_a_change_of_the_control_is_obeyed_while_it_runs(running):
    at, store, id = running
    assert commands(store) == []
    at.selectbox(key="speed kind").set_value("1 minute").run()
    assert store.row(id).pace == ChangeDuration(60.0)
    at.selectbox(key="speed kind").set_value("full").run()
    assert not at.exception
    assert store.row(id).pace == FULL
    assert commands(store) == ["duration", "speed"]


def test_one_update_at_a_time_pauses_and_another_pace_goes_on(running):
    at, store, id = running
    at.selectbox(key="speed kind").set_value(BY_KEY).run()
    assert commands(store) == ["duration", "pause"]
    store.rows("UPDATE experiments SET status = 'paused' WHERE id = ?", id)
    at.run()
    assert "One update" in [button.label for button in at.button]
    at.selectbox(key="speed kind").set_value("5 s").run()
    assert commands(store)[2:] == ["duration", "resume"]
    assert store.row(id).pace == ChangeDuration(5.0)
