"""The matrix of gradient norms, its chain and its words, against the numbers of the core."""

import json

import numpy as np
import pytest
from support.figure_readers import contrast, made, parsed
from support.network_kinds import cells

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.norms import norms
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.base.style import NORMS
from rnnviz.figures.gradients import matrix
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation


def looked(net, text, name="h", row=None, cut=None, **more):
    typed, trace = made(net, text)
    found = gradient_flow(net, trace)
    sources = {
        "h": lambda: found.matrix,
        "hh": lambda: found.jacobian,
        "x": lambda: norms(found.inputs.swapaxes(-1, -2)),
        "c": lambda: found.memory.matrix,
        "cc": lambda: found.memory.jacobian,
    }
    values = more.pop("values", None)
    values = sources[name]() if values is None else values
    cut = cut or Truncation.full()
    steps = len(values)
    mask = reached(cut, steps) | ~np.tri(steps, dtype=bool)
    rows = tuple(range(steps - 1)) if QUANTITIES[name].loss else tuple(range(steps))
    row = rows[-1] if row is None else row
    return Look(typed, found, name, values, row, rows, cut, mask, opened=row, **more)


@pytest.fixture
def hello():
    return registry.load("hello")


def numbers(trace):
    return 10.0 ** np.array([[np.nan if z is None else z for z in row] for row in trace["z"]])


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


@pytest.mark.parametrize("dark", [False, True])
def test_both_axes_bear_the_tokens_and_the_hover_says_it_in_words(hello, dark):
    figure = matrix.matrix(looked(hello, "hello"), dark, "title")
    layout, (trace,) = figure["layout"], figure["data"]
    assert layout["xaxis"]["ticktext"] == list("hello")
    assert layout["yaxis"]["ticktext"] == ["h → e", "e → l", "l → l", "<b>l → o</b>", "o"]
    assert trace["hovertemplate"].startswith(
        "the loss at %{customdata[0]} moves h at %{customdata[1]} by %{customdata[2]}"
    )
    assert trace["meta"]["y"][3] == "“l” (step 4, due “o”)"
    assert trace["meta"]["x"][0] == "“h” (step 1)"
    assert [shape["y0"] for shape in layout["shapes"]] == [3.5]


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_has_its_words(name):
    net = registry.load("english-lstm")
    look = looked(net, "the value", name)
    figure = matrix.matrix(look, False, matrix.title(look))
    title = figure["layout"]["title"]["text"]
    assert title
    assert "nan" not in title
    assert QUANTITIES[name].letters in json.dumps(figure, ensure_ascii=False)
    assert "9 steps" in matrix.describe(look)


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


def test_false_zeros_take_no_colour_from_the_rest():
    few = np.tri(30) * 0.1
    few[29, 0] = 1e-200
    assert matrix.scale_of(few).low > -3
    assert matrix.scale_of(np.zeros((3, 3))) == matrix.Scale(-1.0, 0.0)


@pytest.mark.parametrize(
    ("least", "most", "low", "high"),
    [
        (0.03, 0.17, 0.02, 0.2),
        (0.2, 0.5, 0.1, 0.5),
        (1.0, 1.0, 0.2, 1.0),
        (3e-5, 7.0, 2e-5, 10.0),
    ],
)
def test_the_scale_ends_at_round_numbers(least, most, low, high):
    found = matrix.scale_of(np.array([[least, 0.0], [most, np.nan]]))
    assert 10.0**found.high == pytest.approx(high)
    assert 10.0**found.low == pytest.approx(low, rel=0.01)


