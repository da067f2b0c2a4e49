"""Trainings beside each other are drawn by their own numbers, over the floors or less one of them."""

import numpy as np
import plotly.graph_objects as go
import pytest
from support.plotted import frames

from rnnviz import plot
from rnnviz.text.message import Refusal

STEPS = np.array([10.0, 20.0, 30.0])
MINE = (STEPS, np.array([0.7, 0.6, 0.5]))


def curves(figure):
    """The drawn losses of each curve that has a name."""
    return {one.name: np.asarray(one.meta["values"], float) for one in figure.data if one.name}


def test_a_curve_is_the_losses_of_its_updates():
    figure = plot.overlay({"ours": frames(), "mine": MINE})
    assert isinstance(figure, go.Figure)
    found = curves(figure)
    assert len(found) == 3
    np.testing.assert_allclose(found["mine"], MINE[1])
    losses = np.concatenate([frame.runs[0].update_losses for frame in frames()])
    of_first = next(values for name, values in found.items() if name.startswith("ours"))
    # fewer updates than points that are drawn: each is one
    np.testing.assert_allclose(of_first, losses, rtol=1e-12)
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "nothing learned" in said


def test_runs_that_differ_in_their_seed_alone_are_one_curve():
    found = plot.overlay({"ours": frames(2)})
    assert len(curves(found)) == 2
    bands = [one for one in found.data if one.fill == "toself"]
    assert len(bands) == 2
    assert "n = 2" in plot.compared({"ours": frames(2)}).source


def test_less_a_baseline():
    other = (STEPS, np.array([0.6, 0.6, 0.6]))
    found = curves(plot.overlay({"mine": MINE, "other": other}, baseline="other", across="updates"))
    assert list(found) == ["mine"]
    np.testing.assert_allclose(found["mine"], [0.1, 0.0, -0.1], atol=1e-12)


def test_the_table_names_what_differs():
    source = plot.compared({"ours": frames(), "<mine>": MINE}).source
    assert source.count("<tr>") == 4  # the head, two runs, the curve
    assert "gru" in source.lower()
    assert "<mine>" not in source


@pytest.mark.parametrize(
    ("trainings", "more", "said"),
    [
        ({}, {}, "nothing to compare"),
        ({"mine": MINE}, {"baseline": "other"}, "No curve is called other; there are: mine"),
        ({"mine": MINE}, {"across": "hours"}, "samples or updates, not hours"),
        ({"mine": (STEPS, STEPS[:2])}, {}, "mine needs as many losses as steps"),
        ({"mine": ([], [])}, {}, "mine needs as many losses as steps"),
        ({"ours": []}, {}, "no frames"),
    ],
)
def test_what_cannot_be_compared_is_said(trainings, more, said):
    with pytest.raises(Refusal, match=said):
        plot.overlay(trainings, **more)
