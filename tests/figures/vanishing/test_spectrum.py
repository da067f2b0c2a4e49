"""The spectrum of a chain's matrix."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.matrix_chain import Chain
from rnnviz.figures.vanishing.chain_norms import FALLS, GROWS
from rnnviz.figures.vanishing.spectrum import eigenvalues, singular_values


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "settings", [{}, {"gain": 1.3}, {"matrix": "half"}, {"hidden": 1}, {"gain": 0.0}]
)
def test_every_eigenvalue_is_in_the_plane_and_those_outside_look_different(settings, dark):
    spectrum = Chain(**settings).spectrum()
    figure = go.Figure(eigenvalues(spectrum, dark))
    points = [complex(x, y) for one in figure.data for x, y in zip(one.x, one.y, strict=True)]
    np.testing.assert_allclose(np.sort_complex(points), np.sort_complex(spectrum.eigenvalues.ravel()))
    for one in figure.data:
        outside = one.marker.color == GROWS
        assert (one.marker.symbol == "diamond") == outside
        assert all((abs(complex(x, y)) > 1) == outside for x, y in zip(one.x, one.y, strict=True))
    (circle,) = figure.layout.shapes
    assert (circle.type, circle.x0, circle.x1) == ("circle", -1, 1)
    side = figure.layout.xaxis.range[1]
    assert side >= np.abs(spectrum.eigenvalues).max()
    assert figure.layout.yaxis.scaleanchor == "x"


def test_singular_values_stand_by_the_line_at_one():
    spectrum = Chain(gain=1.0).spectrum()
    figure = go.Figure(singular_values(spectrum, False))
    (bars,) = figure.data
    np.testing.assert_allclose(bars.y, spectrum.singular[0])
    assert bars.marker.color == tuple(GROWS if v > 1 else FALLS for v in spectrum.singular[0])
    assert figure.layout.shapes[0].y0 == 1.0
    assert "Singular values" in figure.layout.title.text
