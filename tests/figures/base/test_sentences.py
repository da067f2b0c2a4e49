"""Sentences about a trace: exact, and only where there is something to say."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.figures.base.sentences import (
    behind_title,
    guesses_sentence,
    order_sentence,
    overflow_sentence,
    row_name,
    sum_sentence,
    unknown_answers_sentence,
    unknown_sentence,
)
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import read, vocabulary
from rnnviz.pretrained import registry

LETTERS = tuple("helo")


def network(**kind):
    return Network.random(**{"inputs": 4, "outputs": 4, "vocabulary": LETTERS} | kind)


def test_rows_are_named_in_the_order_of_the_states():
    assert [row_name(row, 1) for row in range(3)] == ["layer 1", "layer 2", "layer 3"]
    assert [row_name(row, 2) for row in range(4)] == [
        "layer 1, left to right",
        "layer 1, right to left",
        "layer 2, left to right",
        "layer 2, right to left",
    ]


# what the vocabulary lacks


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hexlo", "“x” (step 3)"),
        ("xhexéx", "“x” (step 1, 4, 6), “é” (step 5)"),
        ("x" * 5, "“x” (step 1, 2, 3, 4, 5)"),
        ("x" * 7, "“x” (step 1, 2, 3, 4, 5 …)"),
        ("<b>", "“<” (step 1), “b” (step 2), “>” (step 3)"),
        ("abcdfgij", ", ".join(f"“{c}” (step {i})" for i, c in enumerate("abcdfgij", 1))),
        (
            "abcdfgijk!",
            ", ".join(f"“{c}” (step {i})" for i, c in enumerate("abcdfgij", 1)) + " and 2 more",
        ),
    ],
)
def test_unknown_pieces_are_named_with_their_steps(text, named):
    assert unknown_sentence(read(text, "characters", network())) == (
        f"The network's vocabulary lacks {named}. "
        "There it reads all zeros, and the step is marked with a question mark."
    )


def test_there_it_does_read_all_zeros():
    typed, trace = made(network(), "hxe")
    assert typed.unknown == (1,)
    assert (trace.read[0][1] == 0.0).all()


@pytest.mark.parametrize(("text", "mode"), [("hello", "characters"), ("1 2 3 4", "numbers")])
def test_nothing_is_said_when_all_is_known(text, mode):
    assert unknown_sentence(read(text, mode, network())) == ""


# overflow


@pytest.mark.parametrize("both", [False, True])
def test_the_first_step_that_is_not_finite_is_named(both):
    net = network(cell="identity", gain=4.0, seed=1, bidirectional=both)
    _, trace = made(net, "hello" * 300)
    finite = [
        np.isfinite(trace.hidden[:, step]).all() and np.isfinite(trace.logits[step]).all()
        for step in range(1500)
    ]
    assert not all(finite)
    told = overflow_sentence(trace)
    assert told.startswith(f"The numbers overflowed at step {finite.index(False) + 1}: ")
    assert told.endswith(".")


def test_an_overflow_in_the_readout_alone_is_told():
    net = Network.random("identity", inputs=1, hidden=1, outputs=1, output="linear")
    net.parameters["readout.weight"][:] = 1e10
    _, trace = made(net, "1; 1e300; 1", "numbers")
    assert np.isfinite(trace.hidden).all()
    assert overflow_sentence(trace).startswith("The numbers overflowed at step 2: ")


@pytest.mark.parametrize("cell", ["tanh", "lstm", "identity"])
def test_nothing_is_said_while_all_is_finite(cell):
    _, trace = made(network(cell=cell), "hello" * 20)
    assert overflow_sentence(trace) == ""


# sums


def trust(net):
    """An adder's weights, with a readout that says 1 at every step."""
    net.parameters["readout.weight"][:] = 0.0
    net.parameters["readout.bias"][:] = 5.0
    return net


@pytest.mark.parametrize(
    ("first", "second"), [(0, 0), (1, 1), (5, 10), (11, 6), (255, 1), (2**40 - 1, 1), (2**60, 2**60)]
)
def test_a_right_sum_is_called_right(first, second):
    net = registry.load("addition")
    typed, trace = made(net, f"{first:b} + {second:b}", "bits")
    total = first + second
    assert sum_sentence(net, typed, trace) == (
        f"In decimals: {first} + {second} = {total} (binary {total:b}), right."
    )


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 10), (2**70, 3)])
def test_a_wrong_sum_is_called_wrong(first, second):
    net = trust(registry.load("addition"))
    typed, trace = made(net, f"{first:b} + {second:b}", "bits")
    answer = 2 ** (max(first.bit_length(), second.bit_length(), 1) + 1) - 1
    assert sum_sentence(net, typed, trace) == (
        f"In decimals: {first} + {second} = {answer} (binary {answer:b}), "
        f"wrong: it is {first + second}."
    )


def test_a_sum_as_long_as_can_be_typed():
    net = trust(registry.load("addition"))
    typed, trace = made(net, "1" * 1999 + " + 1", "bits")
    told = sum_sentence(net, typed, trace)
    assert told == (
        f"In decimals: {2**1999 - 1} + 1 = {2**2000 - 1} (binary {'1' * 2000}), wrong: it is {2**1999}."
    )


def test_other_networks_have_no_sums():
    for net, text, mode in (
        (network(), "hello", "characters"),
        (Network.random(inputs=2, outputs=2, output="linear"), "1 1", "numbers"),
        (registry.load("hello"), "hello", "characters"),
    ):
        assert sum_sentence(net, *made(net, text, mode)) == ""


# order


