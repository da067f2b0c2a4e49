"""How far something reaches: lines, bounds and their words."""

import json

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.analysis.bounds import along, bound, ceiling
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients import distances
from rnnviz.figures.gradients.distances import NormLine
from rnnviz.pretrained import registry

TEXT = "the value of the function"


@pytest.fixture
def found():
    net = registry.load("english-gru")
    return gradient_flow(net, made(net, TEXT)[1])


def test_lines_and_bound_are_the_cores(found):
    values = along(found.matrix, 20)
    most = bound(found)
    limit = ceiling(found, most, 20)
    figure = distances.distances([NormLine("h", values)], limit, most.rate, "title", False)
    line, edge = (next(d for d in figure["data"] if d["name"] == n) for n in ("h", "bound"))
    np.testing.assert_allclose(line["y"], values)
    np.testing.assert_allclose(edge["y"], limit[edge["x"]])
    assert (values <= limit * (1 + 1e-9)).all()
    assert any("bound: (" in note["text"] for note in figure["layout"]["annotations"])
    assert figure["layout"]["yaxis"]["type"] == "log"
    json.dumps(figure, allow_nan=False)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0, 0.1, 0.01, 0.001], "1 % is left after 2 steps"),
        ([0.0, 1.0, 0.1, 0.009], "1 % is left after 3 steps"),
        ([1.0, 0.5, 0.3, 0.2], "never below 1 % within 3 steps"),
        ([np.nan, np.nan], "nothing to follow"),
        ([0.0, 0.0], "nothing to follow"),
    ],
)
def test_the_effective_length_is_said_and_marked(values, words):
    line = NormLine("h", np.array(values))
    assert distances.effective_sentence(line) == f"h: {words}"
    figure = distances.distances([line], None, None, "title", True)
    marks = [note["text"] for note in figure["layout"]["annotations"] if "1 % left" in note["text"]]
    assert bool(marks) == words.startswith("1 % is left")
    json.dumps(figure, allow_nan=False)
