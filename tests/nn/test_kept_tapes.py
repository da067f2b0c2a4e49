"""Tapes that are used again: a pass over one is what a pass over a new one is."""

import numpy as np
import pytest

from rnnviz.nn.kept_tapes import KeptTapes
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward

KINDS = ("tanh", "relu", "gru", "gru_before", "lstm")


def inputs(seed, steps=7, batch=3):
    return np.random.default_rng(seed).normal(size=(steps, 2, batch))


@pytest.mark.parametrize("cell", KINDS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_one_network_after_another_computes_what_it_does_alone(cell, bidirectional):
    tapes = KeptTapes()
    for seed in range(3):
        net = Network.random(cell, 2, 4, 2, layers=2, bidirectional=bidirectional, seed=seed)
        wanted = forward(net, inputs(seed))
        with tapes.forward(net, inputs(seed)) as done:
            np.testing.assert_array_equal(done.logits, wanted.logits)
            for one, other in zip(done.tapes, wanted.tapes, strict=True):
                np.testing.assert_array_equal(one.hidden, other.hidden)
                np.testing.assert_array_equal(one.rows, other.rows)
                if other.memory is not None:
                    np.testing.assert_array_equal(one.memory, other.memory)


def test_a_tape_is_used_again_once_it_is_free():
    tapes, net = KeptTapes(), Network.random("lstm", 2, 4, 2, seed=0)
    with tapes.forward(net, inputs(0)) as first, tapes.forward(net, inputs(1)) as second:
        assert first.tapes[0] is not second.tapes[0]
        np.testing.assert_array_equal(first.logits, forward(net, inputs(0)).logits)
    with tapes.forward(net, inputs(2)) as third:
        assert third.tapes[0] in (first.tapes[0], second.tapes[0])
    with tapes.forward(net, inputs(2, steps=8)) as other:
        assert other.tapes[0].steps == 8
    with tapes.forward(net.astype("float32"), inputs(2)) as single:
        assert single.tapes[0].slab.dtype == np.float32


def test_what_lies_idle_is_bounded():
    net = Network.random("tanh", 2, 4, 2, seed=0)
    tape = forward(net, inputs(0)).tapes[0]
    tapes = KeptTapes(limit=tape.slab.nbytes + tape.whole.nbytes)
    with tapes.forward(net, inputs(0)) as first, tapes.forward(net, inputs(1)) as second:
        pass
    with tapes.forward(net, inputs(0)) as third, tapes.forward(net, inputs(1)) as fourth:
        assert len({id(done.tapes[0]) for done in (first, second, third, fourth)}) == 3


def test_a_pass_that_fails_leaves_the_others_theirs():
    tapes, net = KeptTapes(), Network.random("tanh", 2, 4, 2, seed=0)
    with pytest.raises(ZeroDivisionError), tapes.forward(net, inputs(0)):
        raise ZeroDivisionError
    with tapes.forward(net, inputs(1)) as done:
        np.testing.assert_array_equal(done.logits, forward(net, inputs(1)).logits)
