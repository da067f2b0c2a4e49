"""Numbers, colours and labels that all pictures share."""

import html
import re
import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.figure_readers import contrast, luminance, spoken

from rnnviz.figures.base.style import (
    DASHES,
    FAINT,
    INK,
    NAMED,
    SIGNED,
    SIGNED_SCALE,
    colour_scale,
    escape,
    layout,
    number,
    reach,
    short,
    show,
    signed_colour,
    step_axis,
)

few = settings(deadline=None, derandomize=True)
numbers = st.floats(-1e308, 1e308)
THEME = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))


# numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (1.0, "1.00"),
        (-1.5, "−1.50"),
        (0.012, "0.01"),
        (0.00123, "0.00123"),
        (-0.00999, "−0.00999"),
        (1e-5, "1e−05"),
        (999.4, "999.40"),
        (1234.5, "1.23e+03"),
        (-1e30, "−1e+30"),
        (np.nan, "not a number"),
        (np.inf, "overflow"),
        (-np.inf, "−overflow"),
    ],
)
def test_a_number_as_pictures_write_it(value, text):
    assert number(value) == text
    assert number(np.float64(value)) == text


@few
@given(numbers)
@example(-0.004)
@example(0.01)
def test_a_written_number_is_near_the_real_one(value):
    text = number(value)
    assert "-" not in text
    assert spoken(text) == pytest.approx(value, rel=0.005, abs=0.0051 if abs(value) >= 0.01 else 0.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (0.004, "≈0"),
        (-1e-300, "≈0"),
        (0.006, "0.01"),
        (-0.25, "−0.25"),
        (12.345, "12.35"),
        (999.0, "999.00"),
        (1234.5, "1.2e+03"),
        (-1e30, "−1.0e+30"),
        (np.nan, "?"),
        (np.inf, "∞"),
    ],
)
def test_a_number_in_a_narrow_place(value, text):
    assert short(value) == text


@few
@given(numbers)
def test_a_short_number_is_near_the_real_one(value):
    text = short(value)
    assert "-" not in text
    assert len(text) <= 9
    if text == "≈0":
        assert 0.0 < abs(value) < 0.005
    else:
        assert spoken(text) == pytest.approx(value, rel=0.051, abs=0.0051)


def test_minus_zero_is_written_as_zero():
    assert short(-0.0) == "0.00"


def test_minus_infinity_is_not_written_as_infinity():
    assert short(-np.inf) == "−∞"


# user text


@pytest.mark.parametrize(
    ("token", "shown"), [(" ", "␣"), ("\n", "⏎"), ("\r\n", "⏎"), ("\t", "⇥"), ("a b", "a b"), ("", "")]
)
def test_white_space_is_made_visible(token, shown):
    assert show(token) == shown


@few
@given(st.text())
@example("<b>bold</b> & <sub>x</sub>")
@example("&lt;")
def test_user_text_is_shown_as_it_was_typed(text):
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert html.unescape(safe) == html.unescape(html.escape(show(text)))
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)


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


@pytest.mark.parametrize("steps", [1, 2, 59, 60, 61, 600, 2000])
def test_steps_are_labelled_by_their_own_token(steps):
    pieces = [f"p{place}" for place in range(1, steps + 1)]
    axis = step_axis(pieces)
    assert len(axis["tickvals"]) <= 60
    assert len(axis["tickvals"]) >= min(steps, 30)
    assert axis["ticktext"] == [f"p{place}" for place in axis["tickvals"]]
    assert axis["tickvals"][0] == 1
    assert axis["title"]["text"]
    go.layout.XAxis(axis)


def test_labels_of_steps_are_user_text():
    axis = step_axis(["<b>", "&", " ", "$x$"])
    assert axis["ticktext"] == ["&lt;b&gt;", "&amp;", "␣", "$x$"]


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
