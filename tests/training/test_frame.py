"""A run's state is the same thing whether it is trained here or comes from a store."""

import math
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import NOT_STORED, FrameHead, RunState, RunStatus
from rnnviz.training.race import Race, train

EXPERIMENT = Experiment(samples=4_000, runs=(Run(batch=20, hidden=3), Run(batch=40, cell="lstm")))
SINCE = {"losses", "gradient_norms", "checkpoint", "load", "build"}  # what only one of both has


def test_a_stored_state_is_that_which_was_trained(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    own, here = OwnRace(store, EXPERIMENT), Race(EXPERIMENT)
    own.advance(7)
    for _ in range(7):
        here.step()
    stored, trained = store.last_frame(own.id), here.frame(1.0)
    assert (stored.number, trained.number) == (0, NOT_STORED)
    assert (stored.samples, stored.seconds) == (trained.samples, trained.seconds)
    for mine, theirs in zip(stored.runs, trained.runs, strict=True):
        for field in fields(RunState):
            if field.name not in SINCE | {"seconds"}:
                one, other = getattr(mine, field.name), getattr(theirs, field.name)
                # what has not been measured is no number
                assert one == other or (one != one and other != other), field.name
        assert mine.network.settings() == theirs.network.settings()
        for name, array in theirs.parameters.items():
            np.testing.assert_array_equal(mine.parameters[name], array, strict=True)
            np.testing.assert_array_equal(mine.network.parameters[name], array, strict=True)
        assert len(theirs.losses) == len(theirs.gradient_norms) == 7
        assert len(mine.losses) == len(mine.gradient_norms) == 0
        assert mine.checkpoint
        assert not theirs.checkpoint
    store.close()


def test_the_sum_of_all_losses_goes_on_from_frame_to_frame():
    losses = [0.0, 0.0]
    for frame in train(EXPERIMENT, every=0.0):
        for place, run in enumerate(frame.runs):
            losses[place] += run.losses.sum()
            assert run.total == pytest.approx(losses[place])
    assert all(run.status is RunStatus.FINISHED for run in frame.runs)


def test_a_network_is_made_once_and_only_if_it_is_asked_for():
    made = []

    def build(parameters):
        made.append(parameters)
        return parameters["a"]

    state = RunState(
        samples=0,
        updates=0,
        loss=math.nan,
        gradient_norm=math.nan,
        total=0.0,
        rate=0.1,
        status=RunStatus.RUNNING,
        diverged_at=None,
        seconds=0.0,
        measures={},
        load=lambda: {"a": np.ones(2)},
        build=build,
    )
    assert not made
    assert state.network is state.network
    assert len(made) == 1
    assert state.parameters is made[0]
    assert "ones" not in repr(state)
    with pytest.raises(FrozenInstanceError):
        state.samples = 1


def test_a_head_tells_a_frame_from_the_others():
    frame = Race(EXPERIMENT).frame(2.5)
    assert frame.head == FrameHead(NOT_STORED, 0, 2.5)
    assert {frame.head} == {FrameHead(NOT_STORED, 0, 2.5)}
