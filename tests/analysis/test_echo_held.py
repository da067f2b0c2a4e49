"""What stands in a state: of a shift register that is known, of others by NumPy's own correlation."""

import numpy as np
import pytest
from support.shift_registers import shift_register

from rnnviz.analysis.echo_held import SEED, STEPS, held
from rnnviz.data.stream import Stream
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.tasks import Echo


def test_a_shift_register_holds_its_bits_and_no_others():
    found = held(shift_register(5), Echo())
    assert found.lags == tuple(range(13))
    assert found.explained[:5] == pytest.approx(np.ones(5), abs=1e-12)
    assert found.explained[5:] == pytest.approx(np.zeros(8), abs=0.02)
    np.testing.assert_allclose(np.abs(found.units[:, :5]), np.eye(5), atol=0.06)
    np.testing.assert_allclose(np.diag(found.units), 1.0, atol=1e-12)


def test_the_correlations_are_numpys_over_single_unrolled_rows():
    net, task = Network.random("gru", 2, 3, 2, layers=2, seed=1), Echo(lags={2: 0.4})
    found = held(net, task, row=0)
    first = found.lags[-1]
    inputs, _ = Stream(task, SEED, 40).window(0, 0, first + STEPS)
    tokens = inputs.argmax(axis=1)
    states = [unroll(net, tokens[:, row]).hidden[0, first:] for row in range(40)]
    for place, lag in enumerate(found.lags):
        bits = [tokens[first - lag : len(tokens) - lag, row] for row in range(40)]
        expected = np.corrcoef(np.concatenate(states).T, np.concatenate(bits))[-1, :-1]
        np.testing.assert_allclose(found.units[:, place], expected, atol=1e-10)


def test_a_unit_that_stands_still_holds_nothing():
    net = Network.random("tanh", 2, 2, 2)
    still = net.with_parameters({name: np.zeros_like(a) for name, a in net.parameters.items()})
    found = held(still, Echo())
    assert not found.units.any()
    assert found.explained == pytest.approx(np.zeros(13), abs=0.01)


def test_far_lags_are_looked_at_without_all_between():
    assert held(shift_register(2), Echo(lags={3: 0.2, 90: 0.2})).lags == (*range(41), 90)
