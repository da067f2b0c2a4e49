import numpy as np
import pytest
from scipy.stats import entropy

from rnnviz.analysis.echo_learned import cross_entropy, information, learned
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo


def counting(lag):
    """A linear network whose state is a shift register of its input bits, answering by the bit `lag`
    steps back alone: logit a for a 1, b for a 0."""
    size = lag + 1
    one, zero = np.log(0.875 / 0.125), np.log(0.375 / 0.625)
    parameters = {
        "rnn.weight_ih_l0": np.zeros((size, 2)),
        "rnn.weight_hh_l0": np.eye(size, k=-1),
        "rnn.bias_ih_l0": np.zeros(size),
        "rnn.bias_hh_l0": np.zeros(size),
        "readout.weight": np.zeros((2, size)),
        "readout.bias": np.array([0.0, zero]),
    }
    parameters["rnn.weight_ih_l0"][0, 1] = 1.0
    parameters["readout.weight"][1, lag] = one - zero
    return Network(parameters=parameters, cell="identity", inputs=2, hidden=size, outputs=2)


def test_who_knows_one_lag_has_learned_all_of_it_and_nothing_of_the_other():
    found = learned(counting(3), Echo())
    np.testing.assert_allclose(found.found, [0.375, 0.875, 0.375, 0.875], atol=1e-12)
    np.testing.assert_allclose(found.true, [0.5, 1.0, 0.25, 0.75])
    assert found.shares == pytest.approx({3: 1.0, 8: 0.0}, abs=1e-12)


def test_a_fresh_network_has_learned_next_to_nothing():
    shares = learned(Network.random(inputs=2, outputs=2, hidden=8), Echo()).shares
    assert max(shares.values()) < 0.05


def test_the_information_of_the_true_table_is_the_mutual_information():
    task = Echo()
    truth = task.table()
    for place, column in enumerate(([0, 2], [0, 1])):
        zero = truth[column].mean()
        one = np.delete(truth, column).mean()
        joint = np.array([[1 - zero, zero], [1 - one, one]]) / 2
        mutual = entropy(joint.sum(0)) + entropy(joint.sum(1)) - entropy(joint.ravel())
        assert information(truth, truth, place) == pytest.approx(mutual, abs=1e-12)


def test_the_cross_entropy_of_the_truth_is_the_floor():
    task = Echo()
    assert cross_entropy(task.table(), task.table()) == pytest.approx(task.floor(task.lags), abs=1e-10)


def test_a_reset_state_forgets_what_lies_before_its_window():
    found = learned(counting(3), Echo(), window=2)
    np.testing.assert_allclose(found.found, 0.375, atol=1e-12)
    assert found.shares[3] == pytest.approx(0.0, abs=1e-12)
