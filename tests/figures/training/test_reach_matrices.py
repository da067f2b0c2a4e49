"""How far the losses of each run are felt, and what is cut off."""

import base64
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.runs.truncation import Truncation


@pytest.mark.parametrize("count", [1, 2, 6])
def test_matrices_show_every_norm_and_veil_what_is_cut_off(rng, count):
    steps = 12
    norms = np.tril(rng.uniform(1e-3, 1.0, (count, steps, steps)))
    cuts = [Truncation.windows(n + 2) for n in range(count)]
    runs = [(f"run {n}", norms[n], cuts[n]) for n in range(count)]
    drawn = go.Figure(reach_matrices(runs, ["#000000"] * count, False))
    assert len(drawn.data) == 2 * count
    for n, cut in enumerate(cuts):
        colours, veil = drawn.data[2 * n : 2 * n + 2]
        for t in range(steps):
            for k in range(steps):
                reached = cut.reaches(t, k)
                if k > t:
                    assert colours.z[t][k] is None
                    assert veil.z[t][k] is None
                else:
                    assert 10 ** colours.z[t][k] == pytest.approx(norms[n, t, k])
                    assert (veil.z[t][k] is None) == reached
                    assert ("not used" in colours.hovertext[t][k]) != reached
        words = (
            f"h of step 2, moved a little, changes the loss of step 3 by up to {norms[n, 2, 1]:.3g} "
        )
        assert words in colours.hovertext[2][1]
        # what its table of numbers is made of (static/figure_numbers.js)
        ones = [*map(str, range(1, 13))]
        assert colours.meta == {"x": ones, "y": ones, "log": True}
        axis = drawn.layout[f"xaxis{n + 1 if n else ''}"]
        assert dict(zip(axis.tickvals, axis.ticktext, strict=True)) == {0: "1", 5: "6", 10: "11"}
    assert [note.text for note in drawn.layout.annotations] == [name for name, _, _ in runs]


@pytest.mark.parametrize("cut", [Truncation.windows(5), Truncation.even(3), Truncation.full()], ids=str)
def test_the_edge_encloses_exactly_what_is_reached(cut):
    steps = 12
    reached = np.array([[cut.reaches(t, k) for k in range(steps)] for t in range(steps)])
    norms = np.tril(np.ones((steps, steps)))
    figure = reach_matrices([("one", norms, cut)], ["#000000"], False)
    (shape,) = figure["layout"]["shapes"]
    numbers = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+),(-?[\d.]+)", shape["path"])]
    x, y = np.array(numbers).T
    area = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))  # the shoelace formula
    assert area == reached.sum()


def test_matrices_of_a_network_that_died_or_blew_up_are_drawn():
    for value in (0.0, np.inf, np.nan):
        figure = reach_matrices([("one", np.full((4, 4), value), Truncation.full())], ["#000000"], True)
        assert len(go.Figure(figure).data) == 2


def test_of_a_readout_alone_nothing_is_used():
    norms = np.tril(np.ones((6, 6)))
    figure = reach_matrices([("one", norms, None)], ["#000000"], False)
    assert not figure["layout"]["shapes"]
    assert np.array(figure["data"][1]["z"])[np.tril_indices(6)].tolist() == [1.0] * 21
    go.Figure(figure)


def test_what_is_cut_off_is_hatched_too():
    norms = np.tril(np.ones((6, 6)))
    runs = [("one", norms, Truncation.windows(3)), ("two", norms, Truncation.full())]
    images = reach_matrices(runs, ["#000000"] * 2, False)["layout"]["images"]
    first, second = images
    assert (first["xref"], second["xref"]) == ("x", "x2")
    strokes = [
        base64.b64decode(one["source"].split(",")[1]).decode().count("M") for one in (first, second)
    ]
    assert strokes == [9, 0]  # losses 4 to 6 by states 1 to 3
