from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import parsed

from rnnviz.figures.training import runs as figures
from rnnviz.figures.training.losses import PERPLEXITY, Curve, below, losses


@dataclass
class Run:
    updates: int = 50
    seconds: float = 2.0
    status: str = "running"


def curve(name="one", height=1.0):
    samples = np.array([10.0, 20.0])
    return Curve(name, samples, np.full(2, height), samples, np.full(2, height))


def test_the_table_has_what_each_run_was_measured_at():
    shares = [{"accuracy": 0.5}, {}]
    table = figures.runs_table(
        [curve(), curve("<two>")], [Run(), Run(seconds=0.0)], shares, [1200, 2**21], 15
    )
    text = parsed(table).text
    assert "accuracy" in text and "50%" in text
    assert "<two>" in text and "1.0000" in text
    assert "25" in text and "40 ms" in text  # 50 updates in 2 s
    assert "1 kB" in text and "2.1 MB" in text


@pytest.mark.parametrize("dark", [False, True])
def test_measures_are_beside_each_other_and_their_ends_are_named(dark):
    course = [(0.0, {"training": 0.2, "unseen": 0.1}), (50.0, {"training": 1.0, "unseen": 0.99})]
    figure = go.Figure(figures.measures([("a", course), ("b", course[:1])], 100, dark, at=50.0))
    assert [trace.xaxis for trace in figure.data] == ["x", "x", "x2", "x2"]
    np.testing.assert_array_equal(figure.data[2].y, [0.1, 0.99])
    ends = [note for note in figure.layout.annotations if note.text.startswith(("1:", "2:"))]
    assert [note.text for note in ends] == ["1: 100%", "2: 20%", "1: 99%", "2: 10%"]
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def test_labels_that_would_lie_on_each_other_are_moved_down():
    labels = below([{"y": 0.5}, {"y": 0.52}, {"y": 0.1}], 100.0)
    placed = [100.0 * label["y"] + label["yshift"] for label in labels]
    assert placed == pytest.approx([34.0, 52.0, 10.0])


def test_perplexity_is_e_to_the_loss():
    drawn = losses([curve(height=2.0)], {"nothing": 3.0, "all": 0.0}, 20, False, unit=PERPLEXITY)
    figure = go.Figure(drawn)
    np.testing.assert_allclose(figure.data[1].y, np.exp([2.0, 2.0]))
    assert sorted(shape.y0 for shape in figure.layout.shapes) == pytest.approx([1.0, np.exp(3.0)])
    assert "erplexity" in figure.layout.title.text
    squared = go.Figure(losses([], {"nothing": 1.0}, 20, False, unit="squared error"))
    assert squared.layout.yaxis.title.text == "loss (squared error)"
