"""Tables of somebody's own: what is read of them, and a sentence for each that cannot be."""

import csv
import io

import numpy as np
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
    (lines(count=49), "The column “value” has 49 rows; at least 50 are needed"),
    (b"value\n" + b"2.0\n" * 60, "The column “value” has only one value, 2; there is nothing"),
    (b"word\n" + b"a\n" * 60, "No column begins with a number"),
    (lines().decode().encode("utf-16"), "Line 1: the file is not in UTF-8"),
    (lines("é").decode().encode("latin-1"), "Line 31: the file is not in UTF-8"),
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
        (np.arange(49.0), "has 49 rows; allowed are 50 to 100,000"),
        (np.arange(100_001.0), "has 100,001 rows; allowed are 50 to 100,000"),
        (np.full(60, 3.0), "has only one value, 3; there is nothing to foresee"),
        (np.r_[np.zeros(80), np.ones(20)], "first 80% of the column “x”.* have only one value, 0"),
        (np.r_[np.arange(60.0), np.nan], "no finite number"),
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
