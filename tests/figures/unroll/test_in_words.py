"""What is said of the pictures of states are the pictures' own numbers."""

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.figures.base.numbers import number
from rnnviz.figures.unroll import in_words
from rnnviz.figures.unroll.surprise import surprise
from rnnviz.figures.unroll.unit_lines import unit_lines
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.pretrained import registry


@pytest.fixture(scope="module")
def hello():
    net = registry.load("hello")
    return net, *made(net, "hello")


def test_the_maps_say_both_ends_with_their_units_and_steps():
    values = np.zeros((3, 4))
    values[1, 2], values[2, 0] = -0.75, 0.5
    said = in_words.maps_in_words({"h": values}, "abc", ", layer 2")
    assert said == (
        "Heat maps, layer 2. hidden state h, 4 units over 3 steps: lowest −0.75 at unit 3, step 2 “b”, "
        "highest 0.50 at unit 1, step 3 “c”"
    )
    assert "no number" in in_words.maps_in_words({"c": np.full((2, 2), np.nan)}, "ab")


def test_the_surprise_says_every_bar_of_a_short_text(hello):
    net, typed, trace = hello
    said = in_words.surprise_in_words(net, typed, trace)
    bars = surprise(net, typed, trace, 0, False)["data"][0]
    for x, y in zip(bars["x"], bars["y"], strict=True):
        assert f"step {x} “{typed.pieces[x - 1]}” {y:.2f}"[:-1] in said or f"{y:.3g}" in said
    assert f"mean {np.mean(bars['y']):.2f}" in said


def test_of_a_long_text_the_largest_are_said():
    net = registry.load("english-lstm")
    typed, trace = made(net, "the answer is the question")
    said = in_words.surprise_in_words(net, typed, trace)
    assert "the largest" in said
    assert said.count("step") == 3


def test_the_lines_say_what_each_unit_does(hello):
    _net, typed, trace = hello
    hidden = trace.hidden[0]
    said = in_words.lines_in_words(hidden, [1, 3], typed.pieces)
    drawn = unit_lines(hidden, [1, 3], typed.pieces, 0, False)["data"]
    assert said.count("unit ") == 2
    for trace_drawn in drawn:
        assert all(f"{abs(y):.2f}" in said for y in trace_drawn["y"] if abs(y) >= 0.01)
    long = np.linspace(-1.0, 1.0, 40)[:, None]
    assert in_words.lines_in_words(long, [1], "x" * 40).count("step ") == 2


def test_the_states_of_a_small_network_are_said_unit_by_unit_else_the_strongest(hello):
    net, typed, trace = hello
    said = in_words.states_in_words(trace, typed.pieces)
    assert said.count(" “") == len(typed.pieces)
    for step, state in enumerate(trace.hidden[-1]):
        where = f"step {step + 1} “{typed.pieces[step]}”: "
        strongest = int(np.abs(state).argmax())
        told = said.split(where)[1].split(";")[0]
        assert number(float(state[strongest])) in told
    assert unrolled(net, typed, trace)["alt"].endswith(said)
    large = registry.load("english-lstm")
    typed, trace = made(large, "the answer is the question")
    said = in_words.states_in_words(trace, typed.pieces)
    assert f"the strongest of {large.hidden} units" in said
    assert said.count("“") == in_words.MOST