def test_the_labels_of_the_scale_lie_on_it(hello):
    for text in ("hello", "hello" * 60):
        look = looked(hello, text)
        bar = matrix.matrix(look, False, "t")["data"][0]["colorbar"]
        scale = matrix.scale_of(look.values)
        assert len(bar["tickvals"]) == len(bar["ticktext"]) >= 3
        assert min(bar["tickvals"]) >= scale.low - 1e-6
        assert max(bar["tickvals"]) <= scale.high + 1e-6


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
    figure = matrix.matrix(look, False, matrix.title(look))
    over = figure["data"][-1]
    marked = [(i, j) for i, row in enumerate(over["z"]) for j, z in enumerate(row) if z]
    assert marked == [(i, j) for i in (2, 3, 4) for j in range(3)]
    assert "overflowed" in over["hovertemplate"]
    words = "✕ overflowed at step 3" if lost else "✕ overflowed on the way back"
    assert any(words in note["text"] for note in figure["layout"]["annotations"])
    assert "overflowed" in figure["layout"]["title"]["text"]
    assert arrivals(look, False)["kinds"][:3] == ["lost"] * 3
    json.dumps(figure, allow_nan=False)


def test_titles_tell_what_became_of_the_row(hello):
    assert "shrinks to 0.47 of its size" in matrix.title(looked(hello, "hello"))
    grown = np.tri(5) * 10.0 ** -np.arange(5)
    look = looked(hello, "hello", values=grown)
    assert matrix.title(look) == "From step 4 to step 1, the gradient grows to 1,000 times its size"
    assert "about keeps its size" in matrix.title(looked(hello, "hello", values=np.tri(5)))
    assert matrix.title(looked(hello, "hello", values=np.zeros((5, 5)))) == (
        "Nothing of step 4 reaches any step"
    )
    assert matrix.title(looked(hello, "h", "hh")) == "One step: there is nothing to reach back to"


def test_a_long_sequence_is_drawn_by_the_largest_of_each_block(hello):
    values = np.tri(700) * np.random.default_rng(0).random((700, 700))
    drawn, side = matrix.blocks(values)
    assert side == 3
    assert drawn.shape == (234, 234)
    assert drawn[100, 7] == values[300:303, 21:24].max()
    assert matrix.blocks(values[:300, :300])[1] == 1
    values[5, 1] = np.nan
    assert np.isnan(matrix.blocks(values)[0][1, 0])


# the chain


def test_the_chain_shows_the_row_on_the_matrix_scale(hello):
    look = looked(hello, "hellohell", row=5, cut=Truncation.sliding(3))
    data = arrivals(look, False)
    scale = matrix.scale_of(look.values)
    places = (np.log10(look.values[5, :6]) - scale.low) / (scale.high - scale.low)
    np.testing.assert_allclose(data["places"][:6], places, atol=1e-4)
    assert data["places"][6:] == [None] * 3
    assert data["kinds"] == ["cut"] * 3 + ["some"] * 3 + ["none"] * 3
    assert data["first"] == 3
    assert data["cut"] == "sliding(3)"
    assert float(data["labels"][4]) == pytest.approx(look.values[5, 4], rel=0.06)
    assert data["say"].startswith("Step 6 of 9, after “h” comes “e”: ")
    assert data["start"].endswith(" nats")
    figure = matrix.matrix(look, False, "t")
    assert (data["left"], data["right"]) == tuple(figure["layout"]["margin"][side] for side in "lr")
    assert figure["layout"]["xaxis"]["range"] == [0.5, data["slots"] + 0.5]
    json.dumps(data, allow_nan=False)


def test_the_text_is_as_dark_as_the_loss_leaned_on_it(hello):
    look = looked(hello, "hello", "x")
    spans = parsed(shaded_text(look, False)).all("span")
    assert [span.text for span in spans] == list("hello")
    share = look.values[3, :4] / look.values[3].max()
    grounds = [span.attributes["style"] for span in spans[:4]]
    assert len(set(grounds)) == len(set(share.round(3)))
    for ground in grounds:
        colour, ink = (part.split(":")[1] for part in ground.split(";")[:2])
        assert contrast(colour, ink) >= 4.5
    assert spans[4].attributes.get("style", "") == ""
    assert spans[3].attributes["class"] == "chosen"
    assert shaded_text(looked(hello, "hello"), False) == ""


def test_norms_have_the_themes_cividis():
    import tomllib
    from pathlib import Path

    theme = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text())[
        "theme"
    ]
    assert list(NORMS) == theme["chartSequentialColors"]
