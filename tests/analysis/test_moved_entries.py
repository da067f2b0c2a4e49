"""Finite differences in as many digits as they need, against autograd."""

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

from rnnviz.analysis.moved_entries import MovedEntries
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=2, **settings)
    inputs, targets = rng.integers(0, 4, (2, 5))
    return net, unroll(net, inputs, targets)


@cells
@pytest.mark.parametrize("gain", [0.1, 1.5, 4.0])
def test_those_by_parameters_and_states_are_autograds(rng, cell, gain):
    net, trace = make(rng, cell, gain=gain)
    theirs, entries = each(graph(net, trace.inputs, trace.targets)), MovedEntries(net, trace)
    weights = theirs.parameters["rnn.weight_hh_l0"].sum(axis=0)
    places = np.array([0, 4, weights.size - 1])
    found = entries.by_parameter("rnn.weight_hh_l0", places, np.full((1, 3), 1e-8))
    known = ~found.kinks
    wanted = weights.flat[places]
    np.testing.assert_allclose(found.values[0][known], wanted[known], rtol=1e-6, atol=1e-8)
    places = np.arange(5 * 3)
    found = entries.by_state(0, 0, places, np.full((1, 15), 1e-8))
    known, wanted = ~found.kinks, theirs.hidden[0].reshape(5, -1)
    np.testing.assert_allclose(found.values[:, known], wanted[:, known], rtol=1e-6, atol=1e-8)


def test_eighty_bits_are_taken_where_more_is_wanted_than_float64_has(rng):
    net, trace = make(rng, "tanh")
    theirs = each(graph(net, trace.inputs, trace.targets)).parameters["readout.bias"].sum(axis=0)
    entries = MovedEntries(net, trace)
    found = entries.by_parameter("readout.bias", np.arange(4), np.full((1, 4), 1e-18))
    if np.finfo(np.longdouble).eps < np.finfo(float).eps / 100:
        assert (found.doubt < 1e-9).all()
        np.testing.assert_allclose(found.values[0], theirs, atol=1e-12)


def test_rounding_changes_little_and_something(rng):
    net, trace = make(rng, "lstm")
    entries = MovedEntries(net, trace)
    assert (entries.noise > 0.0).all() and (entries.noise < 1e-14).all()
    assert len(entries.rounded) == 4
