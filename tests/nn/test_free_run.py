"""Free runs against a recurrence walked by PyTorch, and their errors against mathematics."""

import numpy as np
import pytest
import torch

from rnnviz.nn.free_run import explained, free_errors, free_run, one_step
from rnnviz.nn.network import Network
from rnnviz.tasks import signals


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_a_free_run_reads_what_it_said_as_pytorch_does(cell, rng):
    net = Network.random(cell, 1, 6, 1, layers=2, output="linear", seed=3)
    values = rng.standard_normal((12, 4))
    rnn, readout, _ = net.to_torch()
    with torch.no_grad():
        top, state = rnn(torch.tensor(values)[..., None])
        said = readout(top)
        found = [said[-1:]]
        for _ in range(8):
            top, state = rnn(found[-1], state)
            found.append(readout(top))
    np.testing.assert_allclose(one_step(net, values), said[..., 0], atol=1e-12)
    expected = torch.cat(found)[..., 0].numpy()
    np.testing.assert_allclose(free_run(net, values, 9), expected, atol=1e-12)
    np.testing.assert_allclose(one_step(net, values[:, 2]), said[:, 2, 0], atol=1e-12)
    np.testing.assert_allclose(free_run(net, values[:, 2], 9), expected[:, 2], atol=1e-12)


def rotor(period):
    """A linear network that goes on with any sine of that period: x[t+1] = 2 cos(w) x[t] - x[t-1]."""
    net = Network.random("identity", 1, 2, 1, bias=False, readout_bias=False, output="linear")
    p = net.parameters
    p["rnn.weight_ih_l0"][:, 0] = 1.0, 0.0
    p["rnn.weight_hh_l0"][...] = [[0.0, 0.0], [1.0, 0.0]]
    p["readout.weight"][0] = 2.0 * np.cos(2.0 * np.pi / period), -1.0
    return net


def test_who_knows_the_law_foresees_all_of_it(rng):
    sine = signals.sine(20)
    values = sine.at(np.arange(150), sine.enter(rng, 64))
    np.testing.assert_allclose(one_step(rotor(20), values[:-1])[1:], values[2:], atol=1e-9)
    found = free_errors(rotor(20), values, 50, sine.mean)
    assert found.free.shape == found.last.shape == found.mean.shape == (100,)
    assert found.free.max() < 1e-9
    # after d steps a sine has moved by 2 sin(pi d / period) times another, whose mean square is 1/2
    expected = 2.0 * abs(np.sin(np.pi * np.arange(1, 101) / 20)) * 0.5**0.5
    np.testing.assert_allclose(found.last, expected, atol=0.35)
    np.testing.assert_allclose(found.last[[19, 39]], 0.0, atol=1e-9)
    np.testing.assert_allclose(found.mean, 0.5**0.5, atol=0.2)


def test_what_explodes_is_no_warning_and_explains_nothing(rng):
    net = rotor(20)
    net.parameters["readout.weight"][...] = 1e200
    values = rng.standard_normal((30, 3))
    found = free_errors(net, values, 10, 0.0)
    assert not np.isfinite(found.free[-1])
    assert explained(values, np.full_like(values, np.inf)) == 0.0


def test_shares_of_the_variance(rng):
    truth = rng.standard_normal((50, 4))
    assert explained(truth, truth) == 1.0
    assert explained(truth, np.full_like(truth, truth.mean())) == pytest.approx(0.0, abs=1e-12)
    assert explained(truth, -truth) == 0.0
    noisy = truth + 0.5 * rng.standard_normal(truth.shape)
    assert explained(truth, noisy) == pytest.approx(0.75, abs=0.1)
    assert explained(np.ones((3, 2)), np.ones((3, 2))) == 0.0
