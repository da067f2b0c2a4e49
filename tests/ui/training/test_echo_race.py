"""Races of truncation lengths: their presets, and what a first visit shows."""

import math

import pytest
from support.truncate_page import labels, said

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train
from rnnviz.ui.training import echo_race

STATE = {field.name: field.default({}) for field in echo_race.FIELDS}


@pytest.fixture
def session(monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State(STATE)
    monkeypatch.setattr(echo_race.st, "session_state", state)
    return state


def test_the_default_is_the_classic_pair(session):
    made = echo_race.experiment()
    cuts = [(run.truncation, run.hidden) for run in made.runs]
    assert cuts == [(Truncation.windows(5), 4), (Truncation.windows(10), 16)]
    assert echo_race.preset_of(session).name == "the classic pair"


@pytest.mark.parametrize("preset", echo_race.PRESETS.values(), ids=lambda preset: preset.name)
def test_every_preset_is_a_race_and_comes_back_from_its_experiment(session, preset):
    readers = {field.name: field.read for field in echo_race.FIELDS}
    session |= {name: readers[name](text) for name, text in preset.asked.items()}
    made = echo_race.experiment()
    assert echo_race.preset_of(session) is preset
    words = echo_race.settings_of(made)
    session |= {name: readers[name](text) for name, text in words.items()}
    assert echo_race.experiment() == made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("the classic pair", [(0.50, 0.53), (0.44, 0.475)]),
        (
            "the cut or the state?",
            [(0.50, 0.53), (0.44, 0.475), (0.44, 0.475), (0.50, 0.53)],
        ),
        ("3 steps against 4", [(0.62, 0.67), (0.44, 0.49)]),
        ("lag 12: 5, 10 and 20 steps", [(0.505, 0.525), (0.45, 0.465), (0.45, 0.465)]),
        (
            "readout only: 16 units",
            [(0.515, 0.545), (0.6, 0.67), (0.44, 0.475), (0.44, 0.475)],
        ),
        (
            "readout only: 32 units",
            [(0.505, 0.53), (0.6, 0.67), (0.44, 0.475), (0.44, 0.475)],
        ),
        ("exploding, then clipped", [(math.inf, math.inf), (0.0, 0.67)]),
    ],
)
def test_what_a_preset_says_is_what_happens(session, name, ends):
    readers = {field.name: field.read for field in echo_race.FIELDS}
    session |= {field: readers[field](text) for field, text in echo_race.PRESETS[name].asked.items()}
    *_, last = train(echo_race.experiment(), every=math.inf)
    for (low, high), run in zip(ends, last.runs, strict=True):
        end = float(run.losses[-len(run.losses) // 10 :].mean())
        assert low <= (math.inf if run.status == "diverged" else end) <= high


# on a page


def test_the_last_one_trained_is_shown(opened, store_file):
    run = Run(hidden=7, truncation=Truncation.windows(6))
    Store(store_file).add(Experiment(runs=(run,), samples=12_345))
    at = opened()
    assert at.text_input(key="runs").value == "windows6.h7"
    assert at.number_input(key="samples").value == 12_345
    assert "Start" not in labels(at)


def test_one_experiment_of_another_version_hides_none_of_the_others(opened, store_file):
    store = Store(store_file)
    good, broken = store.add(Experiment(runs=(Run(hidden=9),))), store.add(Experiment())
    store.rows("UPDATE experiments SET status = 'stopped' WHERE id = ?", good)
    store.rows("""UPDATE experiments SET experiment = '{"runs": 3}' WHERE id = ?""", broken)
    at = opened()
    assert at.text_input(key="runs").value == "windows5.h9"
    assert said(at) == []


def test_nobody_lands_in_the_race_of_another(opened, store_file):
    store = Store(store_file)
    store.add(Experiment(runs=(Run(hidden=7),)), owner="somebody")
    # the very pair that the page opens with
    runs = (
        Run(hidden=4, truncation=Truncation.windows(5)),
        Run(hidden=16, truncation=Truncation.windows(10)),
    )
    store.add(Experiment(runs=runs, samples=2_000_000), owner="somebody")
    at = opened()
    assert at.text_input(key="runs").value == "windows5.h4,windows10.h16"
    assert "Start" in labels(at)
    assert "Pause" not in labels(at)
