"""A map's numbers, signs and lines, as they are sent to be drawn."""

import base64

import numpy as np
import plotly.graph_objects as go
from support.drawn_states import checked
from support.phase_maps import LAGS, learned_up_to, panel, phase_map

from rnnviz.figures.base.high_contrast import strengthened
from rnnviz.figures.sweeps.phase_diagram import between_numbers, phase_diagram
from rnnviz.figures.sweeps.phase_map import MapLine, Measure


def of_type(figure, kind):
    return [trace for trace in figure.data if trace.type == kind]


def test_each_panel_has_the_shares_in_its_cells():
    shares = learned_up_to(1), learned_up_to(0)
    map = phase_map(panel("windows of n", shares[0]), panel("even cuts of n steps", shares[1]))
    figure = checked(phase_diagram(map, False))
    heats = of_type(figure, "heatmap")
    for heat, expected in zip(heats, shares, strict=True):
        np.testing.assert_allclose(np.array(heat.z, float), expected)
        assert (heat.zmin, heat.zmax) == (0.0, 1.0)
    assert [heat.showscale for heat in heats] == [True, False]
    assert heats[0].colorbar.title.text == "share of the lag’s information learned"
    assert heats[0].hovertext[7][8].startswith("Lag 8, windows of 9: 0.90")
    assert heats[1].xaxis == "x2"
    assert figure.layout.yaxis2.matches == "y"
    assert [note.text for note in figure.layout.annotations if note.text.startswith("<b>")] == [
        "<b>windows of n</b>",
        "<b>even cuts of n steps</b>",
    ]


def test_cells_have_their_numbers():
    one = phase_diagram(phase_map(panel("", learned_up_to(1))), False)["data"][0]
    assert (one["text"][0][9], one["text"][7][0]) == ("90", "10")
    # what is measured comes to a little more than all there is, or less than nothing
    for share, said in ((-0.001, "0"), (-0.03, "0"), (1.02, "100"), (-0.2, "−20")):
        cells = phase_diagram(phase_map(panel("", np.full((8, 10), share))), False)["data"][0]
        assert cells["text"][0][0] == said
    assert one["meta"]["fits"]  # where they have no room `static/figure_fit.js` leaves them out


def test_the_line_is_drawn_in_each_panel_and_named_once():
    map = phase_map(panel("one", learned_up_to(1)), panel("two", learned_up_to(1)))
    figure = checked(phase_diagram(map, True))
    lines = of_type(figure, "scatter")
    assert len(lines) == 4  # each within a casing
    for line in lines:
        x, y = np.array(line.x, float), np.array(line.y, float)
        np.testing.assert_array_equal(x, y)  # along the diagonal
        assert (np.nanmin(x), np.nanmax(x)) == (-0.5, 7.5)
        off = np.abs(x[~np.isnan(x)] - np.round(x[~np.isnan(x)]))
        assert off.min() >= 0.26  # no number of a cell is crossed
        assert np.isnan(x).any()
    (named,) = (note for note in figure.layout.annotations if note.text == "n = lag")
    assert (named.xref, named.x, named.y) == ("x", 7.5, 7.5)


def test_a_line_across_is_broken_off_at_numbers_alone():
    x, y = between_numbers(MapLine("", (-0.5, 2.5), (0.4, 0.4)))
    assert None not in x  # above all numbers
    assert (x[0], x[-1], set(y)) == (-0.5, 2.5, {0.4})
    x, _ = between_numbers(MapLine("", (-0.5, 2.5), (1.1, 1.1)))
    there = np.array(x, float)
    assert np.isnan(there).sum() == 3 * 11  # from -0.25 to 0.25, in twentieths, about each of three


