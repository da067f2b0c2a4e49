"""Numbers as people write them, against Python's own, and as our pages and many locales write them."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.figures.base import numbers
from rnnviz.text.numerals import Marks, Numeral, is_infinite, is_missing, number, plain, single

few = settings(deadline=None, derandomize=True)

FINITE = st.floats(allow_nan=False, allow_infinity=False)
HUGE = st.integers(-(10**12), 10**12)
# the signs of thousands and of decimals
LOCALES = [(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("\u00a0", ","), ("’", "."), ("'", ".")]


@few
@given(FINITE)
def test_every_number_of_python_is_read_to_the_last_bit(value):
    assert number(repr(value)) == value
    assert number(f"{value:+.17e}".replace("-", "−")) == value
    assert number(repr(value).replace(".", ","), ",") == value


@few
@given(st.floats(-1e12, 1e12))
@pytest.mark.parametrize(
    "write",
    [
        *(numbers.number, numbers.power, numbers.fine, numbers.three_digits, numbers.given),
        *(numbers.tick, lambda value: numbers.scientific(value, 3)),
    ],
    ids=lambda f: f.__name__,
)
def test_what_our_own_pages_print_is_read_again(write, value):
    found = number(write(value))
    assert found == pytest.approx(value, rel=0.06, abs=0.006)


@few
@given(value=HUGE, cents=st.integers(0, 99))
@pytest.mark.parametrize(("group", "decimal"), LOCALES)
def test_thousands_and_decimals_of_many_locales(group, decimal, value, cents):
    text = f"{value:,}".replace(",", group) + f"{decimal}{cents:02}"
    assert number(text, decimal) == float(f"{value}.{cents:02}")
    assert number(text.translate({48 + n: 0xFF10 + n for n in range(10)}), decimal) == number(
        text, decimal
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−1", -1.0),
        ("–3", -3.0),
        ("＋１２．５", 12.5),
        ("12,34,567.8", 1234567.8),
        ("1.5·10⁻³", 0.0015),
        ("1.5×10^-3", 0.0015),
        ("4.1*10**-7", 4.1e-7),
        ("1.5d-3", 0.0015),
        ("10⁶", 1e6),
        ("−10⁻⁴", -1e-4),
        ("10^3", 1000.0),
        ("45 %", 45.0),
        ("$1,234.50", 1234.5),
        ("€ 3", 3.0),
        ("(5)", -5.0),
        ("5-", -5.0),
        ("٣٫٥", 3.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("0。5", 0.5),
    ],
)
def test_numbers_in_many_writings(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "abc", "1 2", "1,2,3", "1.2.3", "5 kg", "1/2", "1:30", "2024-01-01", "nan", "inf"),
        *("1e999", "1e99999999999", "1_000", "1" * 500, "1,23,4", "0x10", "1−2", "٪"),
    ],
)
def test_what_is_no_finite_number_is_none(text):
    assert number(text) is None


# what the boxes in the browser read, too (tests/static/number_reader.test.js)
WRITTEN = Path(__file__).parents[1] / "static" / "numbers_written.json"


@pytest.mark.parametrize(("text", "value"), json.loads(WRITTEN.read_text("utf-8")))
def test_the_browser_reads_single_numbers_alike(text, value):
    assert single(text) == (None if isinstance(value, list) else value)


@few
@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text):
    value = number(text)
    assert value is None or np.isfinite(value)
    plain(text)
    single(text)


@pytest.mark.parametrize(
    ("texts", "decimal", "doubt"),
    [
        (["940", "999", "1.000", "1.059"], ",", False),
        (["1,000", "940"], ".", False),
        (["1.234", "1360"], ".", False),
        (["1,234", "1360"], ",", False),
        (["1.000", "1.001"], ",", True),
        (["1.234", "0.512"], ".", False),
        (["1,234.5", "1,000"], ".", False),
        (["1.234,5"], ",", False),
        (["1.234.567"], ",", False),
        (["2,6", "1360"], ",", False),
        (["1.5", "2"], ".", False),
        (["1", "2"], ".", False),
        (["1.234", "1,234"], ".", True),
        ([], ".", False),
    ],
)
def test_what_stands_before_decimals_is_seen_from_all_numbers(texts, decimal, doubt):
    found = Marks.of(texts)
    assert found.decimal == decimal
    assert bool(found.doubtful) == doubt
    if doubt:
        assert found.doubtful == texts[0]


@few
@given(st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 2)), min_size=3, max_size=30))
@pytest.mark.parametrize(("group", "decimal"), LOCALES)
def test_a_column_with_two_decimals_is_read_back_in_every_locale(group, decimal, values):
    texts = [f"{v:,.2f}".replace(",", "T").replace(".", decimal).replace("T", group) for v in values]
    assert [number(text, Marks.of(texts).decimal) for text in texts] == values


@pytest.mark.parametrize("text", ["", " ", "-", "–", "NA", "n/a", "NaN", "null", "None", "#N/A", "?"])
def test_what_stands_for_a_number_that_is_not_there(text):
    assert is_missing(text)
    assert not is_missing("0")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,5", 0.5), ("0.5", 0.5), ("1.234", 1.234), ("1,234", None), ("1.234,5", 1234.5), ("−2", -2.0)],
)
def test_a_number_by_itself_is_none_if_it_may_be_two(text, value):
    assert single(text) == value


def test_a_numeral_keeps_its_unit():
    assert Numeral.of("45 %").unit == "%"
    assert Numeral.of("¥300").unit == "¥"
    assert Numeral.of("1").unit == ""


@pytest.mark.parametrize(
    "text", ["inf", "-Inf", " Infinity ", "+INF", "∞", "1e999", "-1e400", "1,5e400"]
)
def test_what_is_infinite_is_known(text):
    assert is_infinite(text)


@pytest.mark.parametrize("text", ["", "nan", "info", "1e3", "one", "e", "1e-999", "infinite"])
def test_what_is_not_infinite_is_not(text):
    assert not is_infinite(text)
