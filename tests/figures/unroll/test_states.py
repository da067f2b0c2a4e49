"""Heat maps, lines and surprise: figures that Plotly knows, with the trace's own numbers."""

import json
import re
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.utils import PlotlyJSONEncoder
from scipy import special
from support.figure_readers import increasing, made, matrix
from support.network_kinds import cells

from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.style import DASHES, SIGNED_SCALE
from rnnviz.figures.unroll.states import MEANINGS, heat_maps, surprise, unit_lines
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import vocabulary
from rnnviz.nn.trace import difference
from rnnviz.pretrained import registry

RISKY = "<b>&</b> $l$"
lights = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
lengths = pytest.mark.parametrize("steps", [1, 2, 61, 2000])


def network(cell="tanh", text=RISKY, **kind):
    known = vocabulary([text], "characters")
    kind = {"inputs": len(known), "outputs": len(known), "vocabulary": known} | kind
    return Network.random(cell, **kind)


def checked(figure):
    """The figure as Plotly understands it; it must be one that can also be sent."""
    sent = json.loads(json.dumps(figure, cls=PlotlyJSONEncoder, allow_nan=False))
    assert sent["layout"]["title"]["text"]
    return go.Figure(figure)


def safe(text):
    """The text holds no tag but a line break of our own."""
    return not re.search(r"<(?!br>)|&(?!amp;|lt;|gt;)", text)


def overflowing():
    net = network("identity", gain=4.0, seed=1)
    typed, trace = made(net, RISKY * 160)
    assert not np.isfinite(trace.hidden).all()
    return net, typed, trace


# heat maps


@cells
@lights
def test_a_heat_map_holds_the_traces_numbers_units_by_steps(cell, dark):
    net = network(cell, layers=2, bidirectional=True, hidden=5)
    typed, trace = made(net, RISKY)
    for row in range(4):
        named = trace.quantities(row)
        figure = heat_maps(named, typed.pieces, 2, dark, ", here")
        drawn = checked(figure)
        assert len(drawn.data) == len(named)
        assert drawn.layout.title.text.endswith(", here")
        for (name, values), sent, placed in zip(named.items(), figure["data"], drawn.data, strict=True):
            np.testing.assert_array_equal(matrix(sent["z"]), values.T.astype("f4"))
            assert (placed.x0, placed.y0) == (1, 1)
            assert f"{name} of unit %{{y}}" in placed.hovertemplate
            assert np.nanmax(np.abs(values)) <= max(abs(placed.zmin), placed.zmax)
            if name in "ifozr":
                assert (placed.zmin, placed.zmax) == (0.0, 1.0)
            else:
                assert placed.zmin == -placed.zmax
                assert sent["colorscale"] == SIGNED_SCALE


def test_maps_stand_under_each_other_in_their_order_each_with_its_name():
    net = network("lstm", hidden=40)
    typed, trace = made(net, RISKY)
    named = trace.quantities(0)
    figure = heat_maps(named, typed.pieces, 0, False)
    drawn = checked(figure)
    axes = [drawn.layout[f"yaxis{i or ''}"] for i in (0, 2, 3, 4, 5, 6)]
    bottoms, tops = zip(*(axis.domain for axis in axes), strict=True)
    assert tops[0] == 1.0
    assert bottoms[-1] == pytest.approx(0.0, abs=1e-9)
    for upper, lower in zip(bottoms, tops[1:], strict=False):
        assert upper > lower
    assert {axis.title.text for axis in axes} == {"unit"}
    assert {axis.autorange for axis in axes} == {"reversed"}
    assert [note.text for note in drawn.layout.annotations] == [MEANINGS[name] for name in named]
    assert [note.y for note in drawn.layout.annotations] == pytest.approx(list(tops))
    assert drawn.layout.xaxis.anchor == "y6"
    assert drawn.layout.xaxis.title.text


@pytest.mark.parametrize("units", [1, 8, 9, 128])
def test_units_are_numbered_from_one_and_not_too_often(units):
    figure = checked(heat_maps({"h": np.zeros((3, units))}, "abc", 0, False))
    ticks = list(figure.layout.yaxis.tickvals)
    assert ticks[0] == 1
    assert ticks[-1] <= units
    assert len(ticks) <= 8
    assert increasing(ticks)


def test_a_single_map_is_named_by_its_title():
    figure = checked(heat_maps({"c": np.zeros((2, 3))}, "ab", 0, False))
    assert figure.layout.title.text == "Cell state c"
    assert not figure.layout.annotations


