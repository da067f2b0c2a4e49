"""Activations and slopes against PyTorch, and the sums of a step against its states."""

import numpy as np
import pytest
import torch
from support.network_kinds import cells

from rnnviz.analysis.activation_slope import (
    STEEPEST,
    chain_on_curve,
    on_curves,
    slope_at,
    through,
    value_of,
)
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.matrix_chain import Chain, chain_passes
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


@pytest.mark.parametrize("activation", STEEPEST)
def test_values_and_slopes_equal_autograd(activation):
    a = torch.linspace(-6, 6, 100, dtype=torch.float64, requires_grad=True)
    theirs = {"identity": lambda x: x * 1.0}.get(activation) or getattr(torch, activation)
    value = theirs(a)
    (slope,) = torch.autograd.grad(value.sum(), a)
    ours = value_of(activation, a.detach().numpy())
    np.testing.assert_allclose(ours, value.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(slope_at(activation, ours), slope.numpy(), rtol=1e-10, atol=1e-12)
    assert slope_at(activation, ours).max() <= STEEPEST[activation]


@cells
@pytest.mark.parametrize("row", range(4))
def test_the_sums_lead_to_the_states_and_gates(rng, cell, row):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, layers=2, bidirectional=True, seed=1)
    trace = unroll(net, rng.integers(0, 4, 5), rng.integers(0, 4, 5))
    found = on_curves(gradient_flow(net, trace, row), 2)
    seen = set()
    for one in found:
        for name, values in zip(one.names, one.values, strict=True):
            seen.add(name)
            theirs = np.tanh(trace.memory[row, 2]) if name == "c" else None
            if name in trace.gates:
                theirs = trace.gates[name][row, 2]
            elif name == "h":
                theirs = trace.hidden[row, 2]
            np.testing.assert_allclose(values, theirs, rtol=1e-10, atol=1e-12)
        assert one.mean == pytest.approx(one.slopes.mean())
        assert 0 <= one.flat <= one.slopes.size
    gated = set(trace.gates) | ({"c"} if cell == "lstm" else set())
    assert seen == (gated or {"h"})
    assert len(found) == (2 if gated else 1)


def test_what_is_far_out_is_counted_as_flat():
    net = Network.random("tanh", hidden=3, inputs=2, outputs=2, gain=50.0)
    trace = unroll(net, np.array([0, 1, 0, 1]), np.array([0, 1, 0, 1]))
    (one,) = on_curves(gradient_flow(net, trace), 3)
    assert one.flat == (1.0 - trace.hidden[0, 3] ** 2 < 0.1).sum()


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity"])
@pytest.mark.parametrize("matrix", ["random", "half"])
def test_the_sums_of_a_chain_lead_to_its_last_state(activation, matrix):
    chain = Chain(matrix=matrix, activation=activation, scale=1.5, steps=7, draws=3, seed=4)
    done = chain_passes(chain)
    found = chain_on_curve(chain, done)
    np.testing.assert_allclose(found.values[0], done.tape.hidden[-1, 0, :, 0], rtol=1e-12)
    if done.slopes is not None:
        np.testing.assert_allclose(found.slopes[0], done.slopes[-1, 0, :, 0], atol=1e-12)


def test_the_same_sums_stand_on_another_curve(rng):
    net = Network.random("gru", hidden=3, inputs=4, outputs=4)
    trace = unroll(net, rng.integers(0, 4, 5), rng.integers(0, 4, 5))
    gates, state = on_curves(gradient_flow(net, trace), 2)
    assert through([gates, state], "sigmoid") is gates
    other = through([gates, state], "relu")
    assert other.names == (*gates.names, *state.names)
    np.testing.assert_array_equal(other.sums, np.concatenate([gates.sums, state.sums]))
    np.testing.assert_array_equal(other.values, np.maximum(other.sums, 0.0))
