"""Addition: the classic run digit for digit, floors by adding all pairs, sums by Python."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition
from rnnviz.tasks.addition import reference
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "addition.json").read_text())["log"]


def test_the_first_update_of_the_reference_run():
    update = next(reference(1))
    found = {"a": update.first, "b": update.second, "predicted": update.predicted}
    assert GOLDEN[0] == {"update": 0, "error": pytest.approx(update.error, abs=1e-6)} | found


@pytest.mark.slow
def test_the_reference_run_digit_for_digit():
    expected = {line["update"]: line for line in GOLDEN}
    met = 0
    for number, update in enumerate(reference()):
        if line := expected.get(number):
            assert (update.first, update.second) == (line["a"], line["b"])
            assert update.predicted == line["predicted"]
            assert update.error == pytest.approx(line["error"], abs=1e-6, rel=0)
            met += 1
    assert met == len(GOLDEN) == 10
    assert number == 9999


# -- floors ------------------------------------------------------------------------------------------


def entropy(ones, total):
    p = np.array([ones, total - ones]) / total
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


@pytest.mark.parametrize("bits", [1, 2, 3, 6])
def test_floors_equal_the_addition_of_all_pairs(bits):
    seen = {}  # a step's two bits -> the answers that it had
    for a, b in product(range(2**bits), repeat=2):
        for t in range(bits + 1):
            seen.setdefault((a >> t & 1, b >> t & 1), []).append(a + b >> t & 1)
    answers = [answer for of in seen.values() for answer in of]
    alone = sum(len(of) * entropy(sum(of), len(of)) for of in seen.values()) / len(answers)
    assert Addition(bits=bits).floors() == {
        "nothing": pytest.approx(entropy(sum(answers), len(answers)), abs=1e-12),
        "the two bits": pytest.approx(alone, abs=1e-12),
        "the carry too": 0.0,
    }


@pytest.mark.parametrize("bits", [1, 2, 3, 5])
@pytest.mark.parametrize("delay", [0, 1, 2, 4])
def test_floors_of_looking_ahead_equal_the_addition_of_all_pairs(bits, delay):
    """Who answers place t has seen the places from t - delay up, and knows which place it is."""
    seen = {}
    for a, b in product(range(2**bits), repeat=2):
        for t in range(bits + 1):
            low = max(t - delay, 0)
            seen.setdefault((t, a >> low, b >> low), []).append(a + b >> t & 1)
    total = (bits + 1) * 4**bits
    expected = sum(len(of) * entropy(sum(of), len(of)) for of in seen.values()) / total
    task = Addition(bits=bits, order="most")
    assert task.delayed(delay) == pytest.approx(expected, abs=1e-12)
    if delay == 0 or delay < bits:
        assert task.floors()[f"delay {delay}"] == task.delayed(delay)
    else:
        assert expected == 0.0


def test_the_most_significant_bit_first_has_floors_of_its_own_between_the_two_bits_and_nothing_lost():
    floors = Addition(order="most").floors()
    names = ["nothing", "the two bits", *(f"delay {n}" for n in (0, 1, 2, 4)), "both directions"]
    assert list(floors) == names
    assert list(floors.values()) == sorted(floors.values(), reverse=True)
    least = Addition().floors()
    assert {name: floors[name] for name in names[:2]} == {name: least[name] for name in names[:2]}


# -- data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [1, 4, 8, 16])
def test_examples_are_sums(rng, bits):
    inputs, targets, lengths = Addition(bits=bits).examples(rng, 500)
    assert inputs.shape == (bits + 1, 2, 500)
    assert targets.shape == (bits + 1, 1, 500)
    assert (lengths == bits + 1).all()
    place = 2 ** np.arange(bits + 1)[:, None]
    numbers = (inputs.astype(int) * place[..., None]).sum(axis=0)
    np.testing.assert_array_equal((targets[:, 0].astype(int) * place).sum(axis=0), numbers.sum(axis=0))
    assert not inputs[-1].any()
    assert numbers.max() >= (2**bits - 1) * 0.9
    assert abs(inputs[:-1].mean() - 0.5) < 5 * 0.5 * inputs[:-1].size ** -0.5


def test_the_other_order_is_the_same_sums_from_their_other_end():
    drawn = (
        Addition(order=order).examples(np.random.default_rng(3), 40) for order in ("least", "most")
    )
    least, most = drawn
    np.testing.assert_array_equal(most.inputs, least.inputs[::-1])
    np.testing.assert_array_equal(most.targets, least.targets[::-1])
    np.testing.assert_array_equal(most.lengths, least.lengths)


def test_an_experiment_from_before_there_was_an_order_reads_as_it_did():
    text = '{"task": {"name": "addition", "bits": 4}, "runs": [{"truncation": {}}]}'
    assert Experiment.from_json(text).task == Addition(bits=4, order="least")
    made = Experiment(task=Addition(order="most"), runs=[Run(truncation=Truncation.full())])
    assert Experiment.from_json(made.to_json()) == made
    with pytest.raises(ValueError, match=r"order is 'first'; allowed are least, most\."):
        Addition(order="first")


@pytest.mark.parametrize("bits", [0, 17, 8.0, True, "8"])
def test_bits_are_a_whole_number_within_limits(bits):
    with pytest.raises(ValueError, match=rf"^bits is {bits!r}; allowed are whole numbers from 1 to 16"):
        Addition(bits=bits)


# -- answers -----------------------------------------------------------------------------------------


def adder(hidden=3):
    """A network that adds exactly, made by hand: unit k is on from k + 1 ones on, carry included, so
    that unit 2 is the carry, and the answer is u1 - u2 + u3."""
    from rnnviz.nn.network import Network

    net = Network.random("sigmoid", 2, hidden, 1, output="sigmoid")
    p = net.parameters
    for array in p.values():
        array[...] = 0.0
    p["rnn.weight_ih_l0"][...] = 40.0
    p["rnn.weight_hh_l0"][:, 1] = 40.0
    p["rnn.bias_ih_l0"][:] = -20.0, -60.0, -100.0
    p["readout.weight"][0] = 40.0, -40.0, 40.0
    p["readout.bias"][:] = -20.0
    return net


@pytest.mark.parametrize(("first", "second"), [(0, 0), (9, 60), (255, 1), (65535, 65535), (3, 1000)])
def test_an_answer_is_read_bit_by_bit(first, second):
    answer = Addition().answer(adder(), first, second)
    assert (answer.total, answer.right) == (first + second, True)
    steps = max(8, first.bit_length(), second.bit_length()) + 1
    assert answer.pairs.shape == (steps, 2)
    assert answer.bits.shape == answer.carries.shape == (steps,)
    assert "".join(map(str, answer.bits[::-1])) == format(first + second, f"0{steps}b")
    carry = 0
    for (a, b), found in zip(answer.pairs, answer.carries, strict=True):
        assert found == carry
        carry = int(a + b + carry > 1)


def looker(order, delay):
    """A network that answers 1 where the first number's bit, `delay` steps ago, was a 1."""
    from rnnviz.nn.network import Network

    net = Network.random("identity", 2, delay + 1, 1, output="sigmoid")
    p = net.parameters
    for array in p.values():
        array[...] = 0.0
    p["rnn.weight_ih_l0"][0, 0] = 1.0
    p["rnn.weight_hh_l0"][...] = np.eye(delay + 1, k=-1)
    p["readout.weight"][0, delay] = 40.0
    p["readout.bias"][:] = -20.0
    return net


