"""A batch of rows, forward and back, against PyTorch's autograd and its RNNCell."""

import numpy as np
import pytest
import torch

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.batch_step import batch_step
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


def flow_of(rng, cell="tanh", **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=4, gain=1.3, **settings)
    return gradient_flow(net, unroll(net, rng.integers(0, 4, 5), rng.integers(0, 4, 5)), 0)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("cell", ["tanh", "relu", "sigmoid", "identity"])
def test_a_batch_equals_autograd(rng, cell, count):
    flow = flow_of(rng, cell)
    arrived, x = arriving(flow), rng.normal(size=(count, 4))
    made = batch_step(flow, arrived, 2, x)
    leaves = [
        torch.tensor(part, requires_grad=True)
        for part in (made.x, made.before, made.weight_x, made.weight_h, made.bias)
    ]
    rows, before, weight_x, weight_h, bias = leaves
    sums = before @ weight_h + rows @ weight_x + bias
    hidden = sums * 1.0 if cell == "identity" else getattr(torch, cell)(sums)
    same(made.hidden, hidden.detach().numpy())
    found = torch.autograd.grad(hidden, leaves, torch.tensor(made.arriving))
    ours = (made.by_x, made.by_before, made.by_weight_x, made.by_weight_h, made.by_bias)
    for one, theirs in zip(ours, found, strict=True):
        same(one, theirs.numpy())
    same(made.before[0], flow.trace.hidden[0, 1])


def test_it_is_pytorchs_own_cell(rng):
    flow = flow_of(rng)
    x = rng.normal(size=(3, 4))
    made = batch_step(flow, arriving(flow), 2, x)
    rnn, *_ = flow.net.to_torch()
    cell = torch.nn.RNNCell(4, 3, dtype=torch.float64)
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(cell, name).copy_(getattr(rnn, f"{name}_l0"))
        theirs = cell(torch.tensor(x), torch.tensor(made.before))
    same(made.hidden, theirs.numpy())


def test_what_has_no_rows_is_refused(rng):
    x = np.zeros((1, 4))
    gated, deep, plain = flow_of(rng, "lstm"), flow_of(rng, layers=2), flow_of(rng)
    with pytest.raises(ValueError, match="for cells without gates"):
        batch_step(gated, arriving(gated), 0, x)
    upper = gradient_flow(deep.net, deep.trace, 1)
    with pytest.raises(ValueError, match="read by the first layer"):
        batch_step(upper, arriving(upper), 0, x)
    for count, said in ((0, "0 rows"), (5, "5 rows")):
        with pytest.raises(ValueError, match=f"The batch has {said}; allowed are 1 to 4"):
            batch_step(plain, arriving(plain), 0, np.zeros((count, 4)))
