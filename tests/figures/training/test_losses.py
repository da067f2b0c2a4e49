import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.echo_learned import learned
from rnnviz.figures.training import losses as figures
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo

FLOORS = Echo().floors()


def falling(points=400):
    samples = np.linspace(1_000, 2_000_000, points)
    losses = 0.52 + 0.14 * np.exp(-samples / 2e5)
    return figures.Curve("windows(5) H=4", samples, losses, samples[9::10], losses[9::10])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_losses_stand_over_their_floors(dark, logarithmic):
    curve = falling()
    figure = figures.losses([curve, curve], FLOORS, 2_000_000, dark, logarithmic, at=1e6)
    drawn = go.Figure(figure)  # raises for what Plotly does not know
    np.testing.assert_allclose(drawn.data[0].y, curve.losses)
    np.testing.assert_allclose(drawn.data[1].y, curve.means)
    assert figures.loss_at(curve, 1e9) == curve.means[-1]
    assert figures.loss_at(curve, 0.0) == curve.means[0]
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
    curve = figures.Curve("relu", *wild, *wild, figures.note(6))
    figure = go.Figure(figures.losses([curve], FLOORS, 1_000_000, False))
    (named,) = (note for note in figure.layout.annotations if "diverged at update 6" in note.text)
    assert named.y < 1.0


def test_the_table_shows_what_is_true_and_what_was_found():
    task = Echo()
    found = learned(Network.random(inputs=2, outputs=2, hidden=3), task)
    figure = go.Figure(figures.learned_table({"one": found}, False))
    np.testing.assert_allclose(figure.data[0].y, [0.5, 1.0, 0.25, 0.75])
    np.testing.assert_allclose(figure.data[1].y, found.found)


def test_norms_leave_out_what_a_log_axis_cannot_show():
    figure = figures.norms([("one", np.array([1.0, 2.0]), np.array([0.0, 2.0]))], [0.5], False)
    assert go.Figure(figure).data[0].y == (None, 2.0)
    assert figure["layout"]["shapes"][0]["y0"] == 0.5
