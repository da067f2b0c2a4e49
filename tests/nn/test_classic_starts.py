"""The weights that well-known programs begin with, against their own lines."""

import numpy as np
import pytest

from rnnviz.nn.classic_starts import CLASSIC_STARTS, classic_start
from rnnviz.nn.network import Network


def shapes(**settings):
    return Network.random("sigmoid", 2, 16, 1, output="sigmoid", **settings).shapes()


def test_addition_draws_in_its_order():
    np.random.seed(0)
    first = 2 * np.random.random((2, 16)) - 1
    last = 2 * np.random.random((16, 1)) - 1
    between = 2 * np.random.random((16, 16)) - 1
    found = classic_start("unit", shapes(bias=False, readout_bias=False), 0)
    np.testing.assert_array_equal(found["rnn.weight_ih_l0"].T, first)
    np.testing.assert_array_equal(found["readout.weight"].T, last)
    np.testing.assert_array_equal(found["rnn.weight_hh_l0"].T, between)


@pytest.mark.parametrize("start", CLASSIC_STARTS)
@pytest.mark.parametrize("kind", [{}, {"layers": 2, "embedding": 3}, {"bidirectional": True}])
def test_every_network_can_start_so(start, kind):
    net = Network.random("gru", 5, 40, 5, init=start, seed=3, **kind)
    for name, array in net.parameters.items():
        assert array.any() == ("bias" not in name)
    recurrent = net.parameters["rnn.weight_hh_l0"]
    wanted = {"unit": 3**-0.5, "small": 0.01, "scaled": 40**-0.5}[start]
    assert recurrent.std() == pytest.approx(wanted, rel=0.1)
    other = Network.random("gru", 5, 40, 5, init=start, seed=4, **kind).parameters["rnn.weight_hh_l0"]
    assert (recurrent != other).all()
