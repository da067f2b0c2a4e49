import numpy as np
import pytest
import torch

from rnnviz.nn.first_state import random_state, typed_state
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Unreadable
from rnnviz.nn.trace import unroll


def network(cell="tanh", **kind):
    return Network.random(cell, inputs=3, hidden=2, outputs=3, **kind)


def test_a_typed_state_is_pytorchs_h_0():
    net = network("lstm", layers=2)
    first = typed_state(net, "1 -1; 0.5 2; 0 3; -4 0.25")
    trace = unroll(net, np.array([0, 1]), state=first)
    rnn, _, _ = net.to_torch()
    start = torch.tensor([[1, -1], [0.5, 2.0]]).double(), torch.tensor([[0, 3], [-4, 0.25]]).double()
    output, _ = rnn(torch.eye(3, dtype=torch.float64)[:2], start)
    np.testing.assert_allclose(trace.hidden[-1], output.detach().numpy(), rtol=0, atol=1e-12)


def test_c_may_be_left_out_and_nothing_typed_is_no_state():
    hidden, memory = typed_state(network("lstm"), "[0.5, 1]")
    assert hidden.tolist() == [[0.5, 1.0]]
    assert memory.tolist() == [[0.0, 0.0]]
    assert typed_state(network(), "0.5 1")[1] is None
    assert typed_state(network(), "  ") is None


def test_a_random_state_is_the_seeds():
    net = network("lstm", layers=2, bidirectional=True)
    hidden, memory = random_state(net, 5)
    assert hidden.shape == memory.shape == (4, 2)
    assert not np.array_equal(hidden, memory)
    np.testing.assert_array_equal(random_state(net, 5)[0], hidden)
    assert not np.array_equal(random_state(net, 6)[0], hidden)
    assert random_state(network("gru"), 5)[1] is None


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("tanh", "1 2 3", "Row 1 of the first state has 3 numbers; each needs 2, one a unit."),
        ("tanh", "1 2; 3", "Row 2 of the first state has 1 numbers"),
        ("tanh", "1 2; 3 4", "The first state has 2 rows; this network needs 1, one for each layer"),
        ("lstm", "1 2; 3 4; 5 6", "needs 1, one for each layer and direction, or 2: those of h"),
        ("tanh", "1 x", "“x” in the first state is no number from −1,000,000 to 1,000,000."),
        ("tanh", "1 inf", "“inf” in the first state"),
        ("tanh", "1 1e7", "“1e7” in the first state"),
    ],
)
def test_another_size_is_a_sentence(cell, text, said):
    with pytest.raises(Unreadable) as told:
        typed_state(network(cell), text)
    assert said in str(told.value)
