"""A window of several networks: how it lies in memory, and what it says of each."""

import numpy as np
import pytest

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network
from rnnviz.training.engine import Engine

STEPS, BATCH = 6, 4


@pytest.mark.parametrize("cell", CELLS)
def test_equal_rows_of_all_networks_are_one_block(cell):
    nets = [Network.random(cell, 3, 5, 2, seed=seed) for seed in range(3)]
    (tape,) = Engine(nets).window(STEPS, STEPS, BATCH).tapes
    for array in (tape.slab, tape.whole, tape.memory, tape.squashed, tape.reset_slab):
        if array is not None:
            assert array.shape[1] == len(nets)
            assert array.swapaxes(1, 2).flags.c_contiguous


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "linear"])
@pytest.mark.parametrize("outputs", [2, 3])
def test_each_network_has_the_loss_and_gradient_that_it_has_alone(rng, output, outputs):
    nets = [Network.random("gru", 3, 5, outputs, seed=seed, output=output) for seed in range(3)]
    inputs = rng.random((STEPS, 3, 3, BATCH))
    targets = rng.random((STEPS, 3, outputs, BATCH))
    targets /= targets.sum(axis=-2, keepdims=True)  # as a softmax wants them
    together = Engine(nets)
    window = together.window(STEPS, STEPS, BATCH)
    window.forward(inputs, [np.zeros((3, 5, BATCH))], [None])
    losses = window.backward(targets)
    assert losses.shape == (3,)
    for place, net in enumerate(nets):
        alone = Engine(net)
        own = alone.window(STEPS, STEPS, BATCH)
        own.forward(inputs[:, place], [np.zeros((5, BATCH))], [None])
        assert losses[place] == pytest.approx(own.backward(targets[:, place]), rel=1e-12)
        np.testing.assert_allclose(together.gradient[place], alone.gradient, rtol=1e-12, atol=1e-15)
