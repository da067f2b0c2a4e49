"""Runs trained in the calls of one, against the same runs trained alone, and against PyTorch."""

import math
from itertools import product

import numpy as np
import pytest
from support.small_races import CUTS

from rnnviz.nn.cells import CELLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import RunStatus
from rnnviz.training.race import learners
from rnnviz.training.stack import LearnerStack

SEEDS = 3, 4, 5
UPDATES = 50
NEAR = {"float32": 1e-5, "float64": 1e-12}


def members(samples=10**6, seeds=SEEDS, task=None, rates=None, **kind):
    """One learner a seed."""
    found = []
    for place, seed in enumerate(seeds):
        settings = {"batch": 7, "hidden": 5} | kind
        if rates is not None:
            settings["rate"] = rates[place]
        made = Experiment(task=task or Echo(), seed=seed, samples=samples, runs=[Run(**settings)])
        found += learners(made)
    return found


def steps_of(learner, updates=UPDATES):
    return min(learner.every * updates, learner.total)


def near(mine, theirs, tolerance):
    """Equal in relation to the largest of the numbers."""
    mine, theirs = np.asarray(mine, float), np.asarray(theirs, float)
    largest = abs(theirs).max(initial=1e-30)
    np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance * largest)


def assert_as_alone(mine, alone):
    tolerance = NEAR[alone.run.dtype]
    assert (mine.position, mine.optimizer.updates) == (alone.position, alone.optimizer.updates)
    assert (mine.status, mine.diverged_at) == (alone.status, alone.diverged_at)
    near(mine.losses, alone.losses, tolerance)
    near(mine.gradient_norms, alone.gradient_norms, tolerance)
    one, other = mine.checkpoint(), alone.checkpoint()
    for name, array in other["parameters"].items():
        near(one["parameters"][name], array, tolerance)
    assert one["optimizer"].keys() == other["optimizer"].keys()
    for name, moments in other["optimizer"].items():
        for parameter, array in moments.items():
            near(one["optimizer"][name][parameter], array, tolerance)
    for part in ("hidden", "memory"):
        for h, wanted in zip(one[part], other[part], strict=True):
            assert (h is None) == (wanted is None)
            if wanted is not None:
                near(h, wanted, tolerance)


