"""A run's state is the same thing whether it is trained here or comes from a store."""

import math
import statistics
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import NOT_STORED, FrameHead, RunState, RunStatus, by_run, of_seeds
from rnnviz.training.race import Race, train

EXPERIMENT = Experiment(samples=4_000, runs=(Run(batch=20, hidden=3), Run(batch=40, cell="lstm")))
few = settings(deadline=None, max_examples=100, derandomize=True)
SINCE = {"update_losses", "update_norms", "checkpoint", "load", "build"}  # what only one of both has


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
        assert len(theirs.update_losses) == len(theirs.update_norms) == 7
        assert len(mine.update_losses) == len(mine.update_norms) == 0
        assert mine.checkpoint
        assert not theirs.checkpoint
    store.close()


def test_the_sum_of_all_losses_goes_on_from_frame_to_frame():
    losses = [0.0, 0.0]
    for frame in train(EXPERIMENT, every=0.0):
        for place, run in enumerate(frame.runs):
            losses[place] += run.update_losses.sum()
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


# -- several seeds -----------------------------------------------------------------------------------


def of_one_seed(loss, diverged_at=None, finished=False):
    status = RunStatus.FINISHED if finished else RunStatus.RUNNING
    return RunState(
        samples=100,
        updates=10,
        loss=loss,
        gradient_norm=loss * 2,
        total=loss * 10,
        rate=0.1,
        status=status if diverged_at is None else RunStatus.DIVERGED,
        diverged_at=diverged_at,
        seconds=0.5,
        measures={"right": loss / 10},
        load=lambda: {"a": np.full(1, loss)},
        build=lambda parameters: parameters["a"][0],
    )


some_losses = st.lists(st.floats(0.0, 5.0), min_size=1, max_size=16)


@few
@given(some_losses)
def test_a_run_is_its_median_seed_and_its_loss_the_median(losses):
    run = of_seeds([of_one_seed(loss) for loss in losses])
    assert run.loss == pytest.approx(np.median(losses))
    assert run.losses.tolist() == losses
    # of an even number the lower of the middle two
    middle = statistics.median_low(losses)
    assert losses[run.seed] == middle == run.network == run.parameters["a"][0]
    assert (run.gradient_norm, run.measures) == (middle * 2, {"right": middle / 10})
    assert run.seconds == pytest.approx(0.5 * len(losses))
    assert [one.seed for one in run.seeds] == list(range(len(losses)))
    assert [one.loss for one in run.seeds] == losses
    assert len(run.seeds[-1].losses) == 1


@few
@given(some_losses, st.data())
def test_seeds_that_diverged_do_not_count(losses, data):
    gone = data.draw(st.sets(st.integers(0, len(losses) - 1), max_size=len(losses) - 1))
    seeds = [of_one_seed(loss, 7 if place in gone else None) for place, loss in enumerate(losses)]
    run, left = of_seeds(seeds), [loss for place, loss in enumerate(losses) if place not in gone]
    assert run.loss == pytest.approx(np.median(left))
    assert run.seed not in gone
    assert (run.status, run.diverged_at) == ("running", None)
    assert losses[run.seed] == statistics.median_low(left)


@few
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=16))
def test_where_all_diverged_the_one_that_did_at_the_median_update_stands_for_all(updates):
    run = of_seeds([of_one_seed(math.nan, update) for update in updates])
    assert (run.status, run.diverged_at) == ("diverged", statistics.median_low(updates))
    assert math.isnan(run.loss)


def test_a_run_goes_on_while_any_of_its_seeds_does_and_has_begun_before_the_first_update():
    begun = [of_one_seed(math.nan), of_one_seed(math.nan)]
    assert of_seeds(begun).seed == 0
    some = [of_one_seed(1.0, finished=True), of_one_seed(3.0), of_one_seed(2.0, diverged_at=4)]
    assert (of_seeds(some).status, of_seeds(some).seed) == ("running", 0)
    assert of_seeds([some[0], some[2]]).status == "finished"
    alone = of_one_seed(1.0)
    assert of_seeds([alone]) is alone
    assert (alone.seeds, alone.losses.tolist(), alone.seed) == ((alone,), [1.0], 0)


def test_a_frame_has_every_seed_and_can_be_had_of_one_alone():
    frame = Race(EXPERIMENT.model_copy(update={"seeds": 3})).frame(1.0)
    assert (len(frame.runs), len(frame.states)) == (2, 6)
    assert [run.seeds for run in by_run(frame.states, 2)] == [run.seeds for run in frame.runs]
    for seed in range(3):
        assert frame.of_seed(seed).runs == tuple(run.seeds[seed] for run in frame.runs)
        assert frame.of_seed(seed).head == frame.head
