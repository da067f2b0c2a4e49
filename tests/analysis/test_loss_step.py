"""The first lines of backpropagation against PyTorch's autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.loss_step import loss_step
from rnnviz.nn.losses import OUTPUTS
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 5


def made(rng, output="softmax", **settings):
    net = Network.random("tanh", hidden=3, inputs=4, outputs=4, seed=5, output=output, **settings)
    tokens = rng.integers(0, 4, STEPS)
    if output == "softmax":
        targets = rng.integers(0, 4, STEPS)
        targets[2] = -1
    else:
        targets = rng.integers(0, 2, (STEPS, 4)).astype(float)
        targets[2] = np.nan
    return gradient_flow(net, unroll(net, tokens, targets))


def by_torch(flow, step):
    """The loss of a step, and its derivatives by the logits, W_hy and b_y, by autograd."""
    net, trace = flow.net, flow.trace
    top = torch.tensor(trace.hidden[-net.directions :, step].reshape(-1))
    weight = torch.tensor(net.parameters["readout.weight"], requires_grad=True)
    bias = torch.tensor(net.parameters["readout.bias"], requires_grad=True)
    logits = functional.linear(top, weight, bias)
    wanted = torch.tensor(trace.targets[step])
    if net.output == "softmax":
        loss = functional.cross_entropy(logits, wanted)
    elif net.output == "sigmoid":
        loss = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="sum")
    else:
        loss = 0.5 * functional.mse_loss(logits, wanted, reduction="sum")
    return loss.item(), *(g.numpy() for g in torch.autograd.grad(loss, [logits, weight, bias]))


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("both", [False, True])
def test_every_line_equals_autograd(rng, output, both):
    flow = made(rng, output, bidirectional=both)
    for step in (0, 1, 3, 4):
        first = loss_step(flow, step)
        loss, by_logits, by_weight, by_bias = by_torch(flow, step)
        same(first.loss, loss)
        same(first.slope, by_logits)
        same(first.predicted - first.wanted, by_logits)
        same(first.weight.value, by_weight)
        same(first.bias.value, by_bias)
        assert first.output == output


def test_a_token_costs_minus_the_logarithm_of_its_probability(rng):
    flow = made(rng)
    first = loss_step(flow, 3)
    due = flow.trace.targets[3]
    assert first.loss == pytest.approx(-np.log(first.predicted[due]))
    assert first.slope.sum() == pytest.approx(0.0, abs=1e-12)


def test_without_a_readout_nothing_is_between_the_loss_and_the_state(rng):
    net = Network.random("tanh", hidden=4, inputs=4, outputs=4, readout=False, readout_bias=False)
    flow = gradient_flow(net, unroll(net, rng.integers(0, 4, 3), rng.integers(0, 4, 3)))
    first = loss_step(flow, 1)
    assert first.weight is None
    assert first.bias is None


def test_a_step_without_a_target_is_refused(rng):
    flow = made(rng)
    with pytest.raises(ValueError, match="Step 3 has no target"):
        loss_step(flow, 2)
    with pytest.raises(ValueError, match="Step 1 has no target"):
        loss_step(gradient_flow(flow.net, unroll(flow.net, flow.trace.inputs)), 0)
