"""A layer's frame: its matrix against autograd, and the network within it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from support.cell_loops import unrolled
from torch import nn

import rnnviz
from rnnviz.text.message import Refusal


def watched(kind, layers=1, both=False, **options):
    """A module's frame, and the same cell by cell with the derivatives that arrive at its outputs."""
    torch.manual_seed(0)
    rnn = kind(3, 5, layers, bidirectional=both, dtype=torch.float64, **options)
    x = torch.randn(6, 2, 3, dtype=torch.float64)
    with rnnviz.watch(rnn, every=1, sequence=1) as watch:
        out, last = rnn(x)
        end = last[0] if isinstance(last, tuple) else last
        ((out**2).sum() + end.sum()).backward()
    truth = unrolled(rnn, x)
    arriving = 2 * truth.output.detach()
    return rnn, watch.frames[-1].layers[kind.__name__], truth, arriving


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize(("layers", "both"), [(1, False), (1, True), (2, False), (2, True)])
def test_its_matrix_is_what_each_entering_derivative_sends_back(kind, layers, both):
    _, mine, truth, arriving = watched(kind, layers, both)
    for direction in range(1 + both):
        row = direction - (1 + both)
        first = 0 if direction else 5  # where the derivative by the last state enters
        own = arriving[:, 1, 5 * direction : 5 * direction + 5].clone()
        own[first] += 1.0
        matrix = mine.matrix(direction)
        for t in range(6):
            entering = (truth.states[row, t, 1] * own[t]).sum()
            leaves = truth.by_hidden[row]
            sent = torch.autograd.grad(
                entering, leaves, retain_graph=True, allow_unused=True, materialize_grads=True
            )
            norms = [float(one[1].norm()) for one in sent]
            np.testing.assert_allclose(matrix[t], norms, rtol=1e-10, atol=1e-16)
        triangle = np.tri(6).T if direction else np.tri(6)
        assert not matrix[triangle == 0].any()


def test_the_network_within_computes_the_same():
    _, mine, *_ = watched(nn.LSTM, 2, True)
    net = mine.network()
    assert (net.cell, net.layers, net.directions, net.readout) == ("lstm", 2, 2, False)
    trace = rnnviz.unroll(net, mine.inputs, state=(mine.initial, mine.initial_memory))
    np.testing.assert_array_equal(trace.hidden, mine.hidden)
    assert mine.network(1).inputs == 10
    assert mine.network(1).layers == 1


def test_five_layers_are_seen_though_no_network_has_as_many():
    _, mine, *_ = watched(nn.RNN, 5)
    assert mine.exact
    assert mine.gradient.shape == (5, 6)
    assert mine.matrix().shape == (6, 6)
    with pytest.raises(Refusal, match="layers is 5"):
        mine.network()


def test_without_biases():
    _, mine, *_ = watched(nn.GRU, bias=False)
    assert mine.exact
    assert not mine.network().bias


def test_it_is_exact_up_to_what_its_type_explains():
    _, mine, *_ = watched(nn.RNN)
    assert mine.tolerance == 1e-10
    assert mine.exact
    assert not replace(mine, error=2e-10).exact
    assert not replace(mine, error=float("nan")).exact
    assert mine.steps == 6
    assert mine.nbytes >= mine.hidden.nbytes + mine.weights["weight_hh_l0"].nbytes


def test_a_state_that_the_loop_changed_has_no_matrix():
    _, mine, *_ = watched(nn.RNN)
    with pytest.raises(Refusal, match="changed the state"):
        replace(mine, connected=False).matrix()
    with pytest.raises(Refusal, match="No backward pass reached RNN"):
        replace(mine, by_output=None).matrix()
    with pytest.raises(Refusal, match="direction is 1; allowed are 0 to 0"):
        mine.matrix(1)