def test_the_difference_of_two_traces_is_drawn():
    net = network()
    one, other = made(net, RISKY)[1], made(net, RISKY[::-1])[1]
    apart = difference(one, other)[0]
    figure = heat_maps({"difference": apart}, RISKY, 0, False)
    checked(figure)
    np.testing.assert_array_equal(
        matrix(figure["data"][0]["z"]), (one.hidden[0] - other.hidden[0]).T.astype("f4")
    )


@lengths
def test_one_step_or_two_thousand(steps):
    text = (RISKY * 200)[:steps]
    net = network("lstm")
    typed, trace = made(net, text)
    named = trace.quantities(0)
    for figure in (
        heat_maps(named, typed.pieces, steps - 1, False),
        unit_lines(named["h"], [1, 8], typed.pieces, steps - 1, False),
        surprise(net, typed, trace, steps - 1, False),
    ):
        layout = checked(figure).layout
        assert 1 <= len(layout.xaxis.tickvals) <= 60
        frame = layout.shapes[0]
        assert (frame.x0, frame.x1) == (steps - 0.5, steps + 0.5)
    assert matrix(heat_maps(named, typed.pieces, 0, False)["data"][0]["z"]).shape == (8, steps)


def test_what_overflowed_is_left_out():
    _, typed, trace = overflowing()
    named = trace.quantities(0)
    values = np.where(np.abs(named["h"]) < 1e30, named["h"], np.nan)
    figure = heat_maps({"h": values}, typed.pieces, 0, False)
    checked(figure)
    np.testing.assert_array_equal(matrix(figure["data"][0]["z"]), values.T.astype("f4"))
    assert figure["data"][0]["hoverongaps"] is False
    lines = checked(unit_lines(named["h"], [1, 2], typed.pieces, 0, False))
    for unit, line in enumerate(lines.data):
        drawn = np.array([np.nan if y is None else y for y in line.y])
        np.testing.assert_array_equal(np.isfinite(drawn), np.isfinite(named["h"][:, unit]))
    assert not lines.layout.annotations  # no end to write the unit's name at


def test_large_finite_states_are_drawn_too():
    _, typed, trace = overflowing()
    states = trace.hidden[0]
    largest = np.abs(states[np.isfinite(states)]).max()
    assert largest > np.finfo("f4").max
    sent = heat_maps({"h": states}, typed.pieces, 0, False)["data"][0]
    drawn = matrix(sent["z"]).T
    assert sent["zmax"] == largest
    np.testing.assert_array_equal(np.isfinite(drawn), np.isfinite(states))
    finite = np.isfinite(states)
    np.testing.assert_allclose(drawn[finite], states[finite], rtol=1e-6, atol=largest * 1e-6)


# lines


@lights
def test_lines_go_through_the_states_of_their_unit(dark):
    net = network(hidden=12)
    typed, trace = made(net, RISKY)
    units = [2, 12, 1, 5, 6, 7]
    figure = checked(unit_lines(trace.hidden[0], units, typed.pieces, 3, dark))
    assert figure.layout.yaxis.title.text == "h"
    assert [line.name for line in figure.data] == [f"unit {unit}" for unit in units]
    for unit, line in zip(units, figure.data, strict=True):
        assert list(line.x) == list(range(1, len(RISKY) + 1))
        assert list(line.y) == trace.hidden[0, :, unit - 1].tolist()
    assert len({line.line.color for line in figure.data}) == len(units)
    assert [line.line.dash for line in figure.data] == list(DASHES)
    ends = {note.text: note for note in figure.layout.annotations}
    assert ends.keys() == {f"unit {unit}" for unit in units}
    for line in figure.data:
        assert ends[line.name].y == line.y[-1]
    assert len({note.font.color for note in ends.values()}) == len(units)


def test_names_at_the_ends_of_near_lines_do_not_lie_on_each_other():
    values = np.array([[0.0, 0.001, 0.002, 1.0, -1.0]])
    notes = unit_lines(values, [1, 2, 3, 4, 5], "a", 0, False)["layout"]["annotations"]
    shifts = {note["text"]: note["yshift"] for note in notes}
    assert shifts["unit 5"] == 0.0
    assert shifts["unit 4"] == 0.0
    near = [shifts["unit 1"], shifts["unit 2"], shifts["unit 3"]]
    # 17 pixels a line of this type, while their values are less than one pixel apart
    assert all(16 < upper - lower <= 17 for lower, upper in pairwise(near))


# surprise


