"""Lines in words."""

import math
from dataclasses import replace

import pytest

from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.catalogue.line import RunLine
from rnnviz.figures.runs.line_words import (
    about,
    chart_name,
    floor_of,
    is_alive,
    line_name,
    loss_words,
    settings_in_words,
    status_words,
    when,
)
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import Experiment

ONE = (Run(),)


def entry(seed=0, loss=0.5, task=None, place=0, runs=ONE, **more):
    experiment = Experiment(task=task or Echo(), runs=runs)
    given = {
        "kind": EntryKind.RUN,
        "id": "01234567",
        "title": "",
        "created": 0.0,
        "status": "finished",
        "owner": "",
        "experiment": experiment,
        "task": experiment.task,
        "settings": settings_of(experiment, place),
        "place": place,
    }
    return Entry(**given | {"seed": seed, "loss": loss, "samples": 10, "total": 10} | more)


def test_a_line_of_several_seeds_has_its_mean_deviation_and_number():
    line = RunLine((entry(0, 0.5), entry(1, 0.6)))
    assert loss_words(line) == ("0.550", "± 0.071, n = 2")
    assert about(line) == "Echo · 2 seeds"
    more = RunLine((*line.entries, entry(2, math.nan, diverged=True), entry(3, 0.1, samples=2)))
    assert loss_words(more) == ("0.550", "± 0.071, n = 2 · 1 diverged · 1 not as far yet")
    assert loss_words(RunLine((entry(0, math.nan, diverged=True),))) == ("–", "diverged")
    assert loss_words(RunLine((entry(0, math.nan),))) == ("–", "")


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7300, "2 hours ago"),
        (200_000, "2023-11-12"),
    ],
)
def test_when_something_began(ago, text):
    now = 1_700_000_000.0
    assert when(now - ago, now) == text or (ago == 200_000 and when(now - ago, now).startswith("2023"))
    assert when(-1e30, now) == "–"


def test_a_long_name_leaves_room_for_what_tells_runs_apart():
    runs = (Run(hidden=4), Run(hidden=8))
    line = RunLine((entry(title="a name that is longer than a label", place=1, runs=runs),))
    assert line_name(line) == "a name that is longer than a label · cut every 5, 8 units"
    assert chart_name(line) == "a name that is long… · cut every 5, 8 units"
    alone = RunLine((entry(title="mine"),))
    assert line_name(alone) == chart_name(alone) == "mine"


def test_what_nobody_has_named_is_called_by_what_it_is():
    none = replace(entry(status="live"), experiment=None, task=None)
    map = RunLine((replace(none, kind=EntryKind.SWEEP, axes=("truncation", "lag")),))
    assert line_name(map) == "lag by n of the cut"
    loop = RunLine((replace(none, kind=EntryKind.LOOP),))
    assert (line_name(loop), about(loop)) == ("watched loop", "watched loop")
    assert is_alive(loop)
    assert status_words(loop) == ("goes on", "")


def test_how_a_training_stands():
    half = entry(status="stopped", samples=5)
    assert status_words(RunLine((half,))) == ("stopped", "50 %")
    assert status_words(RunLine((entry(),))) == ("complete", "")
    both = RunLine((entry(), replace(half, status="running", seed=1)))
    assert status_words(both) == ("trains", "75 %")
    assert status_words(RunLine((entry(status="of another version"),)))[0] == "of another version"


def test_a_floor_is_called_as_its_task_calls_it():
    assert floor_of(RunLine((entry(loss=0.4545),))) == "all lags learned"
    task = TASKS["addition"]()
    run = Run(**task.usual)
    assert floor_of(RunLine((entry(task=task, runs=(run,), loss=0.0),))) == "knowing the carry, too"
    assert floor_of(RunLine((entry(task=None, loss=0.9),))) == ""


def test_settings_are_said_where_they_differ_and_the_name_does_not_say_them():
    lines = [
        RunLine((entry(runs=(Run(rate=0.1, hidden=4),)),)),
        RunLine((entry(runs=(Run(rate=0.2, hidden=8),), id="76543210"),)),
    ]
    said = settings_in_words(lines)
    assert said["run.01234567.1"] == "learning rate 0.1"
    assert said["run.76543210.1"] == "learning rate 0.2"
