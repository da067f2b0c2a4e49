from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import entropy
from support.shift_registers import shift_register

from rnnviz.analysis.echo_learned import cross_entropy, information, learned
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo


def counting(lag):
    """A linear network whose state is a shift register of its input bits, answering by the bit `lag`
    steps back alone: logit a for a 1, b for a 0."""
    one, zero = np.log(0.875 / 0.125), np.log(0.375 / 0.625)
    return shift_register(lag + 1, lag, one, zero)


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


def test_how_often_it_is_right_is_the_true_chance_of_what_it_thinks_likelier():
    """Exact on the probe: who knows lag 3 is right in 0.75 of the cases, whatever lag 8 says."""
    task = Echo(lags={3: 0.5}, base=0.25)  # P(Y = 1) is 0.25 or 0.75
    assert learned(counting(3), task).right == pytest.approx(0.75, abs=1e-12)
    # by counting its cases: 0.5 or 1 where X[t-3] is 0 or 1 and X[t-8] is 0, else 0.75
    assert learned(counting(3), Echo()).right == pytest.approx(0.75, abs=1e-12)
    assert learned(counting(3), Echo(), window=2).right == pytest.approx(0.375, abs=1e-12)


def test_answers_that_change_within_a_combination_count_as_often_as_they_are_given():
    """A network that answers by another bit is right in the mean of both answers."""
    net = counting(5)  # of which no answer of Echo depends
    found = learned(net, Echo())
    mean = np.mean([0.5, 0.5, 0.5, 0.5])  # half its answers are 1, whatever the lagged bits are
    assert found.right == pytest.approx(mean, abs=0.02)


@pytest.mark.filterwarnings("ignore:Mean of empty slice")  # of what it has learned nothing is known
def test_of_a_network_that_has_diverged_no_answer_is_right():
    net = counting(3)
    broken = replace(
        net, parameters={name: np.full_like(one, np.nan) for name, one in net.parameters.items()}
    )
    assert np.isnan(learned(broken, Echo()).right)