def compare(updates=UPDATES, **kind):
    """A stack and the same learners alone, both after so many updates."""
    stack, alone = LearnerStack(members(**kind)), members(**kind)
    until = steps_of(alone[0], updates)
    stack.advance(until // 2)
    stack.advance(until)
    for mine, one in zip(stack.learners, alone, strict=True):
        one.advance(until)
        assert_as_alone(mine, one)
    return stack


CLIPS = [{}, {"clip_norm": 0.05}, {"clip_value": 0.01}, {"clip_norm": 0.05, "clip_value": 0.01}]
# every value of each meets every value of some others
VARIANTS = [
    {
        "cell": cell,
        "layers": layers,
        "truncation": CUTS[(place + layers) % len(CUTS)],
        "optimizer": list(OPTIMIZERS)[place % len(OPTIMIZERS)],
        "rate": 0.01,
        "double": place % 2 == 0,
        **CLIPS[place % len(CLIPS)],
    }
    for place, (cell, layers, _) in enumerate(product(CELLS, (1, 2), range(3)))
]


def words(kind):
    return "-".join(str(value) for value in kind.values())


@pytest.mark.parametrize("kind", VARIANTS, ids=words)
def test_each_is_as_alone(kind):
    compare(samples=7 * 150, **kind)


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize("cell", ["tanh", "lstm", "gru_before"])
@pytest.mark.parametrize("double", [False, True])
def test_whatever_the_truncation(cell, cut, double):
    compare(samples=7 * 100, cell=cell, truncation=cut, layers=2, double=double)


@pytest.mark.parametrize(
    "kind",
    [
        {"summed": True, "rate": 0.01},
        {"train": "readout"},
        {"carry": False},
        {"delay": 3},
        {"delay": 3, "truncation": Truncation.sliding(4)},
        {"biases": 1},
        {"biases": 0, "start": "orthogonal"},
        {"root_epsilon": 1e-4},
        {"task": Echo(length=7 * 20)},
        {"task": Echo(length=7 * 20), "cell": "lstm"},
        {"task": TASKS["characters"](), "batch": 3},
        {"task": TASKS["forecast"](), "batch": 3, "rate": 0.01},
        {"rates": (0.1, 0.01, 0.3)},
        {"rates": (0.1, 0.01, 0.3), "optimizer": "adam", "double": True},
        {"batch": 1},
        {"batch": 200, "hidden": 16},
        {"hidden": 64, "batch": 2},
    ],
    ids=words,
)
def test_whatever_else_is_set(kind):
    compare(**kind)


def test_what_is_read_of_a_member_is_true_at_any_time():
    stack, alone = LearnerStack(members()), members()
    for updates in (3, 10, 30):
        stack.advance(5 * updates)
        for mine, one in zip(stack.learners, alone, strict=True):
            one.advance(5 * updates)
            mine_now, now = mine.frame(), one.frame()
            near(mine_now.losses, now.losses, 1e-5)
            assert (mine_now.samples, mine_now.updates) == (now.samples, now.updates)
            for name, array in now.network.parameters.items():
                near(mine_now.network.parameters[name], array, 1e-5)
    assert (stack.position, stack.total, stack.status) == (150, alone[0].total, RunStatus.RUNNING)


def test_of_a_member_whose_rate_is_changed_the_others_know_nothing():
    stack, alone = LearnerStack(members()), members()
    for updates, rate in ((10, 0.1), (20, 0.02), (50, 0.5)):
        stack.learners[1].optimizer.rate = alone[1].optimizer.rate = rate
        stack.advance(5 * updates)
        for one in alone:
            one.advance(5 * updates)
    for mine, one in zip(stack.learners, alone, strict=True):
        assert_as_alone(mine, one)


@pytest.mark.parametrize("optimizer", ["adagrad", "adam", "momentum"])
@pytest.mark.parametrize("at", [0, 20])
def test_a_checkpoint_that_is_restored_is_what_it_goes_on_with(optimizer, at):
    kind = {"optimizer": optimizer, "cell": "lstm", "rate": 0.01}
    stack, alone = LearnerStack(members(**kind)), members(**kind)
    stack.advance(5 * at)
    held = [one.checkpoint() for one in stack.learners]
    stack.advance(5 * 30)
    for mine, checkpoint in zip(stack.learners, held, strict=True):
        mine.restore(checkpoint)
    fresh = LearnerStack(members(**kind))
    for mine, checkpoint in zip(fresh.learners, held, strict=True):
        mine.restore(checkpoint)
    for one in (stack, fresh):
        one.advance(5 * UPDATES)
    for mine, another, one in zip(stack.learners, fresh.learners, alone, strict=True):
        one.advance(5 * at)
        one.losses, one.gradient_norms = [], []
        one.advance(5 * UPDATES)
        assert_as_alone(mine, one)
        assert_as_alone(another, one)


def test_one_that_is_behind_comes_up_to_the_others():
    stack, alone = LearnerStack(members()), members()
    stack.advance(5 * 20)
    begun = members()[1].checkpoint()
    stack.learners[1].restore(begun)
    assert stack.position == 0
    stack.advance(5 * UPDATES)
    for mine, one in zip(stack.learners, alone, strict=True):
        one.advance(5 * UPDATES)
        assert_as_alone(mine, one)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("at", [0, 13])
def test_one_that_diverges_is_taken_out_and_the_others_go_on(optimizer, which, at):
    kind = {"optimizer": optimizer, "cell": "relu", "layers": 2, "rate": 0.01}
    stack, alone = LearnerStack(members(**kind)), members(**kind)
    for of in (stack.learners, alone):
        if at == 0:
            of[which].engine.vector[:] *= 1e25
    for one in (stack, *alone):
        one.advance(5 * at)
    if at:
        for of in (stack.learners, alone):
            of[which].engine.vector[:] *= 1e25
    for one in (stack, *alone):
        one.advance(5 * UPDATES)
    assert stack.learners[which].status == RunStatus.DIVERGED
    assert stack.learners[which].diverged_at == at + 1
    assert stack.status == RunStatus.RUNNING
    for mine, one in zip(stack.learners, alone, strict=True):
        np.testing.assert_array_equal(np.isfinite(mine.losses), np.isfinite(one.losses))
        mine.losses, one.losses = mine.losses[:-1], one.losses[:-1]
        mine.gradient_norms, one.gradient_norms = [], []
        assert_as_alone(mine, one)


def test_the_norm_of_one_whose_squares_overflow_is_known():
    kind = {"optimizer": "sgd", "rate": 1e-30}
    stack, alone = LearnerStack(members(**kind)), members(**kind)
    for of in (stack.learners, alone):
        of[1].engine.joined[-1][-2:] *= 1e22
    for one in (stack, *alone):
        one.advance(5)
    assert math.isfinite(alone[1].gradient_norms[0])
    for mine, one in zip(stack.learners, alone, strict=True):
        assert_as_alone(mine, one)


def test_one_that_is_finished_stays_so_while_the_others_go_on():
    def made():
        return members(seeds=(3, 4)) + members(seeds=(5,), samples=7 * 100)

    stack, alone = LearnerStack(made()), made()
    for one in (stack, *alone):
        one.advance(5 * UPDATES)
    assert [one.status for one in stack.learners] == [RunStatus.RUNNING] * 2 + [RunStatus.FINISHED]
    for mine, one in zip(stack.learners, alone, strict=True):
        assert_as_alone(mine, one)
    stack.advance(10**9, until=0.0)
    assert stack.position == 5 * (UPDATES + 1)


def test_each_prints_its_own_log():
    kind = {"log": 4, "task": Echo(length=7 * 20)}
    stack = compare(**kind)
    alone = members(**kind)
    for mine, one in zip(stack.learners, alone, strict=True):
        one.advance(5 * UPDATES)
        assert len(one.log.lines) == UPDATES // 4
        for line, wanted in zip(mine.log.lines, one.log.lines, strict=True):
            assert line == pytest.approx(wanted, rel=1e-5)
