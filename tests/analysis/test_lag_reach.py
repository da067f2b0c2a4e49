"""How many losses reach a lag: counted, and their norms beside the gradients of PyTorch."""

import numpy as np
import pytest
import torch

from rnnviz.analysis.echo_reach import probe
from rnnviz.analysis.lag_reach import STEPS, lag_reach
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo

CUTS = [
    Truncation.windows(5),
    Truncation.even(5),
    Truncation.sliding(4),
    Truncation.full(),
    Truncation(5, 8),
]


def by_autograd(net, task):
    """||dL_t/dh_k|| of the probe `(T, T)`, a backward pass of PyTorch for each loss."""
    rnn, readout, _ = net.to_torch()
    weights = {name: one.detach() for name, one in rnn.named_parameters()}
    tokens, answers = probe(task, STEPS)
    states, h = [], torch.zeros(net.hidden, dtype=torch.float64)
    for token in tokens:
        x = torch.eye(2, dtype=torch.float64)[int(token)]
        z = weights["weight_ih_l0"] @ x + weights["weight_hh_l0"] @ h
        h = torch.tanh(z + weights["bias_ih_l0"] + weights["bias_hh_l0"]).requires_grad_()
        states.append(h)
    found = np.zeros((STEPS, STEPS))
    for t, (state, answer) in enumerate(zip(states, answers, strict=True)):
        loss = torch.nn.functional.cross_entropy(readout(state), torch.tensor(int(answer)))
        slopes = torch.autograd.grad(loss, states[: t + 1], retain_graph=True)
        found[t, : t + 1] = [float(slope.norm()) for slope in slopes]
    return found


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_shares_are_counted_and_norms_are_pytorchs(cut):
    net, task = Network.random("tanh", 2, 4, 2, seed=2), Echo()
    lags = range(12)
    found = lag_reach(net, task, Run(truncation=cut), lags)
    norms = by_autograd(net, task)
    for lag in lags:
        # places of a window, far from the beginning
        window = range(STEPS - (cut.every or 1), STEPS)
        assert found.share[lag] == pytest.approx(np.mean([cut.reaches(t, t - lag) for t in window]))
        reached = [norms[t, t - lag] for t in range(lag, STEPS) if cut.reaches(t, t - lag)]
        if reached:
            assert found.norm[lag] == pytest.approx(np.median(reached), rel=1e-9)
        else:
            assert np.isnan(found.norm[lag])


def test_a_lag_beyond_what_is_measured_has_a_share_and_no_norm():
    net, run = Network.random("tanh", 2, 3, 2), Run(truncation=Truncation.full())
    found = lag_reach(net, Echo(lags={3: 0.5, 700: -0.2}), run, (3, 700))
    assert list(found.share) == [1.0, 1.0]
    assert np.isfinite(found.norm[0])
    assert np.isnan(found.norm[1])
