"""High contrast: what stands out, and what must stay as it is."""

import copy

import pytest
from support.figure_readers import contrast

from rnnviz.analysis.matrix_chain import Chain, chain_passes
from rnnviz.figures.base.high_contrast import WIDER, strengthened
from rnnviz.figures.base.style import FAINT, INK, NAMED, SIGNED_SCALE, layout
from rnnviz.figures.vanishing import chain_norms

GROUND = {False: "#ffffff", True: "#14161a"}


def figure(dark: bool) -> dict:
    lines = [
        {"type": "scatter", "x": [1, 2], "y": [1, 2], "line": {"color": colour, "width": 2}}
        for colour in NAMED
    ]
    heat = {"type": "heatmap", "z": [[1.0]], "colorscale": SIGNED_SCALE}
    bars = {
        "type": "bar",
        "marker": {"color": [SIGNED_SCALE[0][1], SIGNED_SCALE[5][1]]},
        "opacity": 0.3,
    }
    note = {"text": "said", "opacity": 0.6, "font": {"color": NAMED[4], "size": 15}}
    return {
        "data": [*lines, heat, bars],
        "layout": layout(
            "title", dark, 300, annotations=[note], shapes=[{"line": {"color": FAINT[dark]}}]
        ),
    }


@pytest.mark.parametrize("dark", [False, True])
def test_lines_and_letters_stand_out_from_the_ground(dark):
    made = strengthened(figure(dark), dark)
    for trace in made["data"][: len(NAMED)]:
        assert contrast(trace["line"]["color"], GROUND[dark]) >= 4.5
        assert trace["line"]["width"] == 2 * WIDER
    (note,) = made["layout"]["annotations"]
    assert contrast(note["font"]["color"], GROUND[dark]) >= 7.0
    assert note["opacity"] == 1.0
    assert contrast(made["layout"]["font"]["color"], GROUND[dark]) >= 17.0
    assert contrast(made["layout"]["xaxis"]["gridcolor"], GROUND[dark]) >= 3.0
    assert contrast(made["layout"]["shapes"][0]["line"]["color"], GROUND[dark]) >= 3.0


@pytest.mark.parametrize("dark", [False, True])
def test_colours_that_are_numbers_and_all_numbers_stay(dark):
    before = figure(dark)
    kept = copy.deepcopy(before)
    made = strengthened(before, dark)
    assert before == kept  # the figure handed over is not changed
    assert made["data"][-2] == before["data"][-2]
    assert made["data"][-1] == before["data"][-1]
    assert [trace.get("y") for trace in made["data"]] == [trace.get("y") for trace in before["data"]]


@pytest.mark.parametrize("dark", [False, True])
def test_the_lines_stay_apart(dark):
    made = strengthened(figure(dark), dark)
    colours = [trace["line"]["color"] for trace in made["data"][: len(NAMED)]]
    assert len(set(colours)) == len(colours)


def test_a_real_figure_loses_nothing():
    chain = Chain()
    done = chain_passes(chain)
    before = chain_norms.chain_norms(done.norms(), 1.0, False, done.lost)
    made = strengthened(before, False)
    assert made["layout"]["title"]["text"] == before["layout"]["title"]["text"]
    assert len(made["data"]) == len(before["data"])
    assert INK[False] not in str(made)
