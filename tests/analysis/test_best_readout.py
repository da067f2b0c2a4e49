"""The best readout: of a shift register the floor, of random states what SciPy's minimizer finds."""

import numpy as np
import pytest
from scipy.optimize import minimize
from support.shift_registers import shift_register

from rnnviz.analysis.best_readout import SEED, best_readout
from rnnviz.data.stream import Stream
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.tasks import Echo

SIZE = (60, 12)


def test_who_holds_all_lags_comes_to_the_floor_and_who_holds_none_stays_above():
    task = Echo(lags={3: 0.5}, base=0.25)
    assert best_readout(shift_register(4), task) == pytest.approx(task.floor({3}), abs=1e-6)
    assert best_readout(shift_register(3), task) == pytest.approx(task.floor(()), abs=2e-3)
    assert best_readout(shift_register(6), task, delay=2) == pytest.approx(task.floor({3}), abs=1e-6)
    assert best_readout(shift_register(6), task, window=3) > task.floor({3}) + 0.05


def data(net, task, seed):
    """States and chances, step by step, row by row."""
    steps, rows = SIZE
    first = max(task.lags)
    inputs, _ = Stream(Echo(lags={}), seed, rows).window(0, 0, first + steps)
    states, chances = [], []
    for tokens in inputs.argmax(axis=1).T:
        hidden = unroll(net, tokens).hidden[-1]
        for t in range(first, first + steps):
            states.append([*hidden[t], 1.0])
            chances.append(task.base + sum(w * tokens[t - lag] for lag, w in task.lags.items()))
    return np.array(states), np.array(chances)


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
def test_it_is_what_a_minimizer_of_scipy_finds(cell):
    net, task = Network.random(cell, 2, 4, 2, seed=4, gain=2.0), Echo(lags={1: 0.4, 2: -0.25})
    states, chance = data(net, task, SEED)

    def loss(weights, x=states, y=chance):
        z = x @ weights
        return np.mean(y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z))

    weights = minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-9}).x
    expected = loss(weights, *data(net, task, SEED + 1))
    assert best_readout(net, task, size=SIZE) == pytest.approx(expected, abs=1e-6)


def test_states_that_overflow_have_none():
    net = Network.random("tanh", 2, 2, 2)
    named = {name: np.full_like(one, np.nan) for name, one in net.parameters.items()}
    assert np.isnan(best_readout(net.with_parameters(named), Echo()))
