"""A network with one entry moved is that network, run by the ordinary pass."""

import numpy as np
import pytest
from support.network_kinds import cells

from rnnviz.analysis.moved_network import MovedNetwork
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STACKS = pytest.mark.parametrize(
    "stack", [{}, {"layers": 2, "bidirectional": True, "embedding": 5}], ids=str
)


@cells
@STACKS
@pytest.mark.parametrize("dtype", [np.float64, np.longdouble])
def test_a_moved_weight_gives_the_losses_of_that_network(rng, cell, stack, dtype):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=2, **stack)
    tokens, targets = rng.integers(0, 4, 5), np.array([1, -1, 0, 3, 2])
    trace = unroll(net, tokens, targets)
    moved = MovedNetwork(net, trace, dtype)
    known = steps_with_loss(trace)
    for name, array in net.parameters.items():
        places, by = np.array([0, array.size - 1]), np.array([0.1, -0.2])
        run = moved.parameter(name)(places, by)
        for place, step, costs in zip(places, by, run.costs.T, strict=True):
            other = array.copy()
            other.flat[place] += step
            wanted = unroll(net.with_parameters({**net.parameters, name: other}), tokens, targets)
            np.testing.assert_allclose(costs.astype(float), wanted.losses[known], rtol=1e-12)


@cells
@STACKS
def test_a_moved_input_gives_the_losses_of_that_input(rng, cell, stack):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=2, **stack)
    trace = unroll(net, rng.integers(0, 4, 5), rng.integers(0, 4, 5))
    width = net.width(0)
    run = MovedNetwork(net, trace, np.float64).state(-1, 0)(np.array([0, width + 1]), np.full(2, 0.5))
    plain = Network(
        parameters={k: v for k, v in net.parameters.items() if not k.startswith("embedding")},
        **{**net.settings(), "inputs": width, "embedding": None},
    )
    for column, place in enumerate((0, width + 1)):
        read = trace.read[0].copy()
        read.flat[place] += 0.5
        np.testing.assert_allclose(
            run.costs[:, column], unroll(plain, read, trace.targets).losses, rtol=1e-12
        )


@cells
def test_a_moved_state_gives_the_losses_of_what_follows_from_it(rng, cell):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=2)
    tokens, targets = rng.integers(0, 4, (2, 5))
    trace = unroll(net, tokens, targets)
    h = trace.hidden[0, 1].copy()
    h[2] += 0.3
    state = h[None] if trace.memory is None else (h[None], trace.memory[0, 1][None])
    wanted = unroll(net, tokens[2:], targets[2:], state).losses
    run = MovedNetwork(net, trace, np.float64).state(0, 0)(np.array([5]), np.array([0.3]))
    np.testing.assert_allclose(run.costs[2:, 0], wanted, rtol=1e-12)
    np.testing.assert_allclose(run.costs[0, 0], trace.losses[0], rtol=1e-12)
