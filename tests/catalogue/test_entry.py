"""Entries know their words, their settings and which floor they have come to."""

import math

import pytest

from rnnviz.catalogue.entry import (
    Entry,
    EntryKind,
    floor_reached,
    floors_of,
    read_task,
    settings_of,
    task_text,
)
from rnnviz.figures.training.in_words import lowest_reached
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Echo
from rnnviz.text import language
from rnnviz.training.experiment import Experiment

FLOORS = Echo().floors()


@pytest.mark.parametrize("best", [0.7, 0.66, 0.63, 0.53, 0.525, 0.46, 0.4, math.nan])
def test_a_floor_is_reached_as_the_page_of_a_race_says_it(best):
    import numpy as np

    at = np.array([1.0])
    run = RunLosses("?", at, at, at, np.array([best]))
    assert floor_reached(best, FLOORS) == lowest_reached(run, FLOORS)


def test_a_run_is_called_by_its_training_and_its_place():
    runs = (Run(hidden=4), Run(hidden=8))
    experiment = Experiment(runs=runs)
    entry = Entry(EntryKind.RUN, "01234567", "mine", 0.0, "finished", "", 1, experiment=experiment)
    assert entry.word == "run.01234567.2"
    assert entry.lasting == f"race.{experiment.digest[:8]}.2"
    assert entry.name == "mine · cut every 5, 8 units"
    loop = Entry(EntryKind.LOOP, "01234567", "my loop", 0.0, "live", "")
    assert (loop.word, loop.lasting, loop.name) == ("loop.01234567", "loop.01234567", "my loop")


def test_a_run_is_called_in_the_language_of_whoever_reads(monkeypatch):
    entry = Entry(EntryKind.RUN, "01234567", "", 0.0, "finished", "", experiment=Experiment())
    called = []
    for word in ("en", "zh", "en"):
        monkeypatch.setattr(language, "_found", lambda word=word: word)
        called.append(entry.name)
    assert called[0] == called[2] == "cut every 5, 4 units"
    assert called[1] != called[0]


@pytest.mark.parametrize("name", TASKS)
def test_every_task_s_settings_are_all_there_and_the_seed_is_not(name):
    kind = TASKS[name]
    experiment = Experiment(task=kind(), runs=(Run(**kind.usual),), seed=7)
    found = settings_of(experiment, 0)
    assert found["task"] == name
    assert {f"task.{one}" for one in experiment.task.to_words()} <= set(found)
    assert set(Run.model_fields) <= set(found)
    assert "seed" not in found
    hash(tuple(found.items()))


@pytest.mark.parametrize("name", TASKS)
def test_a_task_comes_back_from_its_text(name):
    task = TASKS[name]()
    assert read_task(task_text(task)) == task
    assert floors_of(task) == task.floors()


@pytest.mark.parametrize("text", ["", "{", "3", '{"name": "?"}', '{"name": "echo", "lags": 3}', "null"])
def test_what_is_no_task_is_none(text):
    assert read_task(text) is None
    assert floors_of(None) == {}
    assert task_text(None) == ""
