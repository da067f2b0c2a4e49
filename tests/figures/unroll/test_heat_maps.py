"""Heat maps, lines and surprise: figures that Plotly knows, with the trace's own numbers."""

from itertools import pairwise

import numpy as np
import pytest
from support.drawn_states import RISKY, checked, network, overflowing, safe
from support.figure_readers import increasing, made, matrix
from support.network_kinds import cells

from rnnviz.figures.base.style import SIGNED_SCALE
from rnnviz.figures.unroll.heat_maps import MEANINGS, heat_maps
from rnnviz.figures.unroll.surprise import surprise
from rnnviz.figures.unroll.unit_lines import unit_lines
from rnnviz.nn.trace import difference

lights = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
lengths = pytest.mark.parametrize("steps", [1, 2, 61, 2000])


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


def test_steps_of_which_nothing_is_named_are_counted_and_none_has_a_frame():
    figure = heat_maps({"h": np.zeros((30, 4))}, (), None, False)
    checked(figure)
    assert "ticktext" not in figure["layout"]["xaxis"]
    assert not figure["layout"].get("shapes")
    assert figure["layout"]["xaxis"]["anchor"] == "y"
