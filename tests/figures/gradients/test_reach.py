"""How far something reaches: lines, bounds, cuts and their words; and the shares that add up."""

import json

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.analysis.backward_step import arriving, recurrent_shares
from rnnviz.analysis.bounds import along, bound, ceiling
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import Reaches, compare_reaches
from rnnviz.figures.gradients import reach
from rnnviz.figures.gradients.reach import Curve
from rnnviz.figures.gradients.shares import MOST_TILES, groups, shares
from rnnviz.pretrained import registry

TEXT = "the value of the function"


@pytest.fixture
def found():
    net = registry.load("english-gru")
    return gradient_flow(net, made(net, TEXT)[1])


def test_lines_and_bound_are_the_cores(found):
    values = along(found.matrix, 20)
    most = bound(found)
    limit = ceiling(found, most, 20)
    figure = reach.distances([Curve("h", values)], limit, most.rate, "title", False)
    line, edge = (next(d for d in figure["data"] if d["name"] == n) for n in ("h", "bound"))
    np.testing.assert_allclose(line["y"], values)
    np.testing.assert_allclose(edge["y"], limit[edge["x"]])
    assert (values <= limit * (1 + 1e-9)).all()
    assert any("bound: (" in note["text"] for note in figure["layout"]["annotations"])
    assert figure["layout"]["yaxis"]["type"] == "log"
    json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0, 0.1, 0.01, 0.001], "1 % is left after 2 steps"),
        ([0.0, 1.0, 0.1, 0.009], "1 % is left after 3 steps"),
        ([1.0, 0.5, 0.3, 0.2], "never below 1 % within 3 steps"),
        ([np.nan, np.nan], "nothing to follow"),
        ([0.0, 0.0], "nothing to follow"),
    ],
)
def test_the_effective_length_is_said_and_marked(values, words):
    curve = Curve("h", np.array(values))
    assert reach.effective_sentence(curve) == f"h: {words}"
    figure = reach.distances([curve], None, None, "title", True)
    marks = [note["text"] for note in figure["layout"]["annotations"] if "1 % left" in note["text"]]
    assert bool(marks) == words.startswith("1 % is left")
    json.dumps(figure, allow_nan=False)


def test_what_a_cut_keeps_is_the_cores(found):
    compared = compare_reaches(found)
    figure = reach.kept(compared, 5, False)
    np.testing.assert_allclose(figure["data"][0]["y"], compared.cosine)
    np.testing.assert_allclose(figure["data"][1]["y"], compared.size)
    assert figure["layout"]["shapes"][0]["x0"] == 5
    assert "n = 5" in [note["text"] for note in figure["layout"]["annotations"]]
    assert f"cosine {compared.cosine[4]:.2f}" in figure["layout"]["title"]["text"]
    assert reach.kept(compared, None, True)["layout"]["shapes"] == []
    assert "nothing is lost" in reach.kept_sentence(compared, 25)


def test_without_a_gradient_there_is_a_sentence():
    lost = Reaches(np.full(3, np.nan), np.full(3, np.nan))
    figure = reach.kept(lost, 2, False)
    assert "no gradient" in figure["layout"]["title"]["text"]
    json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize("steps", [1, 4, 12, 13, 25, 300])
def test_every_step_has_its_place_in_one_tile(steps):
    made_of = [step for group in groups(steps) for step in group]
    assert made_of == list(range(steps))
    assert len(groups(steps)) <= MOST_TILES


def test_the_tiles_add_up_to_the_gradient(found):
    parts = recurrent_shares(found, arriving(found))
    figure = shares(parts, list(TEXT), "W", False)
    canvas = np.array([[np.nan if z is None else z for z in row] for row in figure["data"][0]["z"]])
    tiles = []
    for shape in figure["layout"]["shapes"]:
        rows = slice(round(shape["y0"] + 0.5), round(shape["y1"] + 0.5))
        tiles.append(canvas[rows, round(shape["x0"] + 0.5) : round(shape["x1"] + 0.5)])
    assert len(tiles) == len(groups(25)) + 1
    np.testing.assert_allclose(np.sum(tiles[:-1], axis=0), tiles[-1], atol=1e-3 * abs(tiles[-1]).max())
    np.testing.assert_allclose(
        tiles[-1], found.parameters["rnn.weight_hh_l0"], atol=1e-3 * abs(tiles[-1]).max()
    )
    assert figure["layout"]["title"]["text"].startswith("One matrix, used T times")
    size = figure["data"][0]["zmax"]
    assert figure["data"][0]["zmin"] == -size


def test_a_share_that_overflowed_is_marked():
    parts = np.ones((3, 2, 2))
    parts[1] = np.inf
    figure = shares(parts, list("abc"), "W", False)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert sum("✕ overflowed" in text for text in words) == 2  # that step, and the sum
    json.dumps(figure, allow_nan=False)
