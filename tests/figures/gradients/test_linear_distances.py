"""Norms against distance on a linear axis."""

import json

import numpy as np
import pytest

from rnnviz.figures.gradients.distances import NormLine
from rnnviz.figures.gradients.linear_distances import linear_distances

FALLING = 0.5 ** np.arange(20)


@pytest.mark.parametrize("dark", [False, True])
def test_the_axis_begins_at_zero_and_holds_all(dark):
    lines = [NormLine("a", FALLING), NormLine("b", 3.0 * FALLING, 1)]
    figure = linear_distances(lines, None, "t", dark)
    json.dumps(figure, allow_nan=False)
    axis = figure["layout"]["yaxis"]
    assert axis["range"][0] == 0.0
    assert 3.0 < axis["range"][1] < 3.5
    assert axis.get("type") != "log"
    np.testing.assert_allclose(figure["data"][1]["y"], 3.0 * FALLING)
    assert [round(rule["x0"]) for rule in figure["layout"]["shapes"]] == [7, 7]  # 1 % is left
    assert "<b>b</b>" in [label["text"] for label in figure["layout"]["annotations"]]


def test_the_bound_is_drawn_as_far_as_it_is_in_the_picture():
    figure = linear_distances([NormLine("a", FALLING)], 2.0 ** np.arange(20), "t", False)
    assert figure["data"][0]["y"] == [1.0]


def test_what_cannot_be_drawn_is_said():
    figure = linear_distances([NormLine("a", np.full(4, np.nan))], None, "t", False)
    json.dumps(figure, allow_nan=False)
    assert figure["layout"]["annotations"][0]["text"] == "nothing finite to draw"
