"""The picture of an activation and its slope: units on both curves, tangents as steep as the slope."""

import json

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.analysis.activation_slope import on_curves
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients import activation_slope as figures
from rnnviz.nn.network import Network
from rnnviz.pretrained import registry


def curves(net, text="hello", step=2):
    return on_curves(gradient_flow(net, made(net, text)[1]), step)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("cell", ["tanh", "relu", "sigmoid", "identity", "gru", "gru_before", "lstm"])
def test_units_stand_on_the_curve_and_on_its_slope(cell, dark):
    net = Network.random(cell, hidden=3, inputs=4, outputs=4, vocabulary=tuple("helo"))
    for one in curves(net):
        figure = figures.activation_slope(one, 2, 0, dark)
        json.dumps(figure, allow_nan=False)
        curve, slope, *points = figure["data"]
        assert len(points) == 2 * len(one.names)
        for marks, wanted in ((points[0], curve), (points[1], slope)):
            on = np.interp(marks["x"], wanted["x"], wanted["y"])
            np.testing.assert_allclose(marks["y"], on, atol=0.01 if cell != "relu" else 0.06)
        # the slope that is drawn is the steepness of what is drawn
        steep = np.gradient(curve["y"], curve["x"])
        smooth = np.abs(np.array(curve["x"])) > 0.1
        np.testing.assert_allclose(steep[smooth], np.array(slope["y"])[smooth], atol=0.02)
        x, y = points[0]["x"][0], points[0]["y"][0]
        rule = figure["layout"]["shapes"][0]
        assert (rule["x0"] + rule["x1"]) / 2 == pytest.approx(x)
        assert (rule["y0"] + rule["y1"]) / 2 == pytest.approx(y)
        rise = (rule["y1"] - rule["y0"]) / (rule["x1"] - rule["x0"])
        assert rise == pytest.approx(one.slopes[0, 0], abs=1e-12)


def test_a_large_network_has_one_tangent_a_row():
    (one,) = curves(registry.load("english-tanh"), "the value")
    figure = figures.activation_slope(one, 2, 9, False)
    assert len(figure["layout"]["shapes"]) == 1
    (rule,) = figure["layout"]["shapes"]
    assert (rule["x0"] + rule["x1"]) / 2 == pytest.approx(one.sums[0, 9])


def test_the_sentence_says_how_much_is_left():
    (one,) = curves(registry.load("hello"))
    said = figures.sentence(one, 2)
    assert said.startswith("Step 3, tanh: the slopes are ")
    assert f"{one.flat} of 4 stand" in said
