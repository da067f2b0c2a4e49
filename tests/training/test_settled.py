"""Where a loss has come to."""

import numpy as np
import pytest

from rnnviz.training.curve import points, view
from rnnviz.training.settled import SETTLED, Stretches, come_to, lowest, settled, stretches


def test_of_what_only_scatters_it_is_the_mean_with_its_error():
    means = 0.5 + 0.01 * np.array([1.0, -1.0] * 10)
    value, error = settled(means)
    assert value == pytest.approx(means[-SETTLED:].mean())
    assert error == pytest.approx(np.diff(means[-SETTLED:]).std() / np.sqrt(2.0) / np.sqrt(SETTLED))


def test_of_what_falls_and_of_few_it_is_the_newest():
    assert settled(np.geomspace(1.0, 0.01, 60))[0] == 0.01
    assert settled(np.array([0.7, 0.6]))[0] == 0.6


def test_several_rows_are_each_as_it_is_alone():
    rng = np.random.default_rng(0)
    rows = rng.normal(0.5, 0.01, (5, 30)) + np.linspace(0.3, 0.0, 30) * rng.random((5, 1))
    values, errors = settled(rows)
    for row, value, error in zip(rows, values, errors, strict=True):
        assert (value, error) == settled(row)


def curve(losses):
    columns = points(1, losses, losses, 0.0)
    return view(columns, 20, 10**6)


def test_the_course_of_one_seed_and_of_several_are_means_of_all_updates():
    rng = np.random.default_rng(1)
    losses = rng.random((3, 600))
    several, alone = stretches([curve(of) for of in losses]), stretches([curve(losses[0])])
    np.testing.assert_allclose(several.means, losses.reshape(3, 60, 10).mean(axis=2), rtol=1e-12)
    np.testing.assert_allclose(alone.means[0], several.means[0], rtol=1e-9)
    np.testing.assert_array_equal(alone.samples, np.arange(1, 61) * 200.0)
    np.testing.assert_array_equal(several.come_to, [settled(of)[0] for of in several.means])
    assert np.isnan(Stretches(np.empty(0), np.empty((2, 0))).come_to).all()


def test_losses_of_which_only_the_order_is_known_come_to_their_last_tenth():
    rng = np.random.default_rng(2)
    losses = 0.5 + 0.01 * rng.standard_normal(6000)
    assert come_to(losses) == pytest.approx(losses[-600:].mean(), rel=1e-12)
    assert come_to(np.array([0.7, np.nan, 0.6, np.nan])) == pytest.approx(0.6)
    assert np.isnan(come_to(np.array([np.nan])))


def test_the_lowest_is_that_of_a_tenth_not_of_one_stretch():
    rng = np.random.default_rng(3)
    means = 0.5 + 0.01 * rng.standard_normal(60)
    means[20] = 0.1
    windows = np.lib.stride_tricks.sliding_window_view(means, SETTLED).mean(axis=1)
    assert lowest(means, 0.49) == pytest.approx(min(windows.min(), 0.49), rel=1e-12)
    assert lowest(means, 0.2) == 0.2
    assert lowest(means[: SETTLED - 1], 0.7) == 0.7
    assert np.isnan(lowest(np.empty(0), np.nan))
