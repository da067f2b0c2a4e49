"""One gradient through layers and through steps, against PyTorch's autograd."""

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

from rnnviz.analysis.depth import DEPTH, MOST_UNITS, by_layer, depth_and_length
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


def apart(net, inputs, targets):
    """A network of several layers as networks of one layer each, with the same weights."""
    made = []
    for layer in range(net.layers):
        top = layer == net.layers - 1
        one = Network.random(
            net.cell,
            inputs=3 if layer else net.inputs,
            hidden=3,
            outputs=net.outputs if top else 3,
            readout=top,
            readout_bias=top,
        )
        for name, array in one.parameters.items():
            array[...] = net.parameters[name.replace("_l0", f"_l{layer}")]
        read = made[-1][1].hidden[0] if layer else inputs
        made.append((one, unroll(one, read, targets if top else None)))
    return made


@cells
def test_every_layer_and_step_gets_what_autograd_says(rng, cell):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, layers=4, seed=3, gain=1.4)
    inputs, targets = rng.integers(0, 4, (2, 5))
    theirs = each(graph(net, inputs, targets)).hidden
    ours = by_layer(apart(net, inputs, targets), 4)
    np.testing.assert_allclose(ours, theirs[:, 4], rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("gain", [1.0, 3.0])
def test_both_ways_start_at_the_same_gradient(gain):
    found = depth_and_length("tanh", 8, 0, gain)
    assert found.by_layers.shape == found.by_steps.shape == (DEPTH,)
    assert found.by_layers[0] == found.by_steps[0] > 0.0


def test_as_pytorch_starts_them_both_vanish():
    found = depth_and_length("tanh", 500, 0, 1.0)
    assert found.hidden == MOST_UNITS
    for norms in (found.by_layers, found.by_steps):
        assert norms[-1] < 0.01 * norms[0]
