import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.analysis.addition_carry import carrier, carry_states
from rnnviz.nn.network import Network
from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks.addition import Addition

NUMBERS = st.integers(0, 2**10 - 1)


def adder() -> Network:
    """A network written by hand. Of the number s of ones in a step, its carry included, it keeps s,
    relu(s - 1) and relu(s - 2): the last two differ by 1 if there is a carry, else by 0."""
    net = Network.random(cell="relu", inputs=2, hidden=3, outputs=1, output="sigmoid", seed=0)
    for name, array in net.parameters.items():
        array[...] = 0.0
        if name == "rnn.weight_ih_l0":
            array[...] = 1.0
        elif name == "rnn.weight_hh_l0":
            array[:, 1], array[:, 2] = 1.0, -1.0
        elif name == "rnn.bias_ih_l0":
            array[...] = [0.0, -1.0, -2.0]
    return net


@given(first=NUMBERS, second=NUMBERS)
def test_the_carry_is_that_of_python(first, second):
    states, carries = carry_states(
        Addition(bits=10), adder(), np.array([first]), np.array([second]), 10
    )
    wanted = [((first % 2**n) + (second % 2**n)) >> n for n in range(11)]
    assert carries[:, 0].tolist() == wanted
    # a network that adds by hand has it in two of its units
    assert (states[:, 1, 0] - states[:, 2, 0]).tolist() == wanted


def test_correlations_are_numpys():
    task, net = Addition(bits=6), adder()
    found = carrier(task, net, 6).correlations
    rng = np.random.default_rng(1)
    states, carries = carry_states(task, net, *rng.integers(0, 64, (2, 20_000)), 6)
    for unit in range(3):
        wanted = np.corrcoef(states[1:, unit].ravel(), carries[1:].ravel())[0, 1]
        assert found[unit] == pytest.approx(wanted, abs=0.05)


def test_a_unit_that_never_moves_stands_for_nothing():
    net = adder()
    net.parameters["rnn.bias_ih_l0"][0] = -9.0
    assert carrier(Addition(), net, 8).correlations[0] == 0.0


def test_with_the_most_significant_bit_first_it_is_the_state_that_answers():
    task = Addition(bits=4, order="most")
    rng = np.random.default_rng(2)
    net = Network.random(cell="tanh", inputs=2, hidden=3, outputs=1, output="sigmoid", seed=3)
    first, second = rng.integers(0, 16, (2, 5))
    for delay in (0, 2):
        states, _ = carry_states(task, net, first, second, 4, delay)
        logits = np.einsum("vh,phb->pvb", net.parameters["readout.weight"], states)
        logits += net.parameters["readout.bias"][:, None]
        for place, (one, other) in enumerate(zip(first, second, strict=True)):
            answered = task.answer(net, int(one), int(other), 4, delay).probabilities
            np.testing.assert_allclose(1.0 / (1.0 + np.exp(-logits[:, 0, place])), answered)


def test_the_ready_trained_network_keeps_the_carry_in_one_unit():
    made = opening("addition")
    found = carrier(made.task, made.model, 8)
    assert abs(found.correlations[found.best]) > 0.9
