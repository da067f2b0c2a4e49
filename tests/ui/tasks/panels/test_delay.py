"""The comparison of delays: its runs in words, and the picture of them all."""

import json

import pytest

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels.delay import DELAYS, compare
from rnnviz.ui.training.run_notation import read_run

SHARED = {"optimizer": "adam", "rate": 0.02, "batch": 32}


def test_the_prepared_runs_differ_only_in_how_far_they_look_ahead():
    runs = [read_run(word, SHARED) for word in DELAYS.asked["runs"].split(",")]
    assert [(run.delay, run.bidirectional) for run in runs] == [
        (0, False),
        (1, False),
        (2, False),
        (4, False),
        (0, True),
    ]
    plain = {run.model_copy(update={"delay": 0, "bidirectional": False}) for run in runs}
    assert len(plain) == 1
    task = Addition(order=DELAYS.asked["order"])
    for run in runs:
        task.check(run)


def shown(order: str, delays: tuple[int, ...]) -> dict | None:
    """The figure that is drawn for runs with such delays, and one of both directions."""
    runs = [Run(truncation=Truncation.full(), delay=delay) for delay in delays]
    runs.append(Run(truncation=Truncation.full(), bidirectional=delays != (0,)))
    losses = [("one", 0.6), ("two", float("nan")), ("both", 0.01)]
    found = compare(Experiment(task=Addition(order=order, bits=4), runs=runs), losses, False)
    return json.loads(json.dumps(found[0])) if found else None


def test_runs_that_look_ahead_are_drawn_over_their_delays():
    best, *marks = shown("most", (0, 2))["data"]
    task = Addition(order="most", bits=4)
    assert best["x"] == [0, 1, 2, 4]
    assert best["y"] == [pytest.approx(task.delayed(n)) for n in (0, 1, 2, 4)]
    # what has no loss yet is not there
    assert [(mark["name"], mark["y"]) for mark in marks] == [("one", [0.6]), ("both", [0.01])]


@pytest.mark.parametrize(("order", "delays"), [("least", (0, 2)), ("most", (0,))])
def test_where_nobody_needs_to_look_ahead_there_is_no_picture(order, delays):
    assert shown(order, delays) is None
