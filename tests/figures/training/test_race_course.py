"""The losses of a run as they are drawn, from stored curves."""

import numpy as np

from rnnviz.figures.training.race_course import STRETCHES, losses_of_curves
from rnnviz.training.curve import points, view

HELD = np.array([10.0]), np.array([0.5])


def curve(losses):
    return view(points(1, losses, np.ones(len(losses)), 0.0), 20, 10_000)


def test_one_curve_is_drawn_with_its_updates_and_means(rng):
    losses = rng.uniform(0.4, 0.6, 600)
    found = losses_of_curves("a", [curve(losses)], None, HELD)
    np.testing.assert_array_equal(found.losses, losses)
    np.testing.assert_array_equal(found.samples, 20 * np.arange(1, 601))
    np.testing.assert_allclose(found.means, losses.reshape(STRETCHES, -1).mean(axis=1))
    assert (found.name, found.note, found.held_out) == ("a", "", 0.5)


def test_one_that_diverged_says_so(rng):
    assert "12" in losses_of_curves("a", [curve(rng.uniform(size=12))], 12, HELD).note


def test_of_several_seeds_the_median_is_drawn(rng):
    each = [rng.uniform(0.4, 0.6, 600) + offset for offset in (0.0, 1.0, 5.0)]
    found = losses_of_curves("a", [curve(one) for one in each], None, HELD)
    assert not len(found.losses)
    np.testing.assert_allclose(found.means, each[1].reshape(STRETCHES, -1).mean(axis=1))
