"""One sequence once more: against a whole network of rnnviz and against autograd cell by cell."""

import numpy as np
import pytest
import torch
from support.cell_loops import unrolled
from torch import nn

from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.watch.recompute import difference, recompute


def network(cell="lstm", layers=2, both=True):
    return Network.random(
        cell,
        inputs=3,
        hidden=4,
        outputs=8 if both else 4,
        layers=layers,
        bidirectional=both,
        readout=False,
        output="linear",
    )


@pytest.mark.parametrize("cell", ["tanh", "relu", "gru", "lstm"])
def test_states_and_gates_are_those_of_a_network(cell):
    net, x = network(cell), np.random.default_rng(0).normal(size=(6, 3))
    weights = [net.weights(ending) for *_, ending in net.passes()]
    start = np.random.default_rng(1).normal(size=(2, 4, 4))
    made = recompute(cell, 2, weights, x, start[0], start[1] if cell == "lstm" else None)
    trace = unroll(net, x, state=tuple(start) if cell == "lstm" else start[0])
    np.testing.assert_array_equal(made.hidden, trace.hidden)
    np.testing.assert_array_equal(made.output, trace.logits)
    assert made.gates.keys() == trace.gates.keys()
    for name, gate in trace.gates.items():
        np.testing.assert_array_equal(made.gates[name], gate)
    if cell == "lstm":
        np.testing.assert_array_equal(made.memory, trace.memory)
    else:
        assert made.memory is None


def test_dropout_between_the_layers_is_gone_through_both_ways():
    torch.manual_seed(0)
    rnn = nn.GRU(3, 4, 3, dtype=torch.float64)
    x = torch.randn(5, 1, 3, dtype=torch.float64)
    masks = [torch.rand(5, 1, 4, dtype=torch.float64).round() * 2 for _ in range(2)]
    truth = unrolled(rnn, x, masks=masks)
    (truth.output[-1] ** 2).sum().backward()
    numbers = {name: one.detach().numpy() for name, one in rnn.named_parameters()}
    net = Network.random("gru", inputs=3, hidden=4, outputs=4, layers=3, readout=False, output="linear")
    net = net.with_parameters({name: numbers[name[4:]] for name in net.parameters})
    made = recompute(
        "gru",
        1,
        [net.weights(f"l{layer}") for layer in range(3)],
        x[:, 0].numpy(),
        np.zeros((3, 4)),
        None,
        [mask[:, 0].numpy() for mask in masks],
    )
    np.testing.assert_allclose(made.output, truth.output[:, 0].detach(), rtol=1e-13)
    arriving = np.zeros((5, 4))
    arriving[-1] = 2 * made.output[-1]
    found = [np.linalg.norm(one.hidden, axis=1) for one in made.back(arriving, None, None)]
    np.testing.assert_allclose(found, truth.gradient(0), rtol=1e-12)


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ([[1.0, 2.0]], [[1.0, 2.5]], 0.25),
        ([[0.0, 0.0]], [[0.0, 0.0]], 0.0),
        ([[np.nan, 1.0]], [[np.nan, 1.0]], 0.0),
        ([[np.nan, 1.0]], [[1.0, 1.0]], np.inf),
        ([[np.nan]], [[np.nan]], 0.0),
        ([[1.0]], [[1.0, 2.0]], np.inf),
    ],
)
def test_the_difference_is_relative_to_the_largest(own, other, expected):
    assert difference(np.array(own), np.array(other)) == expected
