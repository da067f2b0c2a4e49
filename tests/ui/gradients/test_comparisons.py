import numpy as np

from rnnviz.analysis.bounds import along, norm_by_distance
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.trace import unroll
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.gradients import comparisons
from rnnviz.ui.network import builders

NET = builders.trained("hello")
TOKENS = np.array([NET.vocabulary.index(letter) for letter in "hello"])
FLOW = gradient_flow(NET, unroll(NET, TOKENS, np.append(TOKENS[1:], -1)))


def look(name="h"):
    values = FLOW.jacobian if name == "hh" else FLOW.matrix
    full = Truncation.full()
    return Look(None, FLOW, name, values, 3, (0, 1, 2, 3), full, np.tri(5, dtype=bool))


def test_a_row_or_the_mean_over_all(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    curve, limit, rate = comparisons.by_distance(look())
    np.testing.assert_array_equal(curve.values, along(FLOW.matrix, 3, False))
    assert np.all(curve.values[1:] <= limit[1 : len(curve.values)] * (1 + 1e-9))
    assert rate > 0
    monkeypatch.setattr(comparisons, "value", lambda name: "mean")
    curve, _, _ = comparisons.by_distance(look())
    np.testing.assert_array_equal(curve.values, norm_by_distance(FLOW.matrix, False))


def test_inputs_have_no_bound(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    assert comparisons.by_distance(look("x"))[1:] == (None, None)


def test_a_states_bound_is_as_long_as_its_curve(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    curve, limit, rate = comparisons.by_distance(look("hh"))
    assert len(limit) == len(curve.values)
    assert rate is not None


def test_truncated_against_full():
    found = comparisons.truncated_against_full(look())
    for one, other in zip(found, compare_reaches(FLOW), strict=True):
        np.testing.assert_array_equal(one, other)


def test_three_networks_are_the_trained_ones_where_they_read_the_text(opened):
    page = opened("pages/backpropagate.py", net="english-gru", three="yes")
    assert any("All three have read the same English text" in said for said in page.captions)
    page = opened("pages/backpropagate.py", net="hello", three="yes", seed="4")
    assert any("random networks of 4 units, seed 4" in said for said in page.captions)
    names = [trace["name"] for trace in page.figure("three")["data"] if trace.get("name")]
    assert {"tanh", "gru", "lstm, h", "lstm, c"} <= set(names)
