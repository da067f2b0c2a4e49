"""A gradient before and after clipping."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.remedies import clip_both
from rnnviz.figures.vanishing import clipping as figures


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("gradient", [[3.0, -1.0], [0.2, 0.1], [1e9, 2e8], [5.0], [0.0, 0.0]])
def test_arrows_end_where_clipping_puts_them(gradient, dark):
    done = clip_both(np.array(gradient), 1.0)
    figure = go.Figure(figures.clipping(done, 1.0, 7, dark))
    before, by_norm, by_value = figure.data
    assert (by_norm.x[1], by_norm.y[1]) == tuple(done.by_norm)
    assert (by_value.x[1], by_value.y[1]) == tuple(done.by_value)
    assert np.hypot(by_norm.x[1], by_norm.y[1]) <= 1 + 1e-12
    # what runs out of the picture keeps its direction
    assert before.x[1] * done.before[1] == pytest.approx(before.y[1] * done.before[0])
    assert max(abs(before.x[1]), abs(before.y[1])) <= figure.layout.xaxis.range[1]
    kinds = {shape.type: (shape.x0, shape.x1, shape.y0, shape.y1) for shape in figure.layout.shapes}
    assert kinds == {"circle": (-1, 1, -1, 1), "rect": (-1, 1, -1, 1)}
    assert "7 steps back" in figure.layout.title.text


def test_the_plane_and_the_angles_are_stated():
    figure = go.Figure(figures.clipping(clip_both(np.array([0.5, 4.0, 3.0]), 1.0), 1.0, 3, False))
    assert figure.layout.xaxis.title.text == "∂L/∂h<sub>2</sub>"
    assert figure.layout.yaxis.title.text == "∂L/∂h<sub>3</sub>"
    assert [one.name for one in figure.data] == [
        "before: length 5.00",
        "by norm: turned by 0.0°",
        "by value: turned by 8.1°",
    ]


def test_the_sentence_says_what_clipping_did():
    said = figures.clip_sentence(clip_both(np.array([0.5, 4.0, 3.0]), 1.0), 1.0)
    assert "norm 5.02 before" in said
    assert "clipped by norm 1.00, turned by 0.0°" in said
    assert "never small ones large" in figures.clip_sentence(clip_both(np.array([0.1, 0.1]), 1.0), 1.0)
