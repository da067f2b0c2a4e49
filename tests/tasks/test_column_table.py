"""Which columns hold numbers, which only count the rows, and what stands before decimals."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.tasks.column_table import Table, called
from rnnviz.text import tables

few = settings(deadline=None, derandomize=True)


def made(names, *columns, separator=";"):
    lines = [names, *(separator.join(map(str, row)) for row in zip(*columns, strict=True))]
    return Table(tables.read("\n".join(lines).encode(), 1000))


VALUES = [round(float(v), 2) for v in 20 + 5 * np.sin(np.arange(40))]
DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(n) for n in range(40)]


@pytest.mark.parametrize(
    "counter",
    [
        range(40),
        range(1885, 1925),
        [0.1 * n for n in range(40)],
        [100 - 2 * n for n in range(40)],
        [f"{day:%Y%m%d}" for day in DAYS],
    ],
)
def test_what_rises_or_falls_by_one_step_is_a_counter_and_the_next_is_taken(counter):
    table = made("x;y", counter, VALUES)
    assert table.counters == ("x",)
    assert table.numeric == ("x", "y")
    assert table.usual == "y"


@pytest.mark.parametrize("name", ["Year", "month", "Date", "Index", "ID", "序号", "年", "Jahr"])
def test_whole_numbers_that_are_called_so_are_counters(name):
    table = made(f"{name};y", [1949 + n // 12 for n in range(40)], VALUES)
    assert table.usual == "y"


def test_whole_numbers_that_rise_without_a_name_are_an_index_with_gaps():
    table = made(";y", [n * n for n in range(40)], VALUES)
    assert (table.counters, table.usual) == (("column 1",), "y")


def test_dates_as_text_are_no_numbers():
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y年%m月%d日", "%Y-%m-%d %H:%M"):
        assert made("day;y", [day.strftime(form) for day in DAYS], VALUES).numeric == ("y",)


def test_where_all_columns_count_the_one_without_a_counters_name_is_taken():
    assert made("day;cases", range(40), range(940, 980)).usual == "cases"
    assert made("a;b", range(40), range(40)).usual == "b"
    assert made("value", range(40)).usual == "value"
    assert made("word;other", ["a"] * 40, ["b"] * 40).usual is None


def test_what_one_column_proves_decides_for_the_others():
    table = made("a;b", [f"{v:.2f}".replace(".", ",") for v in VALUES], ["1.234"] * 40)
    assert [table.marks(place).decimal for place in (0, 1)] == [",", ","]
    assert not table.marks(1).doubtful
    table = made("a;b", VALUES, ["1.234"] * 40)
    assert table.marks(1).decimal == "."


def test_between_commas_a_point_is_the_decimal_sign_in_doubt():
    table = made("a,b", range(40), ["1.234"] * 40, separator=",")
    assert table.marks(1).decimal == "."
    assert table.marks(1).doubtful == "1.234"
    table = made("a,b", range(40), ['"1,234"'] * 40, separator=",")
    assert table.marks(1).decimal == "."


@few
@given(st.lists(st.floats(-1e6, 1e6), min_size=20, max_size=40, unique=True))
def test_random_numbers_are_a_numeric_column_and_no_counter(values):
    table = made("n;v", range(len(values)), values)
    assert table.numeric == ("n", "v")
    assert table.usual == "v" or "v" in table.counters


def test_a_column_is_called_by_its_name_or_its_number():
    assert called("price") == "price"
    assert str(called("column 3")) == "column 3"
