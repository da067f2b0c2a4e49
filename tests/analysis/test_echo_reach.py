import numpy as np
import torch
from torch.nn import functional

from rnnviz.analysis.echo_reach import STEPS, probe, reach_matrix
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo

TASK = Echo()


def test_the_probe_is_always_the_same_and_answers_its_bits():
    tokens, answers = probe(TASK, 5000)
    again, _ = probe(TASK)
    np.testing.assert_array_equal(tokens[:STEPS], again)
    one = answers[8:][(tokens[5:-3] == 1) & (tokens[:-8] == 0)]  # P(Y = 1) is 1 there
    assert len(one) > 1000
    assert one.all()


def test_its_matrix_equals_autograd_loss_by_loss_and_a_reset_cuts_it():
    net = Network.random("gru", 2, 5, 2, seed=3, gain=2.0)
    rnn, readout, _ = net.to_torch()
    tokens, answers = (torch.tensor(part).long() for part in probe(TASK))
    for window in (None, 7):
        expected = np.zeros((STEPS, STEPS))
        size = window or STEPS
        for start in range(0, STEPS, size):
            h = torch.zeros(1, 1, 5, dtype=torch.float64)
            states = []
            for x in functional.one_hot(tokens[start : start + size], 2).double():
                _, h = rnn(x[None, None], h)
                h.retain_grad()
                states.append(h)
            for t, state in enumerate(states):
                loss = functional.cross_entropy(readout(state)[0], answers[start + t][None])
                slopes = torch.autograd.grad(loss, states[: t + 1], retain_graph=True)
                expected[start + t, start : start + t + 1] = [slope.norm().item() for slope in slopes]
        np.testing.assert_allclose(reach_matrix(net, TASK, window), expected, rtol=0, atol=1e-12)
