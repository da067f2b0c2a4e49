import numpy as np
import pytest
import torch

from rnnviz.analysis.recurrence_costs import costs_of
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

READ = np.array([0, 1, 2, 1])


def of(cell, **kind):
    net = Network.random(cell, inputs=3, hidden=5, outputs=3, **kind)
    return net, costs_of(net, unroll(net, READ))


def test_what_grows_with_the_length():
    net, costs = of("gru", layers=2)
    assert costs.lengths == (4, 8, 16)
    assert costs.parameters == sum(values.size for values in net.parameters.values())
    # one product of every recurrent weight a step
    weights = 3 * (5 * 3 + 5 * 5) + 3 * (5 * 5 + 5 * 5)
    assert costs.multiplications == (4 * weights, 8 * weights, 16 * weights)
    # queries with keys, and weights with values, in both layers
    assert costs.attention == tuple(2 * (2 * length * length * 5) for length in (4, 8, 16))
    assert costs.kept == 2 * 5
    assert costs.keys == tuple(2 * 2 * length * 5 for length in (4, 8, 16))
    assert of("lstm")[1].kept == 2 * 5


@pytest.mark.parametrize("cell", ["tanh", "gru"])
def test_what_is_left_of_the_first_state_is_autograds(cell):
    net, costs = of(cell)
    rnn, _, _ = net.to_torch()
    read = torch.eye(3, dtype=torch.float64)[torch.tensor(READ)]
    state, _ = rnn(read[:1])
    jacobian = torch.autograd.functional.jacobian(
        lambda h: rnn(read[1:], h[None])[0][-1], state[0].detach()
    )
    assert costs.left == pytest.approx(torch.linalg.matrix_norm(jacobian, 2).item(), rel=1e-9)


def test_of_an_lstm_it_is_that_of_c():
    net, costs = of("lstm")
    rnn, _, _ = net.to_torch()
    read = torch.eye(3, dtype=torch.float64)[torch.tensor(READ)]
    _, (h, c) = rnn(read[:1])
    jacobian = torch.autograd.functional.jacobian(
        lambda c: rnn(read[1:], (h.detach(), c[None]))[1][1][0], c[0].detach()
    )
    assert costs.left == pytest.approx(torch.linalg.matrix_norm(jacobian, 2).item(), rel=1e-9)


def test_where_it_would_take_long_or_nothing_passes_there_is_none():
    assert of("tanh", bidirectional=True)[1].left is None
    net = Network.random(inputs=3, hidden=64, outputs=3)
    assert costs_of(net, unroll(net, np.zeros(200, int))).left is None
    assert costs_of(net, unroll(net, np.array([1]))).left is None
