"""Numbers, shares and widths as every picture writes them."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.figure_readers import spoken

from rnnviz.figures.base.numbers import (
    bare_percent,
    fine,
    letters,
    loss,
    number,
    percent,
    power,
    power_of_ten,
    short,
    shortened,
    three_digits,
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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (0.0441, "0.044"),
        (-0.0012, "−0.0012"),
        (3.14e-7, "3.1e−7"),
        (-2.0e-12, "−2.0e−12"),
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
    [(0.0, "0.00"), (1.2345, "1.23"), (-4.4449e-9, "−4.44e−09"), (0.5, "0.5"), (np.inf, "overflow")],
)
def test_three_digits_whatever_the_size(value, text):
    assert three_digits(value) == text


@pytest.mark.parametrize(("exponent", "text"), [(3.0, "10<sup>3</sup>"), (-12, "10<sup>−12</sup>")])
def test_a_power_of_ten_on_an_axis(exponent, text):
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.52049, 3, "0.520"), (0.52049, 4, "0.5205"), (2.5e7, 3, "2.5e+07"), (np.nan, 3, "–")],
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


@few
@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
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
