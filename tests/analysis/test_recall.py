"""Linear memory: of a shift register that is known, of others by a least squares of SciPy."""

import numpy as np
import pytest
from scipy.linalg import lstsq
from support.shift_registers import shift_register

from rnnviz.analysis.recall import ROWS, SEED, STEPS, recall
from rnnviz.data.stream import Stream
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.tasks import Echo

HALF = ROWS // 2


def states_and_bits(net, first, window=None):
    """States (T, B, H) and bits (T, B) of the probe, every row unrolled by itself."""
    inputs, _ = Stream(Echo(lags={}), SEED, ROWS).window(0, 0, first + STEPS)
    tokens = inputs.argmax(axis=1)
    size = window or len(tokens)
    rows = []
    for row in tokens.T:
        parts = [unroll(net, row[start : start + size]) for start in range(0, len(row), size)]
        rows.append(np.concatenate([part.hidden[-1] for part in parts]))
    return np.stack(rows, axis=1), tokens


def squared_correlation(states, bits, keep):
    """By SciPy: fitted on the first half of the rows, judged on the second, where `keep` is true."""
    fitted, judged = keep.copy(), keep.copy()
    fitted[:, HALF:], judged[:, :HALF] = False, False
    with_one = np.concatenate([states, np.ones((*states.shape[:2], 1))], axis=2)
    weights = lstsq(with_one[fitted], bits[fitted])[0]
    return np.corrcoef(with_one[judged] @ weights, bits[judged])[0, 1] ** 2


def test_a_shift_register_knows_its_bits_and_no_others():
    found = recall(shift_register(6), Echo())
    assert found.lags == tuple(range(21))
    for shares in (found.plain, found.held):
        assert shares[:6] == pytest.approx(np.ones(6), abs=1e-10)
        assert shares[6:] == pytest.approx(np.zeros(15), abs=0.01)
    assert found.at(3) == pytest.approx(1.0)
    assert found.capacity == pytest.approx(5.0, abs=0.02)  # lags 1 to 5


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_it_is_the_least_squares_of_scipy(cell):
    net, task = Network.random(cell, 2, 5, 2, layers=2, seed=3), Echo()
    found = recall(net, task)
    states, tokens = states_and_bits(net, 20)
    states, every = states[20:], np.ones((STEPS, ROWS), bool)
    bits = {lag: tokens[20 - lag : len(tokens) - lag] for lag in found.lags}
    for lag in (0, 1, 3, 8):
        assert found.plain[lag] == pytest.approx(
            squared_correlation(states, bits[lag], every), abs=1e-9
        )
    for lag, other in ((3, 8), (8, 3)):
        cases = [squared_correlation(states, bits[lag], bits[other] == bit) for bit in (0, 1)]
        assert found.at(lag) == pytest.approx(np.mean(cases), abs=1e-9)
    assert found.given == {3: (8,), 8: (3,)}


def test_a_bit_that_is_held_one_way_or_the_other_is_found_given_the_other():
    """The upper layer holds the exclusive or of two bits, of which a single readout finds neither."""
    net = Network.random("relu", 2, 3, 2, layers=2, seed=0)
    named = {name: np.zeros_like(one) for name, one in net.parameters.items()}
    # below: X[t]; X[t] and not X[t-1]; X[t-1] and not X[t]
    named["rnn.weight_ih_l0"][:, 1] = 1.0, 1.0, -1.0
    named["rnn.weight_hh_l0"][1:, 0] = -1.0, 1.0
    named["rnn.weight_ih_l1"][0, 1:] = 1.0
    found = recall(net.with_parameters(named), Echo(lags={0: 0.2, 1: 0.2}))
    assert found.plain[1] == pytest.approx(0.0, abs=0.01)
    assert found.at(1) == pytest.approx(1.0, abs=1e-10)


def test_a_reset_state_knows_nothing_of_the_window_before():
    found = recall(shift_register(12), Echo(), window=5)
    states, tokens = states_and_bits(shift_register(12), 20, window=5)
    bits = tokens[20 - 3 : len(tokens) - 3]
    expected = squared_correlation(states[20:], bits, np.ones((STEPS, ROWS), bool))
    assert found.plain[3] == pytest.approx(expected, abs=1e-9)
    assert found.plain[5:] == pytest.approx(np.zeros(16), abs=0.01)


def test_with_a_delay_the_bits_of_an_answer_lie_further_back():
    found = recall(shift_register(4), Echo(), delay=2)
    assert found.given == {5: (10,), 10: (5,)}


def test_a_far_lag_is_looked_at_too_and_of_many_lags_the_weightiest_are_told_apart():
    lags = {1: 0.05, 2: 0.1, 4: 0.15, 6: 0.02, 30: 0.1}
    found = recall(shift_register(3), Echo(lags=lags, base=0.1))
    assert found.lags == (*range(21), 30)
    assert found.given == {1: (2, 4, 30), 2: (1, 4, 30), 4: (1, 2, 30), 6: (), 30: (1, 2, 4)}
    assert found.at(2) == pytest.approx(1.0)
    assert found.at(30) == pytest.approx(0.0, abs=0.01)


def test_three_lags_are_told_apart_as_scipy_finds_it():
    net, task = Network.random("tanh", 2, 4, 2, seed=5), Echo(lags={1: 0.2, 2: 0.2, 4: -0.1})
    states, tokens = states_and_bits(net, 20)
    bits = {lag: tokens[20 - lag : len(tokens) - lag] for lag in task.lags}
    cases = [
        squared_correlation(states[20:], bits[2], (bits[1] == one) & (bits[4] == other))
        for one in (0, 1)
        for other in (0, 1)
    ]
    assert recall(net, task).at(2) == pytest.approx(np.mean(cases), abs=1e-9)


def test_a_state_that_stands_still_knows_nothing_and_one_that_overflows_is_none():
    net = Network.random("tanh", 2, 2, 2)
    still = net.with_parameters({name: np.zeros_like(one) for name, one in net.parameters.items()})
    assert not recall(still, Echo()).plain.any()
    large = Network.random("relu", 2, 2, 2)
    for wide, value in ((net, np.nan), (large, 10.0)):
        named = {name: np.full_like(one, value) for name, one in wide.parameters.items()}
        found = recall(wide.with_parameters(named), Echo())
        assert np.isnan(found.held).all()
        assert np.isnan(found.capacity)
