"""What is measured of each run beside its loss."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.training.measures import measures


@pytest.mark.parametrize("dark", [False, True])
def test_measures_are_beside_each_other_and_their_ends_are_named(dark):
    course = [(0.0, {"training": 0.2, "unseen": 0.1}), (50.0, {"training": 1.0, "unseen": 0.99})]
    figure = go.Figure(measures([("a", course), ("b", course[:1])], 100, dark, at=50.0))
    assert [trace.xaxis for trace in figure.data] == ["x", "x", "x2", "x2"]
    np.testing.assert_array_equal(figure.data[2].y, [0.1, 0.99])
    # what was measured once is a mark, for there is no line
    assert [trace.mode for trace in figure.data] == ["lines", "markers"] * 2
    ends = [note for note in figure.layout.annotations if note.text.startswith(("1:", "2:"))]
    assert [note.text for note in ends] == ["1: 100 %", "2: 20 %", "1: 99 %", "2: 10 %"]
    assert figure.layout.title.text.startswith("Beside the loss, as shares of all: 1 a; 2 b")
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def test_of_one_run_there_is_no_number_to_explain():
    made = measures([("a", [(0.0, {"training": 0.2})])], 100, False)
    assert made["layout"]["title"]["text"].startswith("Beside the loss, as shares of all")
    assert ": " not in made["layout"]["title"]["text"]
    assert [note["text"] for note in made["layout"]["annotations"]][-1] == "20 %"
