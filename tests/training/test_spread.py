"""How far what a run comes to depends on its seed, against NumPy, `statistics` and plain means."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_races import make

from rnnviz.training.curve import Curve, points, thin, view
from rnnviz.training.race import Race, train
from rnnviz.training.spread import band, diverged_seeds, spread, spread_of

few = settings(deadline=None, max_examples=100, derandomize=True)
finite = st.floats(-1e6, 1e6)


@few
@given(st.lists(finite, min_size=2, max_size=16))
def test_a_spread_is_that_of_the_standard_library(values):
    found = spread(values)
    assert (found.count, found.least, found.largest) == (len(values), min(values), max(values))
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    close = {"rel": 1e-9, "abs": 1e-6}
    assert (found.lower, found.median, found.upper) == pytest.approx((lower, median, upper), **close)
    assert found.median == pytest.approx(statistics.median(values), **close)
    assert found.mean == pytest.approx(statistics.fmean(values), **close)
    assert found.deviation == pytest.approx(statistics.stdev(values), **close)


@few
@given(st.lists(st.one_of(finite, st.sampled_from([math.nan, math.inf, -math.inf])), max_size=8))
def test_what_is_no_finite_number_does_not_count(values):
    left = [value for value in values if math.isfinite(value)]
    found = spread(values)
    assert found.count == len(left)
    assert math.isnan(found.median) == (not left)
    assert math.isnan(found.deviation) == (len(left) < 2)
    if left:
        assert found.mean == pytest.approx(statistics.fmean(left), rel=1e-9, abs=1e-6)


def test_the_spread_of_a_run_is_that_of_its_seeds_but_for_those_that_diverged():
    race = Race(make({"hidden": 3}, samples=2_000, seeds=5))
    race.learners[3].parameters["all"][:] = np.nan
    race.pursue(2_000)
    (run,) = race.frame(0.0).runs
    assert diverged_seeds(run) == [3]
    left = run.losses[[0, 1, 2, 4]]
    assert spread_of(run) == spread(left)
    assert spread_of(run).median == run.loss == np.median(left)
    (alone,) = Race(make(seeds=1)).frame(0.0).runs
    assert spread_of(alone).count == 0  # before its first update


def curve_of(losses, stride=100):
    return view(points(1, np.array(losses, float), np.ones(len(losses)), 0.0), stride, 10**9)


def test_a_band_is_the_mean_loss_of_each_seed_over_the_same_stretches(rng):
    losses = rng.random((5, 1000))
    found = band([curve_of(of) for of in losses], 20)
    means = losses.reshape(5, 20, 50).mean(axis=2)
    np.testing.assert_allclose(found.losses, means, rtol=1e-9)
    np.testing.assert_array_equal(found.samples, np.arange(1, 21) * 50 * 100)
    np.testing.assert_allclose(found.median, np.median(means, axis=0))
    np.testing.assert_allclose(found.lower, np.percentile(means, 25, axis=0))
    np.testing.assert_allclose(found.upper, np.percentile(means, 75, axis=0))
    np.testing.assert_allclose(found.least, means.min(axis=0))
    np.testing.assert_allclose(found.largest, means.max(axis=0))


def test_a_band_of_thinned_curves_is_nearly_that_of_whole_ones(rng):
    losses = 1.0 / np.sqrt(np.arange(1, 40_001)) + rng.normal(0.0, 0.01, (3, 40_000))
    whole = [points(1, of, np.ones(40_000), 0.0) for of in losses]
    thinned = [view(thin(thin(of)), 100, 400) for of in whole]
    assert max(len(one.loss) for one in thinned) <= 400
    found, exact = band(thinned, 50), band([view(of, 100, 10**9) for of in whole], 50)
    np.testing.assert_array_equal(found.samples, exact.samples)
    np.testing.assert_allclose(found.median[1:], exact.median[1:], atol=0.002)


def test_a_seed_that_diverged_counts_as_far_as_it_came():
    ended = curve_of([1.0] * 500 + [math.nan])
    found = band([ended, curve_of([2.0] * 1000), curve_of([4.0] * 1000)], 10)
    np.testing.assert_allclose(found.median, [2.0] * 5 + [3.0] * 5)
    np.testing.assert_allclose(found.losses[0], [1.0] * 5 + [math.nan] * 5)
    np.testing.assert_allclose(found.least, [1.0] * 5 + [2.0] * 5)


@pytest.mark.parametrize("lengths", [[0], [0, 0], [0, 1], [3, 2], [7]])
def test_a_band_of_few_updates_has_a_stretch_for_each(lengths):
    found = band([curve_of(np.arange(1.0, length + 1.0)) for length in lengths])
    most = max(lengths)
    np.testing.assert_allclose(found.largest, np.arange(1.0, most + 1.0))
    assert found.losses.shape == (len(lengths), most)
    none = Curve(*[np.empty(0)] * 5)
    assert band([none]).samples.size == 0


def test_a_race_with_seeds_ends_where_its_band_does():
    experiment = make({"hidden": 3}, samples=4_000, seeds=3)
    (run,) = list(train(experiment, every=math.inf))[-1].runs
    found = band([curve_of(one.update_losses) for one in run.seeds], 1)
    np.testing.assert_allclose(found.median, run.loss)
