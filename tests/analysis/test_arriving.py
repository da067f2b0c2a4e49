"""What arrives at every step: from one loss what a flow says, from all what they sum up to."""

import numpy as np
import pytest
from support.network_kinds import cells

from rnnviz.analysis.arriving import arriving, own_part, recurrent_shares
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 6


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, seed=5, gain=1.5, **settings)
    inputs, targets = rng.integers(0, 4, (2, STEPS))
    targets[2] = -1
    return net, unroll(net, inputs, targets)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_the_shares_of_all_steps_add_up_to_the_gradient(rng):
    net, trace = make(rng, "gru", layers=2)
    for row in range(2):
        flow = gradient_flow(net, trace, row)
        shares = recurrent_shares(flow, arriving(flow))
        same(shares, flow.by_step[f"rnn.weight_hh_l{row}"])
        same(shares.sum(axis=0), flow.parameters[f"rnn.weight_hh_l{row}"])


def test_a_step_outside_is_refused(rng):
    flow = gradient_flow(*make(rng, "tanh"))
    for step in (-1, STEPS):
        with pytest.raises(ValueError, match=f"The step is {step}; allowed are 0 to 5"):
            arriving(flow, step)


@cells
def test_all_losses_send_what_each_sends_summed(rng, cell):
    flow = gradient_flow(*make(rng, cell, layers=2, bidirectional=True), layer=1)
    each = [arriving(flow, t) for t in range(STEPS)]
    summed = arriving(flow)
    for name in ("hidden", "outside", "rows", "entering"):
        same(getattr(summed, name), np.sum([getattr(one, name) for one in each], axis=0))
    for t, one in enumerate(each):
        same(one.hidden, flow.adjoints[t])
        if one.memory is not None:
            same(one.memory, flow.memory_adjoints[t])
    assert not each[2].hidden.any()  # a step without a target


def test_each_direction_has_its_own_half_of_the_states_below(rng):
    net, trace = make(rng, "gru", layers=2, bidirectional=True)
    halves = [own_part(gradient_flow(net, trace, row)) for row in range(4)]
    assert halves == [slice(3), slice(3, 6)] * 2
