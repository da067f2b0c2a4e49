"""Finite differences against derivatives that are known: of polynomials, and by autograd."""

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

from rnnviz.analysis.finite_differences import by_parameter, by_state, derivatives
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


def make(rng, cell):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=2, gain=1.5)
    inputs, targets = rng.integers(0, 4, (2, 5))
    return net, unroll(net, inputs, targets)


def test_of_a_polynomial_of_fourth_degree_they_are_exact(rng):
    factors = rng.standard_normal((5, 3, 2))

    def moved(by):
        value = sum(factor * by**power for power, factor in enumerate(factors))
        return value, np.zeros((1, 2), bool)

    np.testing.assert_allclose(derivatives(moved), factors[1], rtol=1e-7, atol=1e-9)


def test_there_is_none_at_a_kink():
    def moved(by):
        return np.array([[abs(by), by]]), np.array([[by > 0.0, True]])

    found = derivatives(moved)
    assert np.isnan(found[0, 0])
    assert found[0, 1] == pytest.approx(1.0)


@cells
def test_those_by_parameters_and_states_are_autograds(rng, cell):
    net, trace = make(rng, cell)
    theirs = each(graph(net, trace.inputs, trace.targets))
    weights = theirs.parameters["rnn.weight_hh_l0"].sum(axis=0)
    for place in (0, 4, weights.size - 1):
        found = by_parameter(net, trace, "rnn.weight_hh_l0", place)
        assert found == pytest.approx(weights.flat[place], rel=1e-5, abs=1e-8)
    places = np.arange(5 * 3)
    found = by_state(net, trace, 0, 0, places)
    if cell == "relu":
        found = np.where(np.isnan(found), theirs.hidden[0].reshape(5, -1), found)
    np.testing.assert_allclose(found, theirs.hidden[0].reshape(5, -1), rtol=1e-5, atol=1e-7)