def test_the_surprise_stands_where_its_token_was_typed():
    net = network("gru", seed=4)
    typed, trace = made(net, RISKY)
    figure = checked(surprise(net, typed, trace, 0, False))
    (bars,) = figure.data
    assert list(bars.x) == list(range(2, len(RISKY) + 1))
    chances = special.log_softmax(trace.logits, axis=1)
    expected = [-chances[t, net.vocabulary.index(RISKY[t + 1])] for t in range(len(RISKY) - 1)]
    np.testing.assert_allclose(bars.y, expected, rtol=0, atol=1e-12)
    for place, cost, words in zip(bars.x, bars.y, bars.hovertext, strict=True):
        assert (
            f"p = {np.exp(-cost):.3g}, {number(cost)} nats ({number(cost / np.log(2))} bits)" in words
        )
        assert words.count("“") == 2, place
    assert f"(mean {np.mean(expected):.2f})" in figure.layout.title.text
    assert "nats" in figure.layout.title.text
    assert "nats" in figure.layout.yaxis.title.text


def test_a_token_the_network_does_not_know_has_no_surprise():
    net = registry.load("hello")
    typed, trace = made(net, "hexlo")
    (bars,) = checked(surprise(net, typed, trace, 0, False)).data
    assert list(bars.x) == [2, 4, 5]  # x itself has none, what follows it has


def test_the_line_of_guessing_is_at_the_logarithm_of_the_vocabulary():
    net = registry.load("hello")
    figure = checked(surprise(net, *made(net, "hello"), 0, False))
    _, line = figure.layout.shapes
    assert line.y0 == line.y1 == pytest.approx(np.log(4))
    (note,) = figure.layout.annotations
    assert note.text == "guessing: 1.39"
    assert note.y == line.y0


def test_given_answers_are_charged_at_the_step_that_gives_them():
    net = registry.load("ohlol")
    typed, trace = made(net, "hello", target="ohlo")
    figure = checked(surprise(net, typed, trace, 0, False))
    (bars,) = figure.data
    assert list(bars.x) == [1, 2, 3, 4]
    chances = special.log_softmax(trace.logits, axis=1)
    expected = [-chances[t, net.vocabulary.index(answer)] for t, answer in enumerate("ohlo")]
    np.testing.assert_allclose(bars.y, expected, rtol=0, atol=1e-12)
    assert "loss" in figure.layout.yaxis.title.text


def test_a_sums_bits_cost_their_binary_cross_entropy():
    net = registry.load("addition")
    typed, trace = made(net, "1011 + 0110", "bits")
    figure = checked(surprise(net, typed, trace, 0, False))
    signs = 2.0 * typed.targets[:, 0] - 1.0
    np.testing.assert_allclose(
        figure.data[0].y, -special.log_expit(signs * trace.logits[:, 0]), rtol=0, atol=1e-12
    )
    assert len(figure.layout.shapes) == 1  # nothing is known about guessing


def squared_error():
    net = Network.random(inputs=1, outputs=2, output="linear")
    typed, trace = made(net, "1; 2; 3", "numbers", "1 0; 0 1; 5 5")
    return typed, trace, checked(surprise(net, typed, trace, 0, False))


def test_numbers_cost_half_their_squared_error():
    typed, trace, figure = squared_error()
    expected = 0.5 * ((trace.logits - typed.targets) ** 2).sum(axis=1)
    np.testing.assert_allclose(figure.data[0].y, expected, rtol=1e-12)


def test_a_squared_error_is_not_said_to_be_a_probability():
    _, _, figure = squared_error()
    assert all("p =" not in words for words in figure.data[0].hovertext)


def test_losses_that_are_no_numbers_are_left_out():
    net, typed, trace = overflowing()
    assert not np.isfinite(trace.losses[:-1]).all()
    figure = checked(surprise(net, typed, trace, 0, False))
    assert np.isfinite(figure.data[0].y).all()
    assert "not a number" not in figure.layout.title.text


@lights
def test_user_text_is_text_in_every_label(dark):
    net = network("lstm")
    typed, trace = made(net, RISKY)
    figures = [
        heat_maps(trace.quantities(0), typed.pieces, 0, dark),
        unit_lines(trace.hidden[0], [1], typed.pieces, 0, dark),
        surprise(net, typed, trace, 0, dark),
    ]
    shown = ["&lt;", "b", "&gt;", "&amp;", "&lt;", "/", "b", "&gt;", "␣", "$", "l", "$"]
    for figure in figures:
        drawn = checked(figure)
        assert list(drawn.layout.xaxis.ticktext) == shown
        said = [text for trace in drawn.data for text in (trace.hovertext or trace.text or ())]
        assert all(map(safe, said))
    _, lines, costs = (checked(figure).data[0] for figure in figures)
    assert list(lines.text) == [f"step {step}, {token}" for step, token in enumerate(shown, 1)]
    for words, (this, following) in zip(costs.hovertext, pairwise(shown), strict=True):
        assert words.startswith(f"after “{this}” comes “{following}”:")
