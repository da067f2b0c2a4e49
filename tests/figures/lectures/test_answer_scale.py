"""The scale of a question for a number: even stretches, round values at its axis."""

import numpy as np
import pytest

from rnnviz.figures.lectures.answer_scale import BINS, drawn, edges, scale, stretches
from rnnviz.lectures.model import Question

NORM = Question(text="How large?", kind="number", low=1e-6, high=10.0, log=True)
NARROW = Question(text="How large?", kind="number", low=2.0, high=8.0, log=True, unit="<m>")
SHARE = Question(text="How many?", kind="number", low=0.0, high=100.0, unit="%")


@pytest.mark.parametrize("question", [NORM, NARROW, SHARE])
def test_stretches_are_even_where_they_are_drawn(question):
    places, axis = scale(question)
    assert len(places) == len(edges(question)) == BINS + 1
    np.testing.assert_allclose(np.diff(places), (places[-1] - places[0]) / BINS)
    assert axis["range"] == [places[0], places[-1]]
    assert [drawn(question, value) for value in edges(question)] == pytest.approx(places)


def test_a_log_axis_bears_powers_of_ten_or_its_ends():
    axis = scale(NORM)[1]
    assert axis["tickvals"] == [-6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0]
    assert axis["ticktext"][0] == "10<sup>−6</sup>"
    assert scale(NARROW)[1]["ticktext"] == ["2.00", "8.00"]
    assert "tickvals" not in scale(SHARE)[1]


def test_units_are_text_and_stretches_are_said():
    assert scale(NARROW)[1]["title"]["text"] == "&lt;m&gt;"
    assert scale(NORM)[1]["title"]["text"] == "answer"
    assert stretches(SHARE)[0] == "0.00 – 5.00"
    assert len(stretches(SHARE)) == BINS