def test_the_same_pieces_in_another_order():
    words = ["dog", "bites", "man"], ["man", "bites", "dog"]
    assert order_sentence(*words, [1.0, 0.5, 0.12345]) == (
        "Both texts hold the same 3 pieces, and order matters: 12 % of the difference is left. At step "
        "1, where the texts part, ‖h − h′‖ is 1.00, at step 3 it is 0.12."
    )


def test_other_pieces_or_another_number_of_them():
    first = ["dog", "bites", "man"]
    for second in (["cat", "bites", "man"], ["cat", "bites"], ["cat", "bites", "man", "man"]):
        told = order_sentence(first, second, [2.0, 0.14])
        assert told.startswith("7 % of the difference is left. At step 1, where the texts part")
    told = order_sentence(first, ["dog", "eats", "man"], [0.0, 0.5, 0.75])
    assert told.startswith("The difference has grown to 1.50 times its size: at step 2")
    told = order_sentence(first, ["dog", "bites", "cat"], [0.0, 0.0, 0.5])
    assert told == "At step 3, the last one, the texts part: ‖h − h′‖ is 0.50."
    for longer in (["dog", "bites"], ["dog", "bites", "man", "man"]):
        steps = min(3, len(longer))
        told = order_sentence(first, longer, [0.0] * steps)
        assert told.startswith(f"The longer text goes on after step {steps}")
    told = order_sentence(first, ["cat", "bites", "man"], [0.5, 0.1, 0.0])
    assert told.startswith("Nothing of the difference is left")
    assert "are the same" in order_sentence(first, ["cat", "bites", "man"], [0.0, 0.0, 0.0])
    assert order_sentence(first, ["cat", "bites", "man"], [0.5, None, None]) == ""


def test_the_same_text_or_none_has_nothing_to_compare():
    assert order_sentence(["dog"], ["dog"], [0.0]) == ""
    assert order_sentence(["dog"], [], []) == ""


def test_the_difference_said_is_that_of_the_networks_states():
    texts = "dog bites man", "man bites dog"
    known = vocabulary([texts[0]], "words")
    net = Network.random(inputs=3, outputs=3, vocabulary=known)
    first, second = (made(net, text, "words") for text in texts)
    apart = unrolled(net, *first, second=second)["difference"]
    sizes = [math.dist(first[1].hidden[0, t], second[1].hidden[0, t]) for t in (0, -1)]
    told = order_sentence(first[0].pieces, second[0].pieces, apart)
    assert f"{sizes[1] / sizes[0]:.0%}".replace("%", " %") in told


def test_what_overflowed_is_not_said_to_be_a_difference():
    net = network(cell="identity", gain=4.0, seed=1)
    first, second = made(net, "hello" * 300), made(net, "olleh" * 300)
    apart = unrolled(net, *first, second=second)["difference"]
    told = order_sentence(first[0].pieces, second[0].pieces, apart)
    assert not re.search("nan|inf|None", told)


def test_answers_that_the_vocabulary_lacks_are_said():
    net = network(vocabulary=("a", "b"), inputs=2, outputs=2)
    told = unknown_answers_sentence(read("aba", "characters", net, "bx"))
    assert "“x” (step 2)" in told
    assert unknown_answers_sentence(read("abc", "characters", net)) == ""


# guesses


def test_guesses_are_counted_and_the_greatest_surprise_is_placed():
    net = registry.load("hello")
    typed, trace = made(net, "hello")
    right = sum(
        int(np.argmax(trace.probabilities[step])) == LETTERS.index(letter)
        for step, letter in enumerate("ello")
    )
    said = guesses_sentence(net, typed, trace)
    worst = int(np.nanargmax(trace.losses[:4])) + 1
    assert said.startswith(f"{right} of 4 guesses were right; the greatest surprise came after ")
    assert f"after step {worst} ({trace.losses[worst - 1]:.3f} nats)" in said


@pytest.mark.parametrize("right", [True, False])
def test_all_or_none_of_the_guesses_are_right(right):
    net = registry.load("hello")
    _, trace = made(net, "hello")
    place = 0 if right else -1
    wanted = "".join(LETTERS[v] for v in np.argsort(-trace.probabilities, axis=1)[:, place])
    typed, trace = made(net, "hello", target=wanted)
    count = 5 if right else 0
    assert guesses_sentence(net, typed, trace).startswith(f"{count} of 5 guesses were right; ")


def test_after_one_letter_nothing_is_due_and_it_says_what_it_expects():
    net = registry.load("hello")
    typed, trace = made(net, "h")
    best = LETTERS[int(trace.probabilities[-1].argmax())]
    said = guesses_sentence(net, typed, trace)
    assert said.startswith(f"After the last step it expects “{best}” with ")


def test_where_there_are_no_guesses_nothing_is_said():
    net = registry.load("hello")
    typed, trace = made(net, "hello")
    nothing = replace(trace, logits=trace.logits[:0])
    assert nothing.steps == 0 and guesses_sentence(net, typed, nothing) == ""
    broken = network(cell="identity", gain=4.0, seed=1)
    assert guesses_sentence(broken, *made(broken, "hello" * 300)) == ""
    assert guesses_sentence(broken, *made(broken, "hello" * 300), True) == ""
    adding = registry.load("addition")
    assert guesses_sentence(adding, *made(adding, "11 + 01", "bits")) == ""


@pytest.mark.parametrize("text", ["h", "hello"])
def test_the_guesses_of_a_random_network_are_not_counted(text):
    net = network()
    said = guesses_sentence(net, *made(net, text), True)
    assert said == "Nobody has trained this network: its guesses are neither right nor wrong."


def test_a_row_stands_behind_a_title():
    assert behind_title(2, 2) == ", layer 2, left to right"
