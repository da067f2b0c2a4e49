"""Checkpoints of every kind of run pass; those of another run, or with other words, do not."""

import pytest
from support.exported import MADE, RUNS

from rnnviz.experiments import checkpoint
from rnnviz.exports.checked_state import StateCheck
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

LOGGED = MADE["echo with a log"]()


def states(experiment, updates=6):
    race = Race(experiment)
    for _ in range(updates):
        race.step()
    race.frame(1.0)
    return [checkpoint.pack(learner.last_good) for learner in race.learners]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("updates", [0, 2])
def test_what_is_trained_here_passes(optimizer, updates):
    cells = ("tanh", "lstm", "gru_before")
    runs = tuple(
        Run(hidden=3, batch=10, cell=cell, optimizer=optimizer, rate=0.01, layers=2) for cell in cells
    )
    experiment = Experiment(runs=runs, samples=4_000, seeds=2)
    check = StateCheck(experiment)
    for place, state in enumerate(states(experiment, updates)):
        check.check(place, state)


def test_those_of_another_run_do_not():
    check = StateCheck(Experiment(runs=RUNS))
    first, second = states(Experiment(runs=RUNS))
    with pytest.raises(Refusal, match=r"is \(16, 2\) of float32; this network has \(3, 2\)"):
        check.check(0, second)
    with pytest.raises(Refusal):
        check.check(1, first)


def with_line(**line):
    found = checkpoint.unpack(states(LOGGED)[0])
    found["log"]["lines"][-1].update(line)
    return checkpoint.pack(found)


def test_lines_of_a_log_are_numbers_and_words_where_words_can_be():
    check = StateCheck(LOGGED)
    check.check(0, with_line())
    check.check(0, with_line(sample="typed", right=[0, 1, [2.5, None]], answers=[["a", "b"]]))
    for name, value in (("right", "<b>"), ("ids", ["<b>"]), ("loss", {"a": 1}), ("x", [[[[1]]]])):
        with pytest.raises(Refusal, match=f"{name} in its log is"):
            check.check(0, with_line(**{name: value}))


def test_a_log_has_an_end():
    found = checkpoint.unpack(states(LOGGED)[0])
    found["log"]["lines"] *= 600
    with pytest.raises(Refusal, match="its log has too many lines"):
        StateCheck(LOGGED).check(0, checkpoint.pack(found))


def test_a_log_of_another_kind_is_none():
    for log in ([], {"lines": [1]}, {"lines": "x"}):
        found = checkpoint.unpack(states(LOGGED)[0]) | {"log": log}
        with pytest.raises(Refusal):
            StateCheck(LOGGED).check(0, checkpoint.pack(found))


def test_what_is_no_checkpoint_is_refused():
    with pytest.raises(Refusal, match="A stored checkpoint is damaged"):
        StateCheck(Experiment(task=Echo())).check(0, b"x" * 40)