@pytest.mark.parametrize("order", ["least", "most"])
@pytest.mark.parametrize("delay", [0, 1, 3])
def test_an_answer_comes_so_many_steps_late_and_is_read_in_either_order(order, delay):
    task = Addition(order=order)
    answer = task.answer(looker(order, delay), 0b1100101, 0b11, delay=delay)
    assert answer.total == 0b1100101
    assert not answer.right
    np.testing.assert_array_equal(answer.pairs[:, 0], [1, 0, 1, 0, 0, 1, 1, 0, 0])
    np.testing.assert_array_equal(answer.carries, [0, 1, 1, 1, 0, 0, 0, 0, 0])
    ordered = list(range(9))
    assert answer.steps.tolist() == (ordered if order == "least" else ordered[::-1])
    assert task.answer(looker(order, delay), 77, 0, delay=delay).right
    # one number of each pair is 0 in 2^-3 of them, and only then is the sum the first one
    assert 0.08 < task.score(looker(order, delay), 3, delay=delay) < 0.17
    assert not task.answer(looker(order, delay), 77, 0, delay=delay + 1).right


def test_a_wrong_answer_is_called_wrong():
    net = adder()
    net.parameters["readout.bias"][:] = 100.0
    answer = Addition(bits=4).answer(net, 3, 4)
    assert (answer.total, answer.right) == (31, False)
    assert (answer.probabilities > 0.99).all()
    assert Addition().score(adder(), 16) == 1.0
    assert Addition().score(net, 8) == 0.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1, 5), "The numbers are -1 and 5; allowed are 0 to 65,535"),
        ((1, 65536), "The numbers are 1 and 65536; allowed are 0 to 65,535"),
        ((16, 2, 4), "4 bits are too few for 16 and 2"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Addition().answer(adder(), *arguments)


# -- training ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_what_is_learned_at_8_bits_adds_16(cell):
    task = Addition()
    run = Run(**{**task.usual, "cell": cell})
    (last,) = train(Experiment(task=task, samples=task.samples, runs=[run]), every=np.inf)
    net = last.runs[0].network
    assert last.runs[0].update_losses[-1] < 0.02
    assert task.score(net, 8) == 1.0
    assert task.score(net, 16) > 0.98
    assert task.answer(net, 40_000, 25_535).right


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "floor", "near"),
    [
        ({}, "delay 0", 0.01),
        ({"delay": 2}, "delay 2", 0.012),
        ({"delay": 4}, "delay 4", 0.012),
        ({"bidirectional": True}, "both directions", 0.003),
    ],
)
def test_who_looks_ahead_comes_down_to_the_floor_of_so_many_steps(settings, floor, near):
    task = Addition(order="most")
    run = Run(**task.usual | {"cell": "gru", "hidden": 16, "clip_norm": 1.0} | settings)
    (last,) = train(Experiment(task=task, samples=160_000, runs=[run]), every=np.inf)
    losses = last.runs[0].update_losses
    assert -0.004 < losses[-len(losses) // 10 :].mean() - task.floors()[floor] < near


@pytest.mark.parametrize("settings", [{}, {"order": "most"}])
@pytest.mark.parametrize("delay", [0, 2])
def test_right_answers_are_sums_counted_one_by_one(settings, delay):
    task = Addition(bits=3, **settings)
    run = Run(**Addition.usual | {"delay": delay, "hidden": 3})
    for seed in range(3):
        net = task.start(run, seed).astype("float64")
        first, second = np.random.default_rng(0).integers(0, 2**3, (2, 200))
        right = [
            task.answer(net, int(a), int(b), bits=3, delay=delay).right
            for a, b in zip(first, second, strict=True)
        ]
        assert task.right_answers(net, run) == {"right answers": pytest.approx(np.mean(right))}
