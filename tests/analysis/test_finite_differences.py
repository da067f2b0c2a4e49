"""Finite differences against derivatives that are known: of polynomials, of steep functions."""

import numpy as np
import pytest

from rnnviz.analysis.finite_differences import derivatives
from rnnviz.analysis.moved_network import Moved

QUIET = np.full(3, 1e-16)


def moving(function, shift=lambda by: 0.0 * by, side=lambda by: np.zeros((1, len(by)), bool)):
    return lambda places, by: Moved(function(by), shift(by), side(by))


def test_of_a_polynomial_of_fourth_degree_they_are_exact(rng):
    factors = rng.standard_normal((5, 3, 2))

    def value(by):
        return sum(factor * by**power for power, factor in enumerate(factors))

    found = derivatives(moving(value), np.arange(2), QUIET, np.full((1, 2), 1e-9))
    np.testing.assert_allclose(found.values, factors[1], rtol=1e-7, atol=1e-9)
    assert (abs(found.values - factors[1]) <= found.doubt).all()


@pytest.mark.parametrize("steepness", [1.0, 1e4, 1e8])
def test_the_step_follows_the_steepness_and_the_doubt_is_honest(steepness):
    def value(by):
        return np.sin(0.3 + steepness * by)[None].repeat(3, axis=0)

    mover = moving(value, shift=lambda by: abs(np.sin(0.3 + steepness * by) - np.sin(0.3)))
    found = derivatives(mover, np.arange(2), QUIET, np.full((1, 2), 1e-7 * steepness))
    error = abs(found.values - steepness * np.cos(0.3))
    assert (error <= found.doubt).all()
    assert (found.doubt <= 1e-6 * steepness).all()


def test_the_doubt_of_a_sum_is_that_of_its_parts():
    def value(by):
        return np.stack([np.sin(by), np.cos(by), by])

    one = derivatives(moving(value), np.arange(1), QUIET, np.full((1, 1), 1e-9))
    all_ = derivatives(moving(value), np.arange(1), QUIET, np.full((1, 1), 1e-9), summed=True)
    assert all_.values.shape == (1, 1)
    assert all_.values[0, 0] == pytest.approx(2.0, abs=1e-9)
    assert all_.doubt.sum() == pytest.approx(one.doubt.sum())


def test_there_is_none_at_a_kink():
    def mover(places, by):
        bent = places == 0
        costs = np.stack([np.where(bent, abs(by), by), by, by])
        return Moved(costs, 0.0 * by, ((by > 0.0) & bent)[None])

    found = derivatives(mover, np.arange(2), QUIET, np.full((1, 2), 1e-6))
    assert found.kinks.tolist() == [True, False]
    assert np.isnan(found.values[:, 0]).all()
    assert found.values[2, 1] == pytest.approx(1.0)
