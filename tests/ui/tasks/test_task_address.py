"""What the address of the page Tasks says of an experiment is that experiment."""

import dataclasses

import pytest

from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import address_fields
from rnnviz.ui.tasks.controls import fields_of
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.task_address import settings_of
from rnnviz.ui.training.run_notation import read_run

OTHERS = {
    "addition": {"bits": 5},
    "labelling": {"clauses": 3},
    "words": {},
    "forecast": {"period": 30, "noise": 0.2, "sines": 3},
    "sentiment": {},
    "caption": {},
    "execute": {"levels": 2, "digits": 1},
    "hello": {},
}


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_read_as_the_same_experiment(name):
    task = TASKS[name](**OTHERS[name])
    runs = (Run(**{**TASKS[name].usual, "hidden": 7, "rate": 0.07, "clip_norm": 0.3}),)
    made = Experiment(task=task, runs=runs, samples=1234, seed=5, seeds=4)
    asked = settings_of(made)
    state = address_fields.settings(fields_of(name), asked)
    assert PANELS[name].task(state) == task
    numbers = (state[f"{name} samples"], state[f"{name} seed"], state[f"{name} seeds"])
    assert numbers == (1234, 5, 4)
    usual = Run(**TASKS[name].usual)
    shared = {setting: getattr(usual, setting) for setting in ("optimizer", "rate", "batch")}
    assert read_run(state[f"{name} runs"], shared) == runs[0]


def test_what_the_page_cannot_be_set_to_is_not_said():
    run = Run(**TASKS["addition"].usual)
    for task in (Echo(lags={3: 0.5}), dataclasses.replace(TASKS["characters"](), most=3)):
        assert settings_of(Experiment(task=task, runs=(run,), samples=10)) is None
