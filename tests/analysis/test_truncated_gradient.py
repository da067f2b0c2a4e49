"""Truncated gradients, against PyTorch with the graph cut for every loss."""

import numpy as np
import pytest
import torch
from support.autograd_reference import graph
from support.network_kinds import cells

from rnnviz.analysis import per_loss
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import compare_reaches, reached, truncated_gradient
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.runs.truncation import Truncation

STEPS = 7
# a truncation, and the first step that the loss of step t reaches
CUTS = [
    *((Truncation(every=1, reach=n), lambda t, n=n: t - n + 1) for n in range(1, STEPS + 1)),
    (Truncation.windows(3), lambda t: t // 3 * 3),
    (Truncation.even(3), lambda t: t - 2),
    (Truncation(every=2, reach=3), lambda t: t // 2 * 2 - 1),
    (Truncation.full(), lambda t: 0),
]


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, seed=2, gain=1.5, **settings)
    inputs, targets = rng.integers(0, 4, (2, STEPS))
    targets[2] = -1
    return net, inputs, targets


def cut_for_each_loss(net, inputs, targets, first):
    """The gradient with every loss's own graph cut before the first step it reaches."""
    total = {name: np.zeros_like(array) for name, array in net.parameters.items()}
    for t in range(STEPS):
        made = graph(net, inputs, targets, cut=max(first(t), 0))
        leaves = list(made.parameters.values())
        found = torch.autograd.grad(made.losses[t], leaves, allow_unused=True, materialize_grads=True)
        for name, gradient in zip(made.parameters, found, strict=True):
            total[name] += gradient.numpy()
    return total


def vector(gradient):
    return np.concatenate([part.ravel() for name, part in gradient.items() if name.startswith("rnn.")])


@cells
@pytest.mark.parametrize("cache", [0, per_loss._CACHE])
@pytest.mark.parametrize("settings", [{"bias": False}, {"layers": 2, "embedding": 5}], ids=str)
def test_truncated_gradients_equal_those_of_a_cut_graph(rng, cell, settings, cache, monkeypatch):
    monkeypatch.setattr(per_loss, "_CACHE", cache)  # a pass in pieces, and at once
    net, inputs, targets = make(rng, cell, **settings)
    flow = gradient_flow(net, unroll(net, inputs, targets))
    wanted = [cut_for_each_loss(net, inputs, targets, first) for _, first in CUTS]
    full = vector(wanted[-1])
    for (truncation, _), theirs in zip(CUTS, wanted, strict=True):
        ours = truncated_gradient(flow, truncation)
        assert list(ours) == list(net.parameters)
        for name, gradient in ours.items():
            np.testing.assert_allclose(gradient, theirs[name], rtol=0, atol=1e-10)
    assert abs(vector(wanted[0]) - full).max() > 1e-4  # the cut makes a difference
    found = compare_reaches(flow)
    for reach in range(STEPS):
        mine = vector(wanted[reach])
        sizes = np.linalg.norm(mine), np.linalg.norm(full)
        assert found.cosine[reach] == pytest.approx(mine @ full / sizes[0] / sizes[1], abs=1e-10)
        assert found.size[reach] == pytest.approx(sizes[0] / sizes[1], abs=1e-10)


@cells
def test_the_whole_reach_is_the_full_gradient(rng, cell):
    net, inputs, targets = make(rng, cell)
    flow = gradient_flow(net, unroll(net, inputs, targets))
    found = compare_reaches(flow)
    assert found.cosine.shape == found.size.shape == (STEPS,)
    assert found.cosine[-1] == pytest.approx(1.0, abs=1e-12)
    assert found.size[-1] == pytest.approx(1.0, abs=1e-12)
    assert found.cosine[0] < 1.0 - 1e-6
    for name, gradient in truncated_gradient(flow, Truncation(every=1, reach=STEPS)).items():
        np.testing.assert_allclose(gradient, flow.parameters[name], rtol=0, atol=1e-13)


def test_nothing_to_compare_is_not_a_number():
    net = Network.random("tanh")
    found = compare_reaches(gradient_flow(net, unroll(net, [0, 1, 2])))
    assert np.isnan(found.cosine).all()
    assert np.isnan(found.size).all()


def test_two_directions_can_only_be_taken_whole(rng):
    net, inputs, targets = make(rng, "tanh", bidirectional=True)
    flow = gradient_flow(net, unroll(net, inputs, targets))
    assert truncated_gradient(flow, Truncation.full()).keys() == net.parameters.keys()
    for ask in (compare_reaches, lambda flow: truncated_gradient(flow, Truncation.windows(2))):
        with pytest.raises(ValueError, match=r"^With two directions"):
            ask(flow)


@pytest.mark.parametrize("steps", [1, 2, 9])
@pytest.mark.parametrize("cut", [cut for cut, _ in CUTS], ids=str)
def test_all_pairs_at_once_are_those_one_by_one(cut, steps):
    wanted = [[cut.reaches(t, k) for k in range(steps)] for t in range(steps)]
    np.testing.assert_array_equal(reached(cut, steps), wanted)
