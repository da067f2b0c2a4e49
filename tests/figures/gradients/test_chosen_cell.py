"""The small matrix beside the formula has the cell of t and k framed."""

import json

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients.chosen_cell import HEIGHT, chosen_cell
from rnnviz.figures.gradients.look import Look
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation


@pytest.mark.parametrize("dark", [False, True])
def test_the_cell_is_framed(dark):
    net = registry.load("hello")
    typed, trace = made(net, "hello")
    flow = gradient_flow(net, trace)
    look = Look(
        *(typed, flow, "h", flow.matrix, 3, (0, 1, 2, 3), Truncation.full(), np.ones((5, 5), bool)),
        opened=3,
    )
    figure = chosen_cell(look, 1, dark)
    json.dumps(figure, allow_nan=False)
    layout = figure["layout"]
    assert layout["title"]["text"] == "The cell t = 4, k = 2"
    assert layout["height"] == HEIGHT
    frame = layout["shapes"][-1]
    assert [frame[side] for side in ("x0", "x1", "y0", "y1")] == [1.5, 2.5, 3.5, 4.5]
    assert not any(trace.get("showscale") for trace in figure["data"])
