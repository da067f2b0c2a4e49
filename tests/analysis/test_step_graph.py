"""Every edge of a step's graph against PyTorch's autograd, with a leaf on each."""

import numpy as np
import pytest
import torch

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.step_graph import step_graph
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda a: a * 1.0,
}


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("cell", ACTIVATIONS)
def test_every_edge_equals_autograd(rng, cell, bias):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, bias=bias, seed=2, gain=1.3)
    trace = unroll(net, rng.integers(0, 4, 6), rng.integers(0, 4, 6))
    flow = gradient_flow(net, trace)
    arrived = arriving(flow)
    edges = step_graph(flow, arrived, 3).edges
    assert ("b" in edges) == bias
    leaves = {
        name: torch.tensor(edges[name].forward, requires_grad=True)
        for name in ("x", "W_ih", "h", "W_hh", "b")
        if name in edges
    }
    parts = {"Wx": leaves["W_ih"] @ leaves["x"], "Wh": leaves["W_hh"] @ leaves["h"]}
    parts["a"] = parts["Wx"] + parts["Wh"] + leaves.get("b", 0.0)
    parts["out"] = ACTIVATIONS[cell](parts["a"])
    every = leaves | parts
    for name, part in every.items():
        same(edges[name].forward, part.detach().numpy())
    found = torch.autograd.grad(
        parts["out"], list(every.values()), torch.tensor(arrived.hidden[3]), retain_graph=True
    )
    for name, theirs in zip(every, found, strict=True):
        same(edges[name].back, theirs.numpy())
    same(edges["out"].forward, trace.hidden[0, 3])
    # a + passes the gradient on unchanged
    assert (edges["Wx"].back == edges["a"].back).all()
    assert (edges["Wh"].back == edges["a"].back).all()


@pytest.mark.parametrize(("cell", "name"), [("gru", "GRU"), ("gru_before", "reset-first GRU")])
def test_a_gated_cell_has_no_single_graph(rng, cell, name):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4)
    flow = gradient_flow(net, unroll(net, np.array([0, 1]), np.array([1, 0])))
    with pytest.raises(ValueError, match=f"; {name} has such a graph in every gate"):
        step_graph(flow, arriving(flow), 0)
