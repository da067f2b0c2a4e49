"""Numbers, shares and widths as every picture writes them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, settings
from hypothesis import given as drawn_from
from hypothesis import strategies as st
from support.figure_readers import spoken

from rnnviz.figures.base.numbers import (
    bare_percent,
    decimals,
    decimals_apart,
    exact_percent,
    fine,
    given,
    letters,
    loss,
    measured,
    number,
    percent,
    power,
    power_of_ten,
    short,
    shortened,
    size,
    tenths_percent,
    three_digits,
    tick,
    whole,
)

few = settings(deadline=None, derandomize=True)
numbers = st.floats(-1e308, 1e308)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (1.0, "1.00"),
        (-1.5, "−1.50"),
        (0.012, "0.01"),
        (0.00123, "1.23·10⁻³"),
        (-0.00999, "−9.99·10⁻³"),
        (1e-5, "1.00·10⁻⁵"),
        (999.4, "999.40"),
        (1234.5, "1,234"),
        (-1e30, "−1.00·10³⁰"),
        (123_456.0, "1.23·10⁵"),
        (np.nan, "not a number"),
        (np.inf, "overflow"),
        (-np.inf, "−overflow"),
    ],
)
def test_a_number_as_pictures_write_it(value, text):
    assert number(value) == text
    assert number(np.float64(value)) == text


@few
@drawn_from(numbers)
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
        (1234.5, "1,234"),
        (-1e30, "−1.0·10³⁰"),
        (np.nan, "?"),
        (np.inf, "∞"),
    ],
)
def test_a_number_in_a_narrow_place(value, text):
    assert short(value) == text


@few
@drawn_from(numbers)
def test_a_short_number_is_near_the_real_one(value):
    text = short(value)
    assert "-" not in text
    assert len(text) <= 10  # three of them raised
    if text == "≈0":
        assert 0.0 < abs(value) < 0.005
    else:
        assert spoken(text) == pytest.approx(value, rel=0.051, abs=0.0051)


def test_minus_zero_is_written_as_zero():
    assert short(-0.0) == "0.00"


def test_minus_infinity_is_not_written_as_infinity():
    assert short(-np.inf) == "−∞"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (0.0441, "0.044"),
        (-0.0012, "−1.2·10⁻³"),
        (3.14e-7, "3.1·10⁻⁷"),
        (-2.0e-12, "−2.0·10⁻¹²"),
        (12.3456, "12.35"),
        (np.nan, "?"),
        (np.inf, "∞"),
    ],
)
def test_small_numbers_keep_two_digits(value, text):
    assert fine(value) == text
    if np.isfinite(value) and value:
        assert spoken(text) == pytest.approx(value, rel=0.05)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (0.5312, "0.53"),
        (-2.0, "−2.00"),
        (123.4, "123"),
        (9_999.0, "9,999"),
        (178_000.0, "1.8·10⁵"),
        (4.1e-7, "4.1·10⁻⁷"),
        (-4.1e-7, "−4.1·10⁻⁷"),
        (5e-324, "4.9·10⁻³²⁴"),
        (np.inf, "overflow"),
        (np.nan, "not a number"),
    ],
)
def test_numbers_of_any_size_in_words(value, said):
    assert power(value) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (1.2345, "1.23"), (-4.4449e-9, "−4.44·10⁻⁹"), (0.5, "0.5"), (np.inf, "overflow")],
)
def test_three_digits_whatever_the_size(value, text):
    assert three_digits(value) == text


@pytest.mark.parametrize(("exponent", "text"), [(3.0, "10<sup>3</sup>"), (-12, "10<sup>−12</sup>")])
def test_a_power_of_ten_on_an_axis(exponent, text):
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.52049, 3, "0.520"), (0.52049, 4, "0.5205"), (2.5e7, 3, "2.5·10⁷"), (np.nan, 3, "–")],
)
def test_a_loss_beside_others(value, decimals, text):
    assert loss(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "100 %"),
        (0.99999, "> 99 %"),
        (0.995, "> 99 %"),
        (0.994, "99 %"),
        (0.992, "99 %"),
        (0.5, "50 %"),
        (0.126, "13 %"),
        (0.006, "1 %"),
        (0.005, "1 %"),
        (0.004, "< 1 %"),
        (1e-300, "< 1 %"),
        (0.0, "0 %"),
        (-0.0, "0 %"),
        (np.nan, "overflow"),
    ],
)
def test_a_share_in_percent(share, words):
    assert percent(share) == words
    assert percent(np.float64(share)) == words


def test_a_score_in_tenths_of_a_percent():
    shares = (0.639, 0.9963, 0.99996, 0.0004, 0.00001, 0.0, 1.0, np.nan)
    assert [tenths_percent(share) for share in shares] == [
        *("63.9 %", "99.6 %", "> 99 %", "< 1 %", "< 1 %", "0 %", "100 %", "overflow")
    ]


@few
@drawn_from(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
@example(0.005)
@example(0.995)
@example(np.nextafter(0.995, 0.0))
def test_what_is_neither_sure_nor_impossible_is_never_said_to_be(share):
    words = percent(share)
    assert words not in ("0 %", "100 %")
    if words[0] not in "<>":
        assert 1 <= int(words[:-2]) <= 99
        assert abs(int(words[:-2]) - 100 * share) <= 0.5 + 1e-9


def test_chinese_letters_are_twice_as_wide():
    assert [letters(text) for text in ("", "abc", "你好", "a你")] == [0, 3, 4, 3]


def test_under_a_title_in_percent_numbers_stand_alone():
    assert [bare_percent(share) for share in (0.0, 0.004, 0.25, 0.999)] == ["0", "< 1", "25", "> 99"]


@pytest.mark.parametrize(("text", "shown"), [("abc", "abc"), ("abcd", "abcd"), ("abcde", "abc…")])
def test_a_long_text_is_cut(text, shown):
    assert shortened(text, 4) == shown


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [(0.5183, 0.0012, "0.518 ± 0.001"), (0.5183, 0.0004, "0.518"), (0.5, np.nan, "0.500")],
)
def test_a_mean_says_how_sure_it_is(value, error, text):
    assert measured(value, error) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.55, "0.55"), (-2.0, "−2"), (1000.0, "1,000"), (1e6, "10⁶"), (2e-4, "2·10⁻⁴")],
)
def test_a_round_number_beside_an_axis(value, text):
    assert tick(value) == text
    assert tick(1000.0, 999.0) == "10³"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (12.0, "12"),
        (3e-5, "3·10⁻⁵"),
        (-0.25, "−0.25"),
        (200_000.0, "200,000"),
        (1e30, "10³⁰"),
    ],
)
def test_a_chosen_number_has_the_digits_that_it_was_given(value, text):
    assert given(value) == text


def test_a_count_has_commas():
    assert [whole(value) for value in (0, 999.6, 1_234_567, -1_000)] == [
        "0",
        "1,000",
        "1,234,567",
        "−1,000",
    ]


every = (number, short, fine, three_digits, power, given, tick, whole, loss)


@few
@drawn_from(numbers)
def test_nothing_writes_an_e_or_a_hyphen(value):
    for write in every:
        assert not set("e-E+") & set(write(value)) or write(value).isalpha()


ROOT = Path(__file__).parents[3]
FORMAT = re.compile(r"\{[^{}]*:[+,]*(\.[1-9]\d*[efg%]|\.0[e%]|g|e|%)\}|%\{\{?[xyz]:[^}]*[efg%]\}")
# what is no reader's number: of styles and paths, of addresses, rounded before it is written
OTHERS = (
    "style=",
    "width:",
    "<path",
    "{x},{y:",
    "float(f",
    "lambda",
    '"{:g}".format',
    ".forcing{",
    "MB",
)
FILES = (
    "figures/base/numbers.py",
    "figures/base/plotly.py",  # of hovers with many numbers
    "figures/lectures/sketches.py",  # a style
    "ui/lectures/scene_form.py",  # what stands in a box
    "ui/network/chooser.py",
    "ui/tasks/columns.py",  # messages, which are typeset
    "ui/session/address_fields.py",  # refusals, which are typeset
    "ui/tasks/panels/forecast.py",  # numbers to be read again
)


def test_nobody_else_formats_a_number_that_readers_see():
    """What a text formats itself it writes with e and a hyphen; sentences with fields are typeset."""
    found = []
    for path in sorted(
        path for part in ("figures", "ui") for path in (ROOT / "rnnviz" / part).rglob("*.py")
    ):
        name = path.relative_to(ROOT / "rnnviz").as_posix()
        lines = path.read_text("utf-8").splitlines() if name not in FILES else []
        found += [
            f"{name}: {line.strip()}"
            for line in lines
            if FORMAT.search(line) and not any(word in line for word in OTHERS)
        ]
    assert found == []


def test_no_browser_module_writes_an_e():
    for path in sorted((ROOT / "static").glob("*.js")):
        text = path.read_text("utf-8")
        if path.name != "numbers.js":
            assert "toExponential" not in text, path.name
            # these round what is then written by numbers.js
            assert "toPrecision" not in text or path.name in ("sketch_curve.js", "question.js")


def test_a_text_is_cut_between_what_a_reader_sees_as_letters():
    assert shortened("👩‍👩‍👧‍👦" * 3, 3) == "👩‍👩‍👧‍👦" * 3
    assert shortened("👩‍👩‍👧‍👦" * 4, 3) == "👩‍👩‍👧‍👦" * 2 + "…"
    assert shortened("e\u0301" * 5, 4) == "e\u0301" * 3 + "…"


def test_numbers_that_rounding_would_make_equal_get_the_decimals_that_tell_them_apart():
    values = np.array([1.92806, 1.99845, 1.99998])
    assert [short(value) for value in values] == ["1.93", "2.00", "2.00"]
    assert decimals_apart(values[1:], values[:-1]) == 5
    assert [decimals(value, 5) for value in values] == ["1.92806", "1.99845", "1.99998"]
    assert decimals_apart(np.array([1.0, 2.0]), np.array([1.0, 3.0])) == 2
    assert decimals_apart(np.array([1.0]), np.array([1.0 + 1e-9])) == 2  # six do not tell them apart
    assert decimals_apart(np.array([0.12341]), np.array([0.12342])) == 5
    assert decimals_apart(np.array([0.999]), np.array([0.5])) == 3  # nor is it 1
    assert decimals_apart(np.array([np.inf, np.nan]), np.array([1.0, 1.0])) == 2


def test_decimals_that_cannot_be_written_are_said():
    assert decimals(0.0, 2) == "0.00"
    assert decimals(-0.5, 4) == "−0.5000"
    assert decimals(0.0001, 3) == "≈0"
    assert decimals(np.inf, 3) == "∞"
    assert decimals(123456.0, 2) == "1.23·10⁵"
    assert decimals(-0.0, 2) == "0.00"


def test_exact_percents_have_tenths_where_they_say_something():
    found = [exact_percent(share) for share in (0.625, 0.75, 1.0, 0.0, 1 / 3, 0.6)]
    assert found == ["62.5 %", "75 %", "100 %", "0 %", "33.3 %", "60 %"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (310_000, "310 kB"),
        (2_400_000, "2.4 MB"),
        (5e9, "5 GB"),
    ],
)
def test_bytes_have_the_unit_that_suits_them(count, said):
    assert size(count) == said
