"""Numbers, colours and labels that all pictures share."""

import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.figure_readers import contrast, luminance

from rnnviz.figures.base.plotly import step_axis
from rnnviz.figures.base.style import (
    DASHES,
    FAINT,
    INK,
    NAMED,
    NORMS,
    SIGNED,
    SIGNED_SCALE,
    colour_scale,
    layout,
    reach,
    signed_colour,
)

few = settings(deadline=None, derandomize=True)
numbers = st.floats(-1e308, 1e308)
THEME = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))


# numbers


# user text


# colours


@pytest.mark.parametrize("scale", [1.0, 0.02, 1e300])
def test_the_ends_and_the_middle_of_the_signed_scale(scale):
    for value, colour in ((-scale, SIGNED[0]), (0.0, SIGNED[5]), (scale, SIGNED[10])):
        assert signed_colour(value, scale)[0] == colour
    assert signed_colour(-1e308, scale)[0] == SIGNED[0]
    assert signed_colour(1e308, scale)[0] == SIGNED[10]
    for place, colour in enumerate(SIGNED):
        assert signed_colour((place / 5 - 1) * scale, scale)[0] == colour


def test_purple_is_below_zero_and_orange_above():
    for value in np.linspace(0.1, 1.0, 10):
        red, _, blue = (int(signed_colour(-value)[0][i : i + 2], 16) for i in (1, 3, 5))
        assert blue > red
        red, _, blue = (int(signed_colour(value)[0][i : i + 2], 16) for i in (1, 3, 5))
        assert red > blue


def test_the_further_from_zero_the_darker():
    for sign in (-1.0, 1.0):
        light = [luminance(signed_colour(sign * value)[0]) for value in np.linspace(0.0, 1.0, 101)]
        assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_has_a_colour_of_its_own(value):
    assert signed_colour(value) == ("#000000", "#ffffff")
    assert "#000000" not in SIGNED


def test_a_number_can_be_read_on_its_colour():
    # WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text of normal size
    ratios = {value: contrast(*signed_colour(value)) for value in np.linspace(-1.0, 1.0, 401)}
    assert {float(value): ratio for value, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True])
def test_letters_can_be_read_on_the_ground(dark):
    theme = THEME["theme"]["dark" if dark else "light"]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(INK[dark], ground) >= 7.0
        assert contrast(FAINT[dark], ground) < 2.0  # lines stay quiet


def test_one_kind_of_thing_has_one_colour_on_every_page():
    assert THEME["theme"]["light"]["chartCategoricalColors"] == list(NAMED)
    dark = THEME["theme"]["dark"]["chartCategoricalColors"]
    assert dark == [*NAMED[:-1], "#ffffff"]
    middle = len(SIGNED) // 2
    assert THEME["theme"]["chartDivergingColors"] == [*SIGNED[:middle], *SIGNED[middle + 1 :]]
    assert [colour for _, colour in SIGNED_SCALE] == list(SIGNED)
    assert [place for place, _ in SIGNED_SCALE] == pytest.approx(np.linspace(0, 1, 11))
    assert len(set(NAMED)) == len(NAMED)
    assert len(set(DASHES)) == len(DASHES)
    assert "dot" not in DASHES  # so are floors and limits drawn


# scales


def test_the_reach_is_the_largest_finite_magnitude():
    assert reach(np.array([0.5, -3.0, np.inf, np.nan])) == 3.0
    assert reach(np.array([0.5, -0.25])) == 1.0
    assert reach(np.array([0.5, -0.75]), 0.0) == 0.75
    assert reach(np.array([np.nan]), 0.0) == 0.0


@pytest.mark.parametrize(
    ("largest", "scale"),
    [(0.0, 0.001), (0.0011, 0.002), (0.02, 0.02), (0.3, 0.5), (0.51, 1.0), (1.0, 1.0), (1.5, 1.5)],
)
def test_the_colours_of_weak_states_are_spread(largest, scale):
    assert colour_scale(np.array([0.0, -largest])) == scale


@few
@given(numbers)
def test_no_state_is_beyond_the_scale(value):
    scale = colour_scale(np.array([value, np.nan, np.inf]))
    assert abs(value) <= scale
    assert scale >= 0.001


# axes and layouts


@pytest.mark.parametrize("dark", [False, True])
def test_every_layout_is_one_that_plotly_knows(dark):
    made = layout("What is seen", dark, 200, xaxis=step_axis(["a"]), shapes=[], margin={"t": 1})
    figure = go.Figure(layout=made)
    assert figure.layout.title.text == "What is seen"
    assert figure.layout.font.color == INK[dark]
    assert figure.layout.height == 200
    assert figure.layout.margin.t == 1
    assert figure.layout.xaxis.gridcolor == FAINT[dark]
    assert made["template"] == "none"  # Streamlit changes Plotly's default


def test_norms_have_the_themes_cividis():
    assert list(NORMS) == THEME["theme"]["chartSequentialColors"]
