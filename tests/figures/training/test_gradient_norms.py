"""The norms of gradients while a race trains."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.training.gradient_norms import gradient_norms


def test_norms_leave_out_what_a_log_axis_cannot_show():
    figure = gradient_norms([("one", np.array([1.0, 2.0]), np.array([0.0, 2.0]))], [0.5], False)
    assert go.Figure(figure).data[0].y == (None, 2.0)
    assert figure["layout"]["shapes"][0]["y0"] == 0.5


@pytest.mark.parametrize(
    ("norms", "clips"),
    [([], []), ([], [0.05]), ([0.0, 1e-30], [None]), ([1.0, 1e300, np.inf], [1e-3]), ([2.0], [None])],
)
def test_the_axis_holds_every_norm_and_every_limit(norms, clips):
    samples = np.arange(1.0, len(norms) + 1)
    layout = gradient_norms([("one", samples, np.array(norms))], clips, False)["layout"]
    low, high = layout["yaxis"]["range"]
    assert low < high
    drawn = [value for value in [*norms, *clips] if value and np.isfinite(value)]
    assert all(low < np.log10(value) < high for value in drawn)
    assert layout["xaxis"]["range"][1] >= len(norms)
