"""The matrix of gradient norms, its chain and its words, against the numbers of the core."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from support.looks import looked
from support.network_kinds import cells

from rnnviz.figures.gradients import matrix
from rnnviz.figures.gradients.arrivals import arrivals
from rnnviz.figures.gradients.look import QUANTITIES
from rnnviz.figures.gradients.matrix_sentences import describe, title
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.components.live_figure import figure_data
from rnnviz.ui.components.theme import Appearance


@pytest.fixture
def hello():
    return registry.load("hello")


def numbers(trace):
    return 10.0 ** np.array([[np.nan if z is None else z for z in row] for row in trace["z"]])


@pytest.mark.parametrize(("piece", "wider"), [("h", 0), ("extraordinary", 10)])
def test_long_labels_have_room_beside_the_name_of_their_axis(piece, wider):
    net = Network.random("tanh", hidden=3, inputs=2, outputs=2, vocabulary=tuple("ho"))
    look = looked(net, "hoh")
    look = replace(look, typed=replace(look.typed, pieces=[piece, "o", piece]))
    margin = matrix.matrix(look, False, "title")["layout"]["margin"]["l"]
    assert margin == matrix.left_of(look) >= matrix.LEFT + wider
    assert margin <= matrix.MOST_LEFT
    assert arrivals(look, False)["left"] == margin


@cells
def test_the_colours_are_the_norms_and_what_cannot_be_is_blank(cell):
    net = Network.random(cell, hidden=5, inputs=4, outputs=4, vocabulary=tuple("helo"))
    look = looked(net, "hellohello")
    figure = matrix.matrix(look, False, "title")
    drawn = numbers(figure["data"][0])
    wanted = np.where(look.values > 0.0, look.values, np.nan)
    np.testing.assert_allclose(drawn, wanted, rtol=2e-3)
    assert np.isnan(drawn[np.triu_indices(10, 1)]).all()
    assert np.isfinite(drawn[np.tril_indices(9)]).all()
    json.dumps(figure, allow_nan=False)


def test_of_a_long_text_the_numbers_are_sent_packed(hello):
    look = looked(hello, "hello" * 41)
    data = figure_data(matrix.matrix(look, False, "title"), "", Appearance("en", False, True))
    trace = json.loads(data["figure"])["data"][0]
    assert trace["z"]["dtype"] == "f4"
    drawn = np.frombuffer(base64.b64decode(trace["z"]["bdata"]), "<f4").reshape(205, 205)
    reaches = look.values > 0.0
    np.testing.assert_array_equal(np.isfinite(drawn), reaches)
    np.testing.assert_allclose(drawn[reaches], np.log10(look.values[reaches]), atol=6e-4)


@pytest.mark.parametrize("dark", [False, True])
def test_both_axes_bear_the_tokens_and_the_hover_says_it_in_words(hello, dark):
    figure = matrix.matrix(looked(hello, "hello"), dark, "title")
    layout, (trace,) = figure["layout"], figure["data"]
    assert layout["xaxis"]["ticktext"] == list("hello")
    assert layout["yaxis"]["ticktext"] == ["h → e", "e → l", "l → l", "<b>l → o</b>", "o"]
    assert trace["hovertemplate"].startswith(
        "h at %{customdata[1]}, moved a little, changes the loss at %{customdata[0]} by up to "
        "%{customdata[2]} for each unit moved"
    )
    assert trace["meta"]["y"][3] == "“l” (step 4, due “o”)"
    assert trace["meta"]["x"][0] == "“h” (step 1)"
    assert [shape["y0"] for shape in layout["shapes"]] == [3.5]


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_has_its_words(name):
    net = registry.load("english-lstm")
    look = looked(net, "the value", name)
    figure = matrix.matrix(look, False, title(look))
    shown = figure["layout"]["title"]["text"]
    assert shown
    assert "nan" not in shown
    assert QUANTITIES[name].letters in json.dumps(figure, ensure_ascii=False)
    assert "9 steps" in describe(look)


@pytest.mark.parametrize(
    ("cut", "firsts"),
    [
        (Truncation.windows(3), [0, 0, 0, 3, 3, 3, 6, 6, 6]),
        (Truncation.sliding(2), [0, 0, 1, 2, 3, 4, 5, 6, 7]),
        (Truncation.even(4), [0, 0, 0, 0, 1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_the_cut_fades_and_its_line_runs_along_what_is_reached(hello, cut, firsts):
    look = looked(hello, "hellohell", cut=cut)
    figure = matrix.matrix(look, False, "title")
    bright, faded = (numbers(trace) for trace in figure["data"])
    for t in range(8):
        assert np.isfinite(bright[t]).tolist() == [firsts[t] <= k <= t for k in range(9)]
        assert np.isfinite(faded[t]).tolist() == [k < firsts[t] for k in range(9)]
    (line,) = (shape["path"] for shape in figure["layout"]["shapes"] if shape["type"] == "path")
    corners = [tuple(map(float, part.split(","))) for part in line[1:].split("L")]
    assert corners == [(f + 0.5, t + 0.5 + e) for t, f in enumerate(firsts) for e in (0, 1)]


def test_an_exact_zero_is_shown_as_one(hello):
    values = np.tri(5)
    values[2, 1] = 0.0
    look = looked(hello, "hello", values=values)
    (_, zero) = matrix.matrix(look, False, "title")["data"]
    assert [(i, j) for i, row in enumerate(zero["z"]) for j, z in enumerate(row) if z] == [(2, 1)]
    assert "exactly 0" in zero["hovertemplate"]
    assert arrivals(looked(hello, "hello", values=values, row=2), False)["kinds"] == [
        "some",
        "zero",
        "some",
        "none",
        "none",
    ]


@pytest.mark.parametrize("lost", [0, 3])
def test_what_overflowed_has_a_mark_and_words(hello, lost):
    values = np.tri(5)
    values[2:, :3] = np.inf
    values[3, 0] = np.nan
    look = looked(hello, "hello", values=values, lost=lost)
    figure = matrix.matrix(look, False, title(look))
    over = figure["data"][-1]
    marked = [(i, j) for i, row in enumerate(over["z"]) for j, z in enumerate(row) if z]
    assert marked == [(i, j) for i in (2, 3, 4) for j in range(3)]
    assert "overflowed" in over["hovertemplate"]
    words = "✕ overflowed at step 3" if lost else "✕ overflowed in the backward pass"
    assert any(words in note["text"] for note in figure["layout"]["annotations"])
    assert "overflowed" in figure["layout"]["title"]["text"]
    assert arrivals(look, False)["kinds"][:3] == ["lost"] * 3
    json.dumps(figure, allow_nan=False)


def test_a_long_sequence_is_drawn_by_the_largest_of_each_block(hello):
    values = np.tri(700) * np.random.default_rng(0).random((700, 700))
    drawn, side = matrix.blocks(values)
    assert side == 3
    assert drawn.shape == (234, 234)
    assert drawn[100, 7] == values[300:303, 21:24].max()
    assert matrix.blocks(values[:300, :300])[1] == 1
    values[5, 1] = np.nan
    assert np.isnan(matrix.blocks(values)[0][1, 0])
