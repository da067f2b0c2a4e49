"""The registry: every task by its word, and what the pages and files count on with all of them."""

import json
import pkgutil
from dataclasses import FrozenInstanceError, asdict, fields, replace
from importlib import import_module

import numpy as np
import pytest

from rnnviz import tasks
from rnnviz.nn.losses import losses, with_target
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, AnswerTask, ExampleTask, PooledTask, StreamTask, Task
from rnnviz.tasks.base import SHAPES
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

every = pytest.mark.parametrize("task", [kind() for kind in TASKS.values()], ids=list(TASKS))
SHARED = {Task, StreamTask, ExampleTask, PooledTask, AnswerTask}


def kinds(base):
    """All subclasses that are defined in the package."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("rnnviz."):
            yield kind
            yield from kinds(kind)


def test_every_task_of_the_package_is_in_it_and_nothing_else():
    for module in pkgutil.iter_modules(tasks.__path__, "rnnviz.tasks."):
        import_module(module.name)
    # what has a name of its own is a task; what has none is inherited from
    assert {kind for kind in kinds(Task) if "name" in vars(kind)} == set(TASKS.values())
    assert all(kind.name == word for word, kind in TASKS.items())
    assert set(tasks.__all__) == {"TASKS", "Examples"} | {
        kind.__name__ for kind in (*TASKS.values(), *SHARED)
    }


def test_words_and_titles_are_their_own():
    assert all(word.isidentifier() and word == word.lower() for word in TASKS)
    titles = [kind.title for kind in TASKS.values()]
    assert len(set(titles)) == len(titles)


@every
def test_a_task_is_what_its_kind_says(task):
    assert task.shape in SHAPES
    assert isinstance(task, AnswerTask) == (task.shape in ("1 to N", "N to M"))
    assert isinstance(task, PooledTask) == (task.shape == "N to 1")
    assert isinstance(task, StreamTask) != isinstance(task, ExampleTask)


@every
def test_settings_are_frozen_and_come_back_from_json(task):
    words = json.loads(json.dumps(asdict(task)))
    assert type(task).from_words(words) == task
    for field in fields(task)[:1]:
        with pytest.raises(FrozenInstanceError):
            setattr(task, field.name, None)
    assert replace(task) == task


@every
def test_what_is_usual_is_a_run_that_can_be_trained(task):
    Experiment(task=task, runs=(Run(**task.usual),), samples=task.samples)


@every
def test_floors_fall_with_what_is_known(task):
    floors = list(task.floors().values())
    assert floors
    assert floors[0] == max(floors) and floors[-1] == min(floors)
    assert np.isfinite(floors).all()
    assert task.unit == "nats" or task.output == "linear"


@every
def test_an_untrained_network_reads_the_first_batch_and_knows_no_more_than_chance(task):
    """The data, the network and the loss go together: small weights predict about uniformly."""
    run = Run(**task.usual)
    learner = learners(Experiment(task=task, samples=10**6, runs=(run,)))[0]
    learner.advance(1)
    (loss,) = learner.losses
    assert np.isfinite(loss)
    if task.output == "softmax":
        __, answers = task.sizes
        assert loss == pytest.approx(np.log(answers), rel=0.35)


@every
def test_examples_have_targets_within_what_is_answered(task, rng):
    if not isinstance(task, ExampleTask):
        return
    batch = task.examples(rng, 20)
    read, answered = task.sizes
    tokens = np.issubdtype(batch.targets.dtype, np.integer)
    assert batch.inputs.shape[-1] == batch.targets.shape[-1] == len(batch.lengths) == 20
    assert with_target(batch.targets, tokens=tokens).any(axis=0).all()  # each has a loss
    if tokens:
        assert batch.targets.max() < answered
    if np.issubdtype(batch.inputs.dtype, np.integer):
        assert batch.inputs.max() < read
        here = np.arange(len(batch.inputs))[:, None] < batch.lengths
        np.testing.assert_array_equal(batch.inputs >= 0, here)
    else:
        assert batch.inputs.shape[1] == read
    uniform = np.zeros((len(batch.targets), answered, 20))
    cost = losses(task.output, uniform, batch.targets)
    if task.output == "softmax":
        np.testing.assert_allclose(cost[np.isfinite(cost) & (cost > 0)], np.log(answered))
