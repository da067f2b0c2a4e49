"""What is done against vanishing and exploding gradients, side by side."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.matrix_chain import Chain
from rnnviz.analysis.remedies import Remedy, remedies
from rnnviz.figures.base.style import DASHES
from rnnviz.figures.vanishing import remedies as figures


@pytest.mark.parametrize("dark", [False, True])
def test_every_remedy_is_a_curve_with_its_name_and_dash(dark):
    found = remedies(Chain(), 1.0, 4.0)
    figure = go.Figure(figures.remedies(found, dark))
    labels = " | ".join(note.text for note in figure.layout.annotations)
    assert [one.name for one in figure.data] == [str(one.name) for one in found]
    assert [one.line.dash for one in figure.data] == list(DASHES)
    assert len({one.line.color for one in figure.data}) == 6
    for curve, one in zip(figure.data, found, strict=True):
        expected = np.quantile(one.norms, 0.5, axis=1, method="inverted_cdf")
        np.testing.assert_allclose([np.nan if y is None else y for y in curve.y], expected)
        assert str(one.name) in labels
    assert "Le, Jaitly" in figure.data[2].hovertext[0]


def test_what_died_is_labelled():
    found = [Remedy("dead", np.array([[1.0], [0.0]]), ""), Remedy("alive", np.ones((2, 1)), "")]
    labels = [note.text for note in go.Figure(figures.remedies(found, False)).layout.annotations]
    assert "dead: exactly 0 from step 1 on" in labels


def test_the_sentence_gives_the_factor_and_what_a_gate_leaves():
    plain = Remedy("plain", np.array([[1.0, 1.0, 1.0], [9.0, 9.0, 9.0]]), "")
    clipped = Remedy("clipped", plain.norms * [0.1, 0.25, 0.5], "")
    said = figures.remedies_sentence([plain, clipped], 1.0, 0.0, 10)
    assert "multiplied the whole gradient by 0.25 (median)" in said
    assert "σ(0) = 0.50 leaves 9.8·10⁻⁴" in said
    assert "σ(1) = 0.73 leaves 0.04 after 10 steps" in said
    assert "changes nothing" in figures.remedies_sentence([plain, plain], 1.0, 0.0, 10)
