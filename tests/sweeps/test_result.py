"""What became of a cell."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.sweeps.result import Result, floors_of, mean_loss
from rnnviz.tasks import Echo

NOTHING, EVERYTHING = 0.6, 0.4


def result(*losses, diverged=None, floors=(NOTHING, EVERYTHING)):
    gone = diverged or (False,) * len(losses)
    return Result(1000, losses, gone, 2.5, floors)


def test_the_share_is_that_of_what_can_be_learned():
    made = result(0.6, 0.5, 0.4, 0.7)
    np.testing.assert_allclose(made.shares, [0.0, 0.5, 1.0, -0.5], atol=1e-12)
    assert made.share == pytest.approx(0.25)
    assert made.measured("learned") == made.share
    assert made.measured("loss") == pytest.approx(0.55)
    assert made.measured("diverged") == 0.0


def test_a_run_that_diverged_has_learned_nothing_and_has_no_loss():
    made = result(math.nan, 0.4, diverged=(True, False))
    assert made.shares[0] == 0.0
    assert made.share == pytest.approx(0.5)
    assert (made.loss, made.share_diverged) == (0.4, 0.5)
    assert math.isnan(result(math.nan, diverged=(True,)).loss)


def test_where_nothing_can_be_learned_there_is_no_share():
    assert math.isnan(result(0.5, floors=(0.5, 0.5)).share)


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.floats(0, 1e300), st.booleans()), min_size=1, max_size=16),
    st.integers(1, 10**10),
)
def test_a_result_survives_its_json(runs, samples):
    losses = tuple(math.nan if gone else loss for loss, gone in runs)
    made = Result(samples, losses, tuple(gone for _, gone in runs), 1.25, (0.75, 0.5))
    back = Result.from_json(made.to_json())
    assert back.to_json() == made.to_json()
    np.testing.assert_array_equal(back.losses, made.losses)
    assert (back.samples, back.diverged, back.floors) == (made.samples, made.diverged, made.floors)


@pytest.mark.parametrize("text", ["", "3", "{}", "[]", '{"samples": 1, "floors": [1]}'])
def test_what_is_no_result_is_refused(text):
    with pytest.raises(ValueError, match="no cell's result"):
        Result.from_json(text)


def test_the_mean_of_no_losses_is_none():
    assert mean_loss([1.0, 2.0, 6.0]) == 3.0
    assert math.isnan(mean_loss([]))


def test_floors_are_those_of_the_task():
    task = Echo(lags={3: 0.5, 8: -0.25})
    floors = task.floors()
    assert floors_of(task) == (floors["nothing"], floors["all lags"])
    assert floors_of(Echo(lags={3: 0.5})) == pytest.approx((0.5623351, 0.3465736))
