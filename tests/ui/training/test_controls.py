"""A race as its controls describe it: the names of its runs, and what cannot be raced."""

import pytest
from support.effort import cpu_at_most

from rnnviz.experiments.commands import ChangeDuration, ChangeSpeed
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training import controls, echo_race
from rnnviz.ui.training.controls import names, words


@pytest.fixture
def session(monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State({field.name: field.default({}) for field in echo_race.FIELDS})
    monkeypatch.setattr(controls.st, "session_state", state)
    return state


def test_runs_are_separated_by_commas_or_spaces():
    assert words(" windows5.h4, even10.h7\nfull ,") == ["windows5.h4", "even10.h7", "full"]
    assert words("") == []


def test_every_run_of_a_race_has_a_name_of_its_own():
    runs = [
        {},
        {},
        {"hidden": 5},
        {"carry": False},
        {"rate": 0.2},
        {"optimizer": "sgd"},
        {"batch": 3},
        {"clip_norm": 1.0},
        {"clip_value": 1.0},
        {"layers": 2},
        {"cell": "gru"},
        {"cell": "gru_before"},
        {"truncation": Truncation(every=3, reach=7)},
    ]
    named = names(Experiment(runs=tuple(Run(**one) for one in runs)))
    assert len(set(named)) == len(runs)
    assert names(Experiment()) == ["cut every 5, 4 units"]


def test_on_other_tasks_the_cell_comes_first_and_a_cut_only_where_it_differs():
    runs = [
        Run(hidden=5, truncation=Truncation.full()),
        Run(hidden=5, truncation=Truncation.windows(3)),
    ]
    task = TASKS["characters"]()
    assert names(Experiment(task=task, runs=runs)) == [
        "tanh, 5 units, not cut",
        "tanh, 5 units, cut every 3",
    ]
    assert names(Experiment(task=task, runs=runs[:1])) == ["tanh, 5 units"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"runs": ""}, "0 runs; allowed are 1 to 6"),
        ({"runs": ",".join(["windows5.h4"] * 7)}, "7 runs"),
        ({"runs": "windows.h4"}, "A run is “windows.h4”; allowed are runs as windows5.h4"),
        ({"runs": "windows5.clip1_2_3"}, "runs as windows5.h4"),
        ({"runs": "every3reach2"}, "reach is 2 and every is 3"),
        ({"runs": "full5.h4"}, "runs as windows5.h4"),
        ({"runs": "windows5.h4.elman"}, "runs as windows5.h4"),
        ({"runs": "windows0.h4"}, "every is 0"),
        ({"runs": "windows5.h9999"}, "hidden is 9999"),
        ({"runs": "even5.h4.reset"}, "a state that is reset goes with windows"),
        ({"lags": "3"}, "The lags are “3”; allowed are lags with weights"),
        ({"lags": ""}, "lags with weights"),
        ({"lags": "3:0.9,8:0.4"}, "probability of a 1 would be"),
        ({"lags": "-3:0.5"}, "A lag is -3"),
    ],
)
def test_what_cannot_be_raced_is_a_sentence(session, change, words):
    session |= change
    with pytest.raises(ValueError, match=words):
        echo_race.experiment()


def test_a_pace_is_a_duration_or_updates_a_second(session):
    assert echo_race.RACE.pace == ChangeDuration(15.0)
    echo_race.RACE.set("speed", "10 a second")
    assert echo_race.RACE.pace == ChangeSpeed(10.0)
    assert echo_race.RACE.get("speed") == "10 a second"


def test_a_race_that_is_no_preset_is_known_as_none(session):
    assert echo_race.preset_of(session) is not None
    session["seed"] = 12
    assert echo_race.preset_of(session) is None


@pytest.mark.parametrize("word", ["full.h1", "windows9.h4.gru", "?"])
def test_runs_are_counted_before_they_are_read(session, monkeypatch, word):
    read = []
    monkeypatch.setattr(controls, "read_run", lambda *given: read.append(given) or Run())
    session["runs"] = f"{word} " * 160_000
    with cpu_at_most(1.0), pytest.raises(ValueError, match="There are 160000 runs; allowed are 1 to 6"):
        echo_race.RACE.experiment()
    assert len(read) == controls.MOST_RUNS


def test_a_box_takes_no_more_than_an_address():
    fields = {field.name: field for field in echo_race.FIELDS}
    for name, most in (("runs", controls.MOST_LETTERS), ("lags", echo_race.MOST_LAGS)):
        assert fields[name].read("x" * most)
        with pytest.raises(ValueError, match="texts of up to"):
            fields[name].read("x" * (most + 1))
