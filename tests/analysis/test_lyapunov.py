"""Lyapunov exponents against the eigenvalues of linear networks, and against products of PyTorch's own
Jacobians."""

import numpy as np
import pytest
import torch

from rnnviz.analysis.lyapunov import largest_exponent, zero_crossing
from rnnviz.nn.network import Network

BITS = np.random.default_rng(3).integers(2, size=400)


@pytest.mark.parametrize("gain", [0.5, 1.5, 3.0])
def test_of_a_linear_network_it_is_the_logarithm_of_the_spectral_radius(gain):
    net = Network.random("identity", 2, 12, 2, gain=gain, seed=1)
    radius = np.abs(np.linalg.eigvals(net.parameters["rnn.weight_hh_l0"])).max()
    # a pair of complex eigenvalues turns the change, so that its length goes up and down a little
    assert largest_exponent(net, BITS) == pytest.approx(np.log(radius), abs=0.01)


def test_of_an_orthogonal_start_it_is_the_logarithm_of_the_gain():
    net = Network.random("identity", 2, 12, 2, gain=1.3, seed=1, init="orthogonal")
    assert largest_exponent(net, BITS) == pytest.approx(np.log(1.3), abs=1e-12)


@pytest.mark.parametrize("gain", [0.8, 4.0])
def test_of_a_tanh_network_it_is_what_the_product_of_jacobians_grows_by(gain):
    net = Network.random("tanh", 2, 8, 2, gain=gain, seed=2)
    rnn, _readout, _embedding = net.to_torch()
    rnn = rnn.double()
    state, logs, product = torch.zeros(1, 8, dtype=torch.float64), [], torch.eye(8, dtype=torch.float64)
    eye = torch.eye(2, dtype=torch.float64)
    for bit in BITS.tolist():
        step = lambda h, x=eye[bit]: rnn(x[None], h)[0][0]  # noqa: E731
        jacobian = torch.autograd.functional.jacobian(step, state).reshape(8, 8)
        product = jacobian @ product
        norm = torch.linalg.matrix_norm(product, 2)
        logs.append(float(torch.log(norm)))
        product, state = product / norm, rnn(eye[bit][None], state)[0].detach()
    assert largest_exponent(net, BITS) == pytest.approx(np.mean(logs[100:]), abs=0.01)


def test_a_change_that_is_gone_has_no_length():
    net = Network.random("tanh", 2, 3, 2, gain=0.0)
    assert largest_exponent(net, BITS) == -np.inf
    with pytest.raises(ValueError, match="at least 4"):
        largest_exponent(net, BITS[:3])


def test_the_exponent_is_zero_between_the_gains_around_it():
    gains = [0.5, 1.0, 2.0, 4.0]
    assert zero_crossing(gains, np.log(gains) - np.log(1.7)) == pytest.approx(1.7)
    assert zero_crossing(gains[::-1], (np.log(gains) - np.log(1.7))[::-1]) == pytest.approx(1.7)
    assert zero_crossing(gains, [-np.inf, -np.inf, 0.1, 1.0]) == 2.0
    assert zero_crossing(gains, [0.1, 0.2, 0.3, 0.4]) is None
