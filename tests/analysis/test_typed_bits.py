"""Typed bits step by step, against PyTorch: states, answers, losses, and what each loss sends back
once a run's cut is applied."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import chances, example

TASK = Echo()
BITS = "0110001011010011101"
CUTS = {
    "windows": Truncation.windows(5),
    "even": Truncation.even(4),
    "sliding": Truncation.sliding(3),
    "further": Truncation(every=2, reach=5),
    "full": Truncation.full(),
}


class Steps:
    """A network of PyTorch's, a step at a time."""

    def __init__(self, net, cell):
        self.rnn, self.readout, _ = net.to_torch()
        self.cell = cell
        read = torch.tensor([int(bit) for bit in BITS])
        self.inputs = functional.one_hot(read, 2).double()
        self.wanted = torch.tensor(np.nan_to_num(chances(TASK, BITS)))

    def start(self):
        zeros = torch.zeros(1, 1, self.rnn.hidden_size, dtype=torch.float64)
        return (zeros, zeros) if self.cell == "lstm" else zeros

    def walk(self, state, begin, stop):
        """The states from one step to before another."""
        found = []
        for x in self.inputs[begin:stop]:
            _, state = self.rnn(x[None, None], state)
            found.append(state)
        return found

    def loss(self, state, t):
        hidden = state[0] if self.cell == "lstm" else state
        logs = functional.log_softmax(self.readout(hidden)[0, 0], dim=0)
        return -(1 - self.wanted[t]) * logs[0] - self.wanted[t] * logs[1]


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def first_reached(name, t):
    """Where the walk back from the loss of step t ends, as the literature has it."""
    return {
        "windows": t // 5 * 5,
        "even": max(t - 3, 0),
        "sliding": max(t - 2, 0),
        "further": max(t // 2 * 2 - 3, 0),
        "full": 0,
    }[name]


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_each_loss_by_itself_cut_where_the_run_is_cut_equals_autograd(name, cell):
    net = Network.random(cell, 2, 4, 2, seed=3, gain=2.0)
    found, steps = typed_run(net, TASK, Run(cell=cell, truncation=CUTS[name]), BITS), Steps(net, cell)
    whole = [steps.start(), *steps.walk(steps.start(), 0, len(BITS))]  # [t] before step t
    for t in range(len(BITS)):
        begin = first_reached(name, t)
        # the state comes over the cut as numbers, without what they were made of
        states = steps.walk(detached(whole[begin]), begin, t + 1)
        hidden = [state[0] if cell == "lstm" else state for state in states]
        loss = steps.loss(states[-1], t)
        slopes = torch.autograd.grad(loss, hidden, retain_graph=True)
        expected = np.zeros(len(BITS))
        expected[begin : t + 1] = [slope.norm().item() for slope in slopes]
        cut = np.where(found.reached[t], found.norms[t], 0.0)
        np.testing.assert_allclose(cut, expected, rtol=0, atol=1e-12)
        assert found.reached[t].tolist() == [begin <= k <= t for k in range(len(BITS))]
        np.testing.assert_allclose(found.hidden[t], hidden[-1][0, 0].detach(), rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.losses[t], loss.item(), rtol=0, atol=1e-12)


def test_a_state_that_is_reset_begins_anew_in_each_window():
    net = Network.random("tanh", 2, 3, 2, seed=1)
    run = Run(truncation=Truncation.windows(4), carry=False)
    found = typed_run(net, TASK, run, BITS)
    for start in range(0, len(BITS), 4):
        part = slice(start, start + 4)
        alone = typed_run(net, TASK, Run(truncation=Truncation.full()), BITS[part])
        np.testing.assert_array_equal(found.hidden[part], alone.hidden)
        np.testing.assert_array_equal(found.chance[part], alone.chance)
        assert not found.norms[part, :start].any()
        assert not found.reached[part, :start].any()


def test_no_loss_is_below_the_least_and_the_true_answer_costs_exactly_that():
    net = Network.random("gru", 2, 5, 2, seed=0)
    found = typed_run(net, TASK, Run(), example(TASK))
    assert (found.losses >= found.least - 1e-12).all()
    p = torch.tensor(found.true)
    np.testing.assert_allclose(
        found.least, torch.distributions.Bernoulli(p).entropy(), rtol=0, atol=1e-6
    )


def test_a_late_answer_has_no_loss_before_the_first_is_asked():
    net = Network.random("tanh", 2, 3, 2, seed=1)
    found = typed_run(net, TASK, Run(delay=2), BITS)
    assert np.isnan(found.losses[:2]).all()
    assert np.isnan(found.true[:2]).all()
    assert not found.norms[:2].any()
    np.testing.assert_array_equal(found.true[2:], chances(TASK, BITS)[:-2])
    assert np.isfinite(found.losses[2:]).all()
