"""The norms of gradients while a race trains."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.training.gradient_norms import gradient_norms


def test_norms_leave_out_what_a_log_axis_cannot_show():
    figure = gradient_norms([("one", np.array([1.0, 2.0]), np.array([0.0, 2.0]))], [0.5], False)
    assert go.Figure(figure).data[0].y == (None, 2.0)
    assert figure["layout"]["shapes"][0]["y0"] == 0.5
