"""Where the states of a chain stand, and how steep their activation is there."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.matrix_chain import ACTIVATIONS, Chain, chain_passes
from rnnviz.figures.vanishing.saturation import BINS, saturation


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("gain", [0.5, 3.0])
def test_states_and_slopes_of_every_step_are_counted(activation, gain):
    done = chain_passes(Chain(activation=activation, gain=gain, draws=20, scale=1.0))
    for raw in saturation(done, activation, False):
        figure = go.Figure(raw)
        heat = figure.data[0]
        found = np.array(heat.z, dtype=float)
        assert found.shape == (BINS, 50)
        np.testing.assert_allclose(np.nansum(found, axis=0), 1.0)
        assert "share" in figure.layout.title.text or "Slopes" in figure.layout.title.text


def test_slopes_lie_where_the_activation_puts_them():
    saturated = chain_passes(Chain(activation="tanh", gain=1.5, scale=20.0))
    states, slopes = (go.Figure(f) for f in saturation(saturated, "tanh", True))
    heat = np.nan_to_num(np.array(slopes.data[0].z, dtype=float))
    assert heat[0].min() > 0.5  # most slopes are near 0
    ends = np.nan_to_num(np.array(states.data[0].z, dtype=float))[[0, -1]].sum(axis=0)
    assert ends.min() > 0.5
    np.testing.assert_allclose(slopes.data[1].y, saturated.slopes.mean(axis=(1, 2, 3)))
    relu = chain_passes(Chain(activation="relu"))
    heat = np.nan_to_num(np.array(saturation(relu, "relu", False)[1]["data"][0]["z"], float))
    assert heat[1:-1].sum() == 0.0
    np.testing.assert_allclose(heat[-1], (relu.tape.hidden > 0).mean(axis=(1, 2, 3)))


def test_states_of_any_size_have_an_axis():
    chain = Chain(matrix="own", table=((1e5,),), steps=200, gain=1.0)
    states, _ = saturation(chain_passes(chain), "identity", False)
    figure = go.Figure(states)
    assert "logarithmic" in figure.layout.yaxis.title.text
    assert any("·10" in tick for tick in figure.layout.yaxis.ticktext)
    assert len(figure.layout.yaxis.ticktext) < 14


def test_every_row_is_named_by_its_values_also_on_a_bent_axis():
    done = chain_passes(Chain(activation="identity", gain=1.6, draws=20, scale=1.0))
    names = saturation(done, "identity", False)[0]["data"][0]["meta"]["y"]
    assert len(names) == len(set(names)) == BINS
    assert names[0].startswith("−") and not names[-1].startswith("−")
