"""The parts of figures: what Plotly knows, where it belongs, and labels that do not touch."""

import json
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import matrix

from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import apart, below, pen, step_axis, time_axis, within


@pytest.mark.parametrize("steps", [1, 2, 59, 60, 61, 600, 2000])
def test_steps_are_labelled_by_their_own_token(steps):
    pieces = [f"p{place}" for place in range(1, steps + 1)]
    axis = step_axis(pieces)
    assert len(axis["tickvals"]) <= 60
    assert len(axis["tickvals"]) >= min(steps, 30)
    assert axis["ticktext"] == [f"p{place}" for place in axis["tickvals"]]
    assert axis["tickvals"][0] == 1
    assert axis["title"]["text"]
    go.layout.XAxis(axis)


def test_labels_of_steps_are_user_text():
    axis = step_axis(["<b>", "&", " ", "$x$"])
    assert axis["ticktext"] == ["&lt;b&gt;", "&amp;", "␣", "$x$"]


def test_labels_that_would_lie_on_each_other_are_moved_down():
    labels = below([{"y": 0.5}, {"y": 0.52}, {"y": 0.1}], 100.0)
    placed = [100.0 * label["y"] + label["yshift"] for label in labels]
    assert placed == pytest.approx([34.0, 52.0, 10.0])


def test_labels_are_moved_upwards_as_far_as_it_takes():
    labels = apart([{"y": 0.5}, {"y": 0.52}, {"y": 0.9}], 100.0)
    placed = [100.0 * label["y"] + label["yshift"] for label in labels]
    assert placed == pytest.approx([50.0, 69.0, 90.0])


@pytest.mark.parametrize("values", [[0.1, 0.12, 0.5], [0.97, 0.98, 1.0], [1.0] * 5, [0.0] * 9, []])
def test_labels_are_moved_apart_and_stay_within_the_picture(values):
    labels = within([{"y": value} for value in values], 100.0, 0.0, 1.0, 20.0)
    placed = sorted(100.0 * label["y"] + label["yshift"] for label in labels)
    assert all(upper - lower >= 20.0 - 1e-9 for lower, upper in pairwise(placed))
    # more than there is room for stand above it
    assert not placed or placed[-1] <= max(100.0, 20.0 * (len(values) - 1)) + 1e-9


def test_steps_of_which_nothing_is_named_are_counted():
    axis = time_axis(300)
    assert "ticktext" not in axis
    assert axis["title"]["text"] == "time step t"
    go.layout.XAxis(axis)


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_knows_every_part(dark):
    drawn, x, y = pen("#0072b2", 2, "dash"), np.arange(3), np.array([1.0, np.nan, np.inf])
    figure = plotly.figure(
        [
            plotly.line(x, y, drawn, name="line", hovertemplate=plotly.hover("%{y}")),
            plotly.marks(x, y, {"size": 5}),
            plotly.bars(x, y, {"color": "#d55e00"}),
            plotly.heat_map([[1.0]], "Cividis", 0.0, 1.0, colorbar=plotly.colour_bar([0], ["0"])),
            plotly.tint([[1.0]], "#eceae6"),
            plotly.words([1], [2], ["word"], {"size": 11}),
        ],
        "What is seen",
        dark,
        300,
        xaxis=plotly.axis("time", grid=False),
        yaxis=plotly.log_axis("norm", -3, 3, 1),
        shapes=[
            plotly.level(1.0, drawn),
            plotly.upright(2.0, drawn),
            plotly.segment((0, 1), (2, 3), drawn),
            plotly.frame((0, 1), (0, 1), drawn),
            plotly.circle((0, 1), (0, 1), drawn),
            plotly.path("M0,0L1,1", drawn),
            plotly.around_cell(2, 3, drawn),
            plotly.current_step(0, dark),
        ],
        annotations=[
            plotly.label(0, 0, "words"),
            plotly.line_end(1, 2, "end", "#0072b2", dark),
            plotly.instead("nothing"),
            plotly.arrow((0, 0), (1, 1), "#000000", 2),
        ],
    )
    shown = go.Figure(figure)  # raises for what Plotly does not know
    assert shown.data[0].y == (1.0, None, None)
    assert shown.data[0].showlegend is False
    assert (shown.layout.xaxis.zeroline, shown.layout.xaxis.showgrid) == (False, False)
    assert shown.layout.yaxis.range == (-3, 3)
    level, upright, *_, cell, step = shown.layout.shapes
    assert (level.xref, level.y0, level.y1) == ("paper", 1.0, 1.0)
    assert (upright.yref, upright.x0, upright.x1) == ("paper", 2.0, 2.0)
    assert (cell.x0, cell.x1, cell.y0, cell.y1) == (1.5, 2.5, 2.5, 3.5)
    assert (step.x0, step.x1) == (0.5, 1.5)
    assert shown.layout.annotations[3].showarrow
    assert [note.showarrow for note in shown.layout.annotations[:3]] == [False] * 3
    json.dumps(figure, allow_nan=False)


def test_numbers_are_sent_as_json_has_them_however_deep():
    assert plotly.sent(np.array([[1.0, np.nan], [np.inf, -2.5]])) == [[1.0, None], [None, -2.5]]
    assert plotly.sent(np.array([1.5], dtype=np.float32)) == [1.5]
    assert plotly.sent(np.array([])) == []
    assert plotly.sent(range(3)) == [0, 1, 2]
    assert plotly.sent([1, None]) == [1, None]


@pytest.mark.parametrize("largest", [1.0, 1e300])
def test_a_packed_matrix_is_read_back(rng, largest):
    values = rng.uniform(-largest, largest, (3, 4))
    kind = "f4" if largest == 1.0 else "f8"
    np.testing.assert_array_equal(matrix(plotly.packed(values)), values.astype(kind))


def test_shares_stand_on_an_axis_in_percent():
    axis = plotly.share_axis(0, 1.12)
    assert axis["ticktext"] == ["0 %", "50 %", "100 %"]
    assert axis["tickvals"] == [0, 0.5, 1]


def test_the_first_axis_has_no_number():
    assert [plotly.number_of(place) for place in range(3)] == ["", "2", "3"]
