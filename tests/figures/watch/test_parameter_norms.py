"""Gradient norms over a loop's steps, of the parameters with the largest."""

import pytest
from support.drawn_states import checked

from rnnviz.figures.watch.gradient_by_step import BOTTOM, HEIGHT, TOP
from rnnviz.figures.watch.parameter_norms import (
    MOST,
    chosen,
    norms_in_words,
    norms_title,
    parameter_norms,
)

AT = [0, 100, 200]
NAMED = [
    {"rnn.weight": 1.0},
    {"rnn.weight": 0.1, "rnn.bias": 0.0},
    {"rnn.weight": 0.01, "rnn.bias": 3.0},
]


@pytest.mark.parametrize("dark", [False, True])
def test_every_parameter_has_its_line(dark):
    drawn = checked(parameter_norms(AT, NAMED, dark))
    lines = {line.name: (list(line.x), list(line.y)) for line in drawn.data}
    assert lines["rnn.weight"] == (AT, [1.0, 0.1, 0.01])
    assert lines["rnn.bias"] == (AT, [None, None, 3.0])  # a log axis has no 0
    assert norms_in_words(AT, NAMED).endswith(
        "at step 200 of the loop: rnn.weight 0.01, rnn.bias 3.00."
    )


def test_of_many_the_largest_are_drawn_in_their_order():
    many = [{f"p{place}": float(place % 11) for place in range(20)}]
    assert len(chosen(many)) == MOST
    assert chosen(many) == sorted(chosen(many), key=lambda name: int(name[1:]))
    assert {"p10", "p9"} <= set(chosen(many))


def test_before_there_is_any_it_says_so():
    checked(parameter_norms([], [], False))
    assert norms_in_words([], []) == "No gradient yet"


def test_it_is_said_how_many_of_the_parameters_are_drawn():
    many = [{f"p{place}": float(place + 1) for place in range(20)}]
    assert norms_title(many) == "Gradient norms: the 8 largest of 20 parameters"
    assert norms_title(NAMED) == "Gradient norm of each parameter"


@pytest.mark.parametrize(
    ("at", "ends", "each"), [([7], [6.5, 7.5], 1), ([0, 3, 4], [0, 4], 1), ([0, 900], [0, 900], None)]
)
def test_the_steps_reach_from_the_first_to_the_last(at, ends, each):
    axis = parameter_norms(at, [{"rnn.weight": 1.0}] * len(at), False)["layout"]["xaxis"]
    assert axis["range"] == ends
    assert axis.get("dtick") == each


def test_names_of_many_lines_stand_within_the_picture():
    many = [{f"p{place}": 1.0 for place in range(8)}]
    layout = parameter_norms([0], many, False)["layout"]
    names, (low, high) = layout["annotations"], layout["yaxis"]["range"]
    pixels = (HEIGHT - TOP - BOTTOM) / (high - low)
    heights = [note["y"] * pixels + note["yshift"] for note in names]
    assert len(names) == 8
    assert max(heights) <= high * pixels
    assert min(heights) >= low * pixels


def test_a_name_is_no_markup():
    (line,) = parameter_norms([0], [{"<b>.w": 1.0}], False)["data"]
    assert line["name"] == "&lt;b&gt;.w"
