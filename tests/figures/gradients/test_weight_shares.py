"""Each step's share of a matrix's gradient: the shares add up."""

import json

import numpy as np
import pytest
from support.figure_readers import made, matrix

from rnnviz.analysis.arriving import arriving, recurrent_shares
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients.weight_shares import MOST_TILES, groups, weight_shares
from rnnviz.pretrained import registry

TEXT = "the value of the function"


@pytest.fixture
def found():
    net = registry.load("english-gru")
    return gradient_flow(net, made(net, TEXT)[1])


@pytest.mark.parametrize("steps", [1, 4, 12, 13, 25, 300])
def test_every_step_has_its_place_in_one_tile(steps):
    made_of = [step for group in groups(steps) for step in group]
    assert made_of == list(range(steps))
    assert len(groups(steps)) <= MOST_TILES


def test_the_tiles_add_up_to_the_gradient(found):
    parts = recurrent_shares(found, arriving(found))
    figure = weight_shares(parts, list(TEXT), "W", False)
    canvas = matrix(figure["data"][0]["z"])  # so many numbers are sent in binary form
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
    figure = weight_shares(parts, list("abc"), "W", False)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert sum("✕ overflowed" in text for text in words) == 2  # that step, and the sum
    json.dumps(figure, allow_nan=False)
