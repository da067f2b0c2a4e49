"""What a step passes on, beside autograd through one step of the equations."""

import numpy as np
import pytest
import torch
from support.network_kinds import cells
from support.torch_oracle import step

from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 6


def make(rng, cell):
    net = Network.random(cell, inputs=4, hidden=3, outputs=4, seed=3, gain=1.5)
    return net, unroll(net, rng.integers(0, 4, STEPS), rng.integers(0, 4, STEPS))


@cells
def test_a_step_passes_on_what_its_jacobian_says(rng, cell):
    net, trace = make(rng, cell)
    propagator = propagator_of(net, trace, 0)
    size = propagator.states * net.hidden
    jacobians = propagator.jacobians()
    assert jacobians.shape == (STEPS, size, size)
    np.testing.assert_allclose(
        propagator.back(0, STEPS), jacobians.swapaxes(-1, -2)[:, : net.hidden], atol=1e-15
    )


@cells
@pytest.mark.parametrize("t", [0, STEPS - 1])
def test_what_reaches_before_below_and_the_rows_equals_autograd(rng, cell, t):
    net, trace = make(rng, cell)
    propagator = propagator_of(net, trace, 0)
    states = rng.standard_normal((propagator.states * net.hidden, 2))
    weights = [torch.tensor(w, requires_grad=True) for w in net.weights("l0")]
    read = torch.tensor(trace.read[0][t], requires_grad=True)
    past = [trace.before(0)[t], trace.memory_before(0)[t] if net.kind.has_memory else np.zeros(3)]
    hidden, memory = (torch.tensor(part, requires_grad=True) for part in past)
    h, c, _ = step(cell, read[None], hidden[None], memory[None], *weights)
    reached = h[0] if c is None else torch.cat([h[0], c[0]])
    for column in range(2):
        given = torch.tensor(states[:, column])
        before, below, bias = torch.autograd.grad(
            reached, [hidden, read, weights[2]], given, retain_graph=True
        )
        back = propagator.back(t, t + 1)[0] @ states[:, column]
        np.testing.assert_allclose(back, before, atol=1e-12)
        if propagator.few:
            sent = np.empty((net.hidden, 2))
            propagator.send_back(t, states, sent)
            np.testing.assert_allclose(sent[:, column], before, atol=1e-12)
            propagator.send_back(t, states[:, :0], sent[:, :0])  # before any loss has joined
        np.testing.assert_allclose(propagator.below(t, t + 1)[0] @ states[:, column], below, atol=1e-12)
        rows = propagator.through(t, t + 1, states[None])[0, :, :, column].ravel()
        np.testing.assert_allclose(rows[: len(bias)], bias, atol=1e-12)
