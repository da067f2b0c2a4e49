"""The backward pass with every loss by itself: what each step passes on, and what is too much."""

import numpy as np
import pytest
from support.network_kinds import cells, stacks

from rnnviz.analysis import per_loss
from rnnviz.analysis.per_loss import PerLoss, afford, by_logits, steps_with_loss
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward
from rnnviz.nn.trace import unroll

STEPS = 6


def make(rng, cell, **stack):
    net = Network.random(cell, inputs=4, seed=3, gain=1.5, **({"hidden": 3, "outputs": 4} | stack))
    inputs = rng.integers(0, 4, STEPS)
    targets = rng.integers(0, net.outputs, STEPS)
    targets[1] = -1
    return net, unroll(net, inputs, targets)


@pytest.mark.parametrize("cache", [0, per_loss._CACHE], ids=["in pieces", "at once"])
@cells
@stacks
def test_the_losses_add_up_to_the_backward_pass_of_all(rng, monkeypatch, cell, stack, cache):
    monkeypatch.setattr(per_loss, "_CACHE", cache)
    net, trace = make(rng, cell, **stack)
    found = PerLoss(net, trace)
    whole = backward(net, trace.forward, by_logits(net, trace)[..., None], by_step=True)
    for row, (_layer, _direction, ending) in enumerate(net.passes()):
        bias = np.zeros_like(whole.by_step[f"rnn.bias_ih_{ending}"])
        for chunk in found.chunks(row, found.above(row // net.directions)):
            bias[chunk.steps] += chunk.rows().sum(axis=-1)[:, : bias.shape[1]]
        np.testing.assert_allclose(bias, whole.by_step[f"rnn.bias_ih_{ending}"], atol=1e-12)


def test_only_steps_with_a_target_have_a_loss(rng):
    net, trace = make(rng, "tanh")
    assert steps_with_loss(trace).tolist() == [0, 2, 3, 4, 5]
    assert not by_logits(net, trace)[1].any()
    untold = unroll(net, trace.inputs)
    assert steps_with_loss(untold).size == 0
    assert not by_logits(net, untold).any()


def test_what_would_take_too_much_memory_is_refused():
    afford("This", 10, per_loss.LIMIT / 8)
    with pytest.raises(ValueError, match=r"for 10 steps would take 1\.6 GB of memory"):
        afford("The matrix of gradient norms", 10, per_loss.LIMIT / 5)
