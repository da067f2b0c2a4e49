"""The formula in one line: its factors multiplied out, and its sums, against PyTorch's autograd."""

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

from rnnviz.analysis.formula import formula
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 6


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=5, gain=1.5, **settings)
    inputs, targets = rng.integers(0, 4, (2, STEPS))
    targets[1] = -1
    return net, unroll(net, inputs, targets)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@cells
@pytest.mark.parametrize("settings", [{}, {"layers": 2}, {"bidirectional": True}], ids=str)
def test_factors_and_sums_equal_autograd(rng, cell, settings):
    net, trace = make(rng, cell, **settings)
    theirs = each(graph(net, trace.inputs, trace.targets))
    for direction in range(net.directions):
        row = net.layers * net.directions - net.directions + direction
        flow = gradient_flow(net, trace, row)
        name = f"rnn.weight_hh_{net.ending(net.layers - 1, direction)}"
        for t, k in ((5, 5), (5, 2), (3, 0), (4, 3)):
            if direction:
                t, k = STEPS - 1 - t, STEPS - 1 - k
            found = formula(flow, t, k)
            size = net.hidden
            same(found.arriving[:size], theirs.hidden[row, t, k])
            if cell == "lstm" and t != k:
                same(found.arriving[size:], theirs.memory[row, t, k])
            same(found.of_loss, theirs.parameters[name][t])
            same(found.total, theirs.parameters[name].sum(axis=0))
            assert len(found.passed) == len(found.jacobians) == abs(t - k)
            assert found.factor_norms.shape == (abs(t - k),)


@pytest.mark.parametrize("cell", ["tanh", "relu", "sigmoid", "identity"])
def test_of_an_elman_cell_every_factor_is_slopes_times_the_matrix(rng, cell):
    flow = gradient_flow(*make(rng, cell))
    found = formula(flow, 5, 1)
    assert found.passed == (5, 4, 3, 2)
    for slope, jacobian in zip(found.slopes, found.jacobians, strict=True):
        same(np.diag(slope) @ found.weight, jacobian)
    same(np.outer(found.arriving * found.own_slope, found.before), found.shares[1])
    if cell == "identity":
        same(found.product, np.linalg.matrix_power(found.weight, 4))


def test_below_the_top_layer_and_for_later_steps_there_is_none(rng):
    net, trace = make(rng, "tanh", layers=2)
    with pytest.raises(ValueError, match="Below the top layer"):
        formula(gradient_flow(net, trace, 0), 5, 2)
    with pytest.raises(ValueError, match="The loss of step 3 does not depend on step 6"):
        formula(gradient_flow(net, trace), 2, 5)
