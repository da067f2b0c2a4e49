"""Tables of somebody's own: what is read of them, and a sentence for each that cannot be."""

import csv
import io

import numpy as np
import pandas
import pytest

from rnnviz.tasks import columns
from rnnviz.tasks.columns import column, keep, own, table


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))


VALUES = np.round(np.sin(np.arange(60) / 3.0) * 20.0 + 5.0, 3)
DAYS = [f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in range(60)]


def written(separator=",", decimal=".", head=("day", "sold, in all"), ending="\r\n"):
    """The same table as Python's own writer has it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=ending)
    if head:
        writer.writerow(head)
    writer.writerows(zip(DAYS, [str(v).replace(".", decimal) for v in VALUES], strict=True))
    return file.getvalue().encode()


@pytest.mark.parametrize("head", [("day", "sold, in all"), ()])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("separator", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ",")]
)
def test_a_column_is_read_however_it_is_written(separator, decimal, head, ending):
    name = head[1] if head else "column 2"
    for start in (b"", b"\xef\xbb\xbf"):
        found = table(start + written(separator, decimal, head, ending))
        assert found.names == (head or ("column 1", "column 2"))
        assert found.numeric == (name,)
        for which in (None, name, 2, "2"):
            named, values = column(found, which)
            assert named == name
            np.testing.assert_array_equal(values, VALUES)


def test_a_single_column_needs_no_separator_and_empty_lines_are_none():
    text = "\n\n".join(map(str, VALUES)) + '\n\n""\n'
    name, values = column(table(text.encode()))
    assert name == "column 1"
    np.testing.assert_array_equal(values, VALUES)


def test_a_column_without_a_name_is_called_by_its_number():
    found = table(b"day,,price\n" + b"a,1,2\n" * 60)
    assert found.names == ("day", "column 2", "price")
    assert found.numeric == ("column 2", "price")


def lines(change=None, at=30, count=60):
    """A table of one column, and one line of it changed."""
    made = ["value", *(f"{k % 7}.5" for k in range(count))]
    if change is not None:
        made[at] = change
    return "\n".join(made).encode()


REFUSED = [
    (b"", "The file is empty"),
    (b" \n\n", "The file is empty"),
    (b",,\n,,\n", "The file has only empty cells"),
    (lines("abc"), "Line 31: “abc” in the column “value” is no finite number"),
    (lines("nan"), "Line 31: “nan” in the column “value” is no finite number"),
    (lines("inf"), "Line 31: “inf” in the column “value” is no finite number"),
    (lines("1_000"), "Line 31: “1_000” in the column “value” is no finite number"),
    (lines('""'), "Line 31: the column “value” is empty there"),
    (lines('"3.5'), "quotes are not closed"),
    (lines(count=19), "The column “value” has 19 rows; at least 20 are needed"),
    (b"value\n" + b"2.0\n" * 60, "The column “value” has only one value, 2; there is nothing"),
    (b"word\n" + b"a\n" * 60, "No column begins with a number"),
    (lines("é").decode().encode("latin-1"), "Line 31: “é” in the column “value” is no finite number"),
    (b"PK\x03\x04\0\0" + lines(), "The file is no text"),
    (b"v\n" + b"1\n2\n" * 50_001, "The file has more than 100,000 rows"),
    (b"1.0\n" * 5_000_001, r"The file has 20\.0 MB; allowed are up to 20 MB"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_said_by_its_line_or_its_cause(content, words):
    with pytest.raises(ValueError, match=words):
        column(table(content))


def test_cells_that_are_missing_are_named_by_their_line():
    content = b"a,b\n" + b"1,2\n" * 40 + b"1,\n" + b"1\n" + b"3,4\n" * 40
    with pytest.raises(ValueError, match="Line 42: the column “b” is empty there"):
        column(table(content), "b")
    assert len(column(table(content), "a")[1]) == 82


@pytest.mark.parametrize("which", ["c", "0", "3", 3, -1, ""])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(which):
    with pytest.raises(ValueError, match=f"There is no column “{which}”; there are “a”, “b”."):
        column(table(b"a,b\n" + b"1,2\n3,4\n" * 40), which)


# -- kept --------------------------------------------------------------------------------------------


def test_a_kept_column_is_standardised_by_the_part_that_is_trained_on():
    values = np.arange(100.0) ** 1.5
    key = keep("height, m", values)
    assert keep("height, m", values) == key
    found = own(key)
    assert (found.name, found.trained) == ("height, m", 80)
    assert found.values[:80].mean() == pytest.approx(0.0, abs=1e-12)
    assert found.values[:80].std() == pytest.approx(1.0)
    np.testing.assert_allclose(found.values * found.deviation + found.mean, values, atol=1e-9)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.arange(19.0), "has 19 rows; allowed are 20 to 100,000"),
        (np.arange(100_001.0), "has 100,001 rows; allowed are 20 to 100,000"),
        (np.full(60, 3.0), "has only one value, 3; there is nothing to foresee"),
        (np.r_[np.zeros(80), np.ones(20)], "first 80.% of the column “x”.* have only one value, 0"),
        (np.r_[np.arange(60.0), np.nan], "no finite number"),
        (np.r_[np.arange(60.0), 1e200], "has a value beyond ±10¹⁰⁰"),
    ],
)
def test_a_column_with_nothing_to_learn_is_not_kept(values, words):
    with pytest.raises(ValueError, match=words):
        keep("x", values)


def test_a_key_of_nothing_and_of_something_else_is_refused():
    with pytest.raises(ValueError, match="There is no data yet; load a CSV file"):
        own("")
    with pytest.raises(ValueError, match="is not on this computer"):
        own("0123456789abcdef")
    for other in ({"words": [1, 2]}, [1, 2], {"column": "x", "values": ["a"]}):
        with pytest.raises(ValueError, match="is of another kind; a column of numbers is needed"):
            own(columns.datasets.save_json(other))


# -- as people write them ----------------------------------------------------------------------------


def german(value):
    return f"{value:,}".replace(",", ".")


def file(head, rows, separator=";"):
    return "\n".join([head, *(separator.join(map(str, row)) for row in rows)]).encode()


@pytest.mark.parametrize(
    ("content", "name", "count", "mean", "deviation"),
    [
        # thousands as Germans write them, from 1.000 on
        (
            file("day;cases", ((n + 1, german(940 + n)) for n in range(120))),
            *("cases", 120, 987.5, 27.711),
        ),
        # a series of pandas, whose head is a number
        (
            pandas.Series(20 + np.sin(np.arange(120) / 5)).to_csv().encode(),
            *("0", 120, 20.001, 0.701),
        ),
        # a decimal comma in quotes between commas
        (
            file("day,v", ((n, f'"{2523 + n % 7},00"') for n in range(60)), ","),
            *("v", 60, 2525.938, 1.973),
        ),
        # a year, then what is meant
        (
            file("Year,Water", ((1885 + n, 350 + n * 37 % 90) for n in range(79)), ","),
            *("Water", 79, 394.143, 26.081),
        ),
        # 36 months
        (
            file("Month,Sales", ((f'"1-{1 + n}"', 266.5 + n * 53 % 400) for n in range(36)), ","),
            *("Sales", 36, 453.429, 114.765),
        ),
        (file("v;w", ((f"−{n % 9}.5", "a") for n in range(60))), "v", 60, -4.312, 2.611),
        (file("v;w", ((f"{40 + n % 7} %", "a") for n in range(60))), "v", 60, 42.938, 1.973),
        (file("sep=;\nd;v", ((n, f"{n % 7},5") for n in range(60))), "v", 60, 3.438, 1.973),
        (file("# a comment\nd;v", ((n, f"{n % 7},5") for n in range(60))), "v", 60, 3.438, 1.973),
        (file("日期，数", ((n, f"１２．{n % 9}") for n in range(60)), "，"), "数", 60, 12.381, 0.261),
        (lines().decode().encode("utf-16"), "value", 60, 3.438, 1.973),
        (lines().replace(b"\n", b"\r"), "value", 60, 3.438, 1.973),
    ],
)
def test_a_column_has_the_values_that_were_meant(content, name, count, mean, deviation):
    found = columns.read(table(content))
    kept = own(keep(found.name, found.values))
    assert (kept.name, len(kept.values)) == (name, count)
    assert kept.mean == pytest.approx(mean, abs=2e-3)
    assert kept.deviation == pytest.approx(deviation, abs=2e-3)


def test_a_sign_in_doubt_is_told_and_the_reader_may_decide():
    found = table(file("day;cases", ((n, german(1000 + n * 7 % 120)) for n in range(120))))
    cases = columns.read(found)
    assert cases.marks.doubtful == "1.000"
    assert cases.values.mean() == pytest.approx(1059.5, abs=1.0)
    one = columns.read(found, "cases", decimal=".")
    np.testing.assert_allclose(one.values * 1000, cases.values)
    assert one.marks.doubtful == "1.000"
    assert columns.as_number("1.000", ",") == 1000.0


def test_rows_without_a_number_at_the_ends_are_left_out_and_that_is_said():
    content = "v,w\n,1\nNA,1\n" + "\n".join(f"{n % 9}.5,a" for n in range(60)) + "\n-,a\n"
    found = columns.read(table(content.encode()))
    assert len(found.values) == 60
    assert "3 rows without a number" in str(found.notes[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("0.5", "Line 31: “0.5” in the column “value” has another unit than “0 %” above it"),
        ("NA", "Line 31: “NA” in the column “value” is no finite number"),
    ],
)
def test_a_cell_that_is_otherwise_than_those_above_it_is_named(change, words):
    cells = [f"{n % 7} %" for n in range(60)]
    cells[29] = change
    with pytest.raises(ValueError, match=words):
        columns.read(table("\n".join(["value", *cells]).encode()))


@pytest.mark.parametrize(
    ("values", "rises"), [(np.arange(60.0), True), (np.sin(np.arange(60.0)), False)]
)
def test_a_ramp_leaves_what_was_seen(values, rises):
    assert own(keep("x", values)).rises == rises
