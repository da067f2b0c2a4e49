"""Losses falling onto their floors."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.training import losses as figures
from rnnviz.tasks import Echo

FLOORS = Echo().floors()


def falling(points=400):
    samples = np.linspace(1_000, 2_000_000, points)
    losses = 0.52 + 0.14 * np.exp(-samples / 2e5)
    return figures.RunLosses("windows(5) H=4", samples, losses, samples[9::10], losses[9::10])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_losses_stand_over_their_floors(dark, logarithmic):
    curve = falling()
    figure = figures.losses([curve, curve], FLOORS, 2_000_000, dark, logarithmic, at=1e6)
    drawn = go.Figure(figure)  # raises for what Plotly does not know
    np.testing.assert_allclose(drawn.data[0].y, curve.losses)
    np.testing.assert_allclose(drawn.data[1].y, curve.means)
    assert curve.at(1e9) == curve.means[-1]
    assert curve.at(0.0) == curve.means[0]
    lines = [shape.y0 for shape in drawn.layout.shapes if shape.xref == "paper"]
    assert lines == list(FLOORS.values())
    words = [note.text for note in drawn.layout.annotations]
    assert any("0.45" in text and "all lags" in text for text in words)
    assert any("windows(5) H=4 0.520" in text for text in words)


def test_without_a_run_the_floors_are_there():
    figure = figures.losses([], FLOORS, 1_000_000, False)["layout"]
    low, high = figure["yaxis"]["range"]
    assert all(low < shape["y0"] < high for shape in figure["shapes"])
    assert len(figure["shapes"]) == 4
    assert figure["xaxis"]["range"] == [0, 1_000_000]


def test_a_diverged_run_is_named_in_sight():
    wild = (np.array([1e3, 2e3, 3e3]), np.array([0.7, 3.0, 1e27]))
    curve = figures.RunLosses("relu", *wild, *wild, figures.diverged_note(6))
    figure = go.Figure(figures.losses([curve], FLOORS, 1_000_000, False))
    (named,) = (note for note in figure.layout.annotations if "diverged at update 6" in note.text)
    assert named.y < 1.0


def test_perplexity_is_e_to_the_loss():
    samples, height = np.array([10.0, 20.0]), np.full(2, 2.0)
    curve = figures.RunLosses("one", samples, height, samples, height)
    drawn = figures.losses([curve], {"nothing": 3.0, "all": 0.0}, 20, False, unit=figures.PERPLEXITY)
    figure = go.Figure(drawn)
    np.testing.assert_allclose(figure.data[1].y, np.exp([2.0, 2.0]))
    assert sorted(shape.y0 for shape in figure.layout.shapes) == pytest.approx([1.0, np.exp(3.0)])
    assert "erplexity" in figure.layout.title.text
    squared = go.Figure(figures.losses([], {"nothing": 1.0}, 20, False, unit="squared error"))
    assert squared.layout.yaxis.title.text == "loss (squared error)"


def test_floors_of_echo_say_which_lags_were_learned():
    words = figures.lag_words(Echo(lags={1: 0.2, 2: 0.1, 3: 0.1}).known())
    assert [words(name) for name in ("nothing", "lag 2", "lags 1, 3", "all lags")] == [
        "nothing learned",
        "only lag 2 learned",
        "only lags 1, 3 learned",
        "all lags learned",
    ]
