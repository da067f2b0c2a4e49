"""The norm of a gradient along a chain: median, bands, bound, and what cannot be drawn."""

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import Chain, chain_passes, growth, measure
from rnnviz.figures.base.numbers import power
from rnnviz.figures.vanishing import chain_norms as figures
from rnnviz.figures.vanishing.chain_sentences import verdict


def drawn(chain, dark=False):
    done = chain_passes(chain)
    norms = done.norms() * measure(chain)
    most = growth(chain.spectrum(), done)
    return norms, most, go.Figure(figures.chain_norms(norms, most, dark, done.lost))


def trace(figure, name):
    (found,) = (one for one in figure.data if one.name == name)
    return found


def words(figure):
    return " | ".join(note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("dark", [False, True])
def test_the_median_is_drawn_in_its_band(dark):
    norms, _, figure = drawn(Chain(gain=0.8), dark)
    expected = np.quantile(norms, [0.1, 0.5, 0.9], axis=1, method="inverted_cdf")
    np.testing.assert_allclose(trace(figure, "median").y, expected[1])
    bands = [one for one in figure.data if one.fill == "tonexty"]
    assert len(bands) == 2
    np.testing.assert_allclose(bands[1].y, expected[2])
    assert figure.layout.yaxis.type == "log"
    assert "log scale" in figure.layout.yaxis.title.text
    assert "steps back" in figure.layout.xaxis.title.text
    assert "10–90 % of 100 draws" in words(figure)
    assert trace(figure, "median").hovertext[3].startswith("3 back: median ")


def test_one_stands_in_the_middle_and_everything_drawn_fits():
    for gain in (0.3, 0.8, 1.0, 1.25, 3.0):
        norms, _, figure = drawn(Chain(gain=gain))
        low, high = figure.layout.yaxis.range
        assert low == -high
        assert np.abs(np.log10(band(norms)[1:4])).max() <= high
        assert 1.0 in [shape.y0 for shape in figure.layout.shapes]


def test_the_colour_tips_with_the_gain():
    colours = [
        trace(drawn(Chain(matrix="orthogonal", gain=gain))[2], "median").line.color
        for gain in (0.95, 1.0, 1.05)
    ]
    assert colours == [figures.FALLS, figures.HOLDS, figures.GROWS]


def test_the_bound_is_a_straight_line_with_its_label_at_its_end():
    norms, most, figure = drawn(Chain(matrix="half", gain=1.0, steps=20, start="ones"))
    line = trace(figure, "bound")
    np.testing.assert_allclose(line.y, norms[0, 0] * 1.329714466827202 ** np.arange(21), rtol=1e-12)
    assert most == pytest.approx(1.329714466827202)
    (label,) = (note for note in figure.layout.annotations if "bound: (1.33)" in note.text)
    assert label.x == 20
    assert label.y == pytest.approx(np.log10(line.y[-1]))


@pytest.mark.parametrize("gain", [0.05, 0.8, 1.25])
def test_a_bound_that_leaves_is_named_where_it_leaves(gain):
    chain = Chain(gain=gain, matrix="random")
    _, most, figure = drawn(chain)
    low, high = figure.layout.yaxis.range
    (label,) = (note for note in figure.layout.annotations if "bound" in note.text)
    if label.x < chain.steps:
        leaves = (high if most > 1 else low) / np.log10(most)
        assert label.x == pytest.approx(max(leaves, 0.2 * chain.steps))
    assert sum(value is not None for value in trace(figure, "bound").y) >= min(label.x, 50) - 1


OWN = {"matrix": "own", "gain": 1.0, "steps": 200}


@pytest.mark.parametrize(
    ("settings", "at", "said"),
    [
        (OWN | {"table": ((1e5,),)}, 61, "overflowed at step 62"),
        (OWN | {"table": ((1e-4,),)}, 80, "below the smallest number at step 81"),
        ({"gain": 0.0}, 0, "exactly 0 from step 1 on"),
        (OWN | {"table": ((0.0, 1.0), (0.0, 0.0))}, 1, "exactly 0 from step 2 on"),
    ],
)
def test_what_cannot_be_drawn_is_marked_and_said(settings, at, said):
    norms, _, figure = drawn(Chain(**settings))
    mark = trace(figure, "end")
    low, high = figure.layout.yaxis.range
    assert mark.x == (at,)
    assert 10**low * 0.99 <= mark.y[0] <= 10**high
    assert said in words(figure)
    assert said in verdict(norms).replace("is exactly", "exactly")
    line = [y for y in trace(figure, "median").y if y is not None]
    assert len(line) == at + 1


def test_states_that_overflowed_are_said():
    settings = OWN | {"table": ((1e5, 5e4), (3.0, 1e5)), "activation": "relu"}
    norms, _, figure = drawn(Chain(**settings))
    lost = chain_passes(Chain(**settings)).lost
    assert lost > 1
    assert f"the states overflowed at step {lost}" in words(figure)
    assert figure.layout.title.text == verdict(norms, lost)
    assert f"states overflowed at step {lost}" in verdict(norms, lost)


@pytest.mark.parametrize("settings", [{"hidden": 1, "steps": 1}, {"draws": 1}, {"matrix": "identity"}])
def test_small_chains_are_drawn(settings):
    chain = Chain(**settings)
    _, _, figure = drawn(chain)
    assert list(trace(figure, "median").x) == list(range(chain.steps + 1))
    assert figure.layout.xaxis.range == (0, chain.steps)


@pytest.mark.parametrize("gain", [0.5, 0.99, 1.0, 1.01, 1.5])
def test_the_title_and_the_curve_say_the_same_of_the_same_end(gain):
    chain = Chain(gain=gain, activation="tanh", start="ones")
    done = chain_passes(chain)
    norms = done.norms() * measure(chain)
    figure = figures.chain_norms(norms, 1.0, False)
    end = power(float(band(norms)[2, -1]))
    assert any(end in note["text"] for note in figure["layout"]["annotations"])
    assert end in figure["layout"]["title"]["text"]
    higher = figures.chain_norms(norms, 1.0, False, least=100.0)
    assert max(higher["layout"]["yaxis"]["range"]) >= 100.0
