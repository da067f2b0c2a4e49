"""The shares of every step in every parameter's gradient add up to what autograd finds."""

import numpy as np
import pytest
from support.autograd_reference import each, graph
from support.network_kinds import cells

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.parameter_shares import full_name, parameter_shares, rows_read, there
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

STEPS = 6
KINDS = pytest.mark.parametrize(
    "settings",
    [
        {},
        {"embedding": 5},
        {"bias": False, "readout_bias": False},
        {"layers": 2, "bidirectional": True, "embedding": 5},
    ],
    ids=str,
)


def make(rng, cell, **settings):
    net = Network.random(cell, hidden=3, inputs=7, outputs=4, seed=5, gain=1.5, **settings)
    inputs, targets = rng.integers(0, 7, STEPS), rng.integers(0, 4, STEPS)
    targets[2] = -1
    return net, unroll(net, inputs, targets)


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@cells
@KINDS
def test_they_add_up_to_autograds_gradient_of_one_loss_and_of_all(rng, cell, settings):
    net, trace = make(rng, cell, **settings)
    theirs = each(graph(net, trace.inputs, trace.targets)).parameters
    asked = set()
    for row in range(net.layers * net.directions):
        flow = gradient_flow(net, trace, row)
        for t in (None, 0, 2, 4):
            arrived = arriving(flow, t)
            for word in there(flow):
                name = full_name(flow, word)
                ours = parameter_shares(flow, arrived, word, t).sum(axis=0)
                wanted = theirs[name].sum(axis=0) if t is None else theirs[name][t]
                if word == "embedding":
                    rows = rows_read(flow)
                    unread = np.delete(wanted, rows, axis=0)
                    assert not unread.any()  # the row that was read gets the gradient, others none
                    wanted = wanted[rows]
                same(ours.reshape(wanted.shape), wanted)
                asked.add(name)
    assert asked == set(net.parameters)


@cells
def test_each_step_adds_what_the_backward_pass_adds_there(rng, cell):
    net, trace = make(rng, cell, embedding=5)
    flow = gradient_flow(net, trace)
    arrived = arriving(flow)
    for word in there(flow):
        name, ours = full_name(flow, word), parameter_shares(flow, arrived, word)
        theirs = flow.by_step[name]
        if word == "embedding":
            theirs = theirs[:, rows_read(flow)]
        same(ours.reshape(theirs.shape), theirs)


def test_an_unknown_token_reads_no_row(rng):
    net = Network.random("tanh", hidden=3, inputs=7, outputs=4, embedding=5)
    flow = gradient_flow(net, unroll(net, np.array([3, -1, 3, 1]), np.array([0, 1, 2, 3])))
    assert rows_read(flow).tolist() == [1, 3]
    shares = parameter_shares(flow, arriving(flow), "embedding")
    assert not shares[1].any()
    assert shares[0, 1].any()
    assert not shares[0, 0].any()


def test_a_parameter_that_is_not_there_is_refused(rng):
    flow = gradient_flow(*make(rng, "tanh", bias=False))
    with pytest.raises(ValueError, match="The parameter is 'bhh'; this network has whh, wih"):
        parameter_shares(flow, arriving(flow), "bhh")