def test_a_map_without_colours_has_their_scale_and_its_words():
    empty = checked(phase_diagram(phase_map(panel("", np.full((8, 10), np.nan))), False))
    assert not any(one.showscale for one in of_type(empty, "heatmap"))
    (alone,) = (one for one in of_type(empty, "scatter") if one.marker.showscale)
    full = checked(phase_diagram(phase_map(panel("", learned_up_to(1))), False))
    (heat,) = of_type(full, "heatmap")
    assert alone.marker.colorbar.to_plotly_json() == heat.colorbar.to_plotly_json()
    words = heat.colorbar.ticktext
    assert (words[0], words[-1]) == ("0 %<br>nothing<br>learned", "100 %<br>all<br>learned")
    diverging = phase_diagram(phase_map(panel("", learned_up_to(1)), measure=Measure.DIVERGED), False)
    assert diverging["data"][0]["colorbar"]["ticktext"][-1] == "100 %<br>all<br>diverged"


def test_the_scale_is_of_the_first_map_that_has_colours():
    nothing = np.full((8, 10), np.nan)
    map = phase_map(panel("one", nothing), panel("two", learned_up_to(1)))
    heats = of_type(checked(phase_diagram(map, False)), "heatmap")
    assert [one.showscale for one in heats] == [False, True]


def test_signs_stand_on_cells_that_failed_or_diverged():
    shares = learned_up_to(1)
    shares[2, 3] = np.nan
    gone = np.zeros(shares.shape, int)
    gone[0, 0] = 3
    failed = np.zeros(shares.shape, bool)
    failed[2, 3] = True
    figure = checked(phase_diagram(phase_map(panel("", shares, diverged=gone, failed=failed)), False))
    signs = [one for one in of_type(figure, "scatter") if one.mode == "markers"]
    crosses, named, triangles, also_named = signs
    assert (named.name, also_named.name) == ("runs diverged", "given up after it failed twice")
    assert [one.marker.symbol for one in signs] == ["x", "x", "triangle-up", "triangle-up"]
    assert (crosses.x[0], crosses.y[0]) == (0.3, 0.3)  # beside its number
    assert (triangles.x[0], triangles.y[0]) == (3, 2)
    assert figure.layout.showlegend
    assert not checked(phase_diagram(phase_map(panel("", learned_up_to(1))), False)).layout.showlegend


def test_cells_that_are_missing_are_hatched():
    shares = learned_up_to(1)
    shares[0, 1] = np.nan
    figure = phase_diagram(phase_map(panel("", shares)), False)
    (image,) = figure["layout"]["images"]
    drawn = base64.b64decode(image["source"].split(",")[1]).decode()
    assert 'd="M1,8L2,7"' in drawn  # the picture's rows go down
    assert image["y"] == 7.5
    assert not phase_diagram(phase_map(panel("", learned_up_to(1))), False)["layout"]["images"]


def test_losses_have_a_scale_of_their_own():
    figure = checked(phase_diagram(phase_map(panel("", learned_up_to(1)), measure=Measure.LOSS), False))
    (heat,) = of_type(figure, "heatmap")
    assert (heat.zmin, heat.zmax) == (0.66 - 0.14 * 0.9, 0.66 - 0.14 * 0.1)
    assert heat.colorbar.ticktext[0] == "0.534"


def test_the_chosen_cell_is_framed_in_its_panel():
    map = phase_map(panel("one", learned_up_to(1)), panel("two", learned_up_to(1)))
    frames = phase_diagram(map, False, (1, 2, 3))["layout"]["shapes"]
    assert {(one["xref"], one["x0"], one["x1"], one["y0"]) for one in frames} == {("x2", 2.5, 3.5, 1.5)}


def test_it_can_be_strengthened():
    figure = strengthened(phase_diagram(phase_map(panel("", learned_up_to(1))), False), False)
    casing, line = (one["line"]["color"] for one in figure["data"][1:])
    assert line == "#000000"
    assert casing.startswith("rgba(255,255,255")
    go.Figure(figure)


def test_an_empty_map_is_drawn():
    figure = checked(phase_diagram(phase_map(panel("", np.full((8, 10), np.nan))), False))
    assert figure.layout.title.text == "No cell of the map is finished yet"
    assert len(LAGS) == 8
