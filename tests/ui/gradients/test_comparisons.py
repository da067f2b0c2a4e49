import numpy as np

from rnnviz.analysis import bounds
from rnnviz.analysis.bounds import along, norm_by_distance
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.trace import unroll
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.gradients import comparisons, view
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
    curve, limit, rate, _ = comparisons.by_distance(look())
    np.testing.assert_array_equal(curve.values, along(FLOW.matrix, 3, False))
    assert np.all(curve.values[1:] <= limit[1 : len(curve.values)] * (1 + 1e-9))
    assert rate > 0
    monkeypatch.setattr(comparisons, "value", lambda name: "mean")
    curve, *_ = comparisons.by_distance(look())
    np.testing.assert_array_equal(curve.values, norm_by_distance(FLOW.matrix, False))


def test_inputs_have_no_bound(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    assert comparisons.by_distance(look("x"))[1:] == (None, None, "")


def test_a_states_bound_is_as_long_as_its_curve(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    curve, limit, rate, _ = comparisons.by_distance(look("hh"))
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
    assert {"tanh", "GRU", "LSTM, h", "LSTM, c"} <= set(names)


def test_what_is_said_of_gates_is_what_the_picture_shows(opened):
    """Every preset that opens the picture of three cells, and networks of other starts."""
    asked = [scene for scene in view.SCENES.values() if scene.get("three") == "yes"]
    assert len(asked) >= 2
    asked.append({"net": "random", "three": "yes", "hidden": "16", "text": "hello hello hello hello"})
    for scene in asked:
        page = opened("pages/backpropagate.py", **scene)
        drawn = {
            trace["name"]: np.array([np.nan if y is None else y for y in trace["y"]], float)
            for trace in page.figure("three")["data"]
            if trace.get("name")
        }
        lengths = {}
        for name, values in drawn.items():
            start = values[np.flatnonzero(values > 0)[0]]
            below = np.flatnonzero(values < 0.01 * start)
            below = below[below > np.flatnonzero(values > 0)[0]]
            lengths[name] = below[0] if below.size else len(values)
        plain = lengths.pop("tanh")
        further = max(lengths.values()) >= 1.5 * plain
        (said,) = [caption for caption in page.captions if "gates" in caption]
        assert ("Here gates reach further" in said) == further
        assert ("they need not" in said) != further
    page = opened("pages/backpropagate.py", **view.SCENES["open gates reach further"])
    assert any("Here gates reach further" in said for said in page.captions)


def test_a_bound_that_takes_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(comparisons, "value", lambda name: "row")
    monkeypatch.setattr(bounds, "MOST_WORK", 10.0)
    line, limit, rate, said = comparisons.by_distance(look("hh"))
    assert len(line.values)
    assert (limit, rate) == (None, None)
    assert "Jacobians" in said
    assert "it is left out" in said
