"""Tables as spreadsheets and programs write them, made by Python's csv and by pandas."""

import csv
import io

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.text.message import Refusal
from rnnviz.text.tables import is_head, read, separator_of

few = settings(deadline=None, derandomize=True)

CELLS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="#%/‘’‛ʼ"), max_size=8)


def sheet(text, **how):
    return read(text if isinstance(text, bytes) else text.encode(), 1000, **how)


def body(found):
    return [list(cells) for _, cells in found.rows]


@few
@given(
    st.lists(st.tuples(st.integers(-999, 999), CELLS, st.floats(-1e6, 1e6)), min_size=3, max_size=20)
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_pythons_writer_wrote_is_read_cell_by_cell(separator, end, rows):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([("number", "text", "value"), *rows])
    found = sheet(file.getvalue())
    assert found.names == ("number", "text", "value")
    assert [(row[0], row[2]) for row in body(found)] == [(str(n), repr(v)) for n, _, v in rows]


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("header", [True, False])
def test_what_pandas_wrote_has_its_head_or_none(index, header):
    frame = pandas.DataFrame({"a": np.arange(30) * 0.5, "b": np.cos(np.arange(30))})
    found = sheet(frame.to_csv(index=index, header=header))
    assert found.head == header
    assert len(found.rows) == 30
    if header:
        assert found.names[-2:] == ("a", "b")


@pytest.mark.parametrize("index", [pandas.RangeIndex(40), pandas.date_range("2020", periods=40)])
def test_a_series_of_pandas_has_a_head_that_is_a_number(index):
    series = pandas.Series(20 + np.sin(np.arange(40) / 5), index=index)
    found = sheet(series.to_csv())
    assert found.names == ("column 1", "0")
    assert len(found.rows) == 40
    assert len(sheet(series.to_csv(index=False)).rows) == 40


@pytest.mark.parametrize(
    ("first", "below", "head"),
    [
        (["", "0"], [["0", "20.0"], ["1", "20.2"], ["2", "20.4"]], True),
        (["day", "value"], [["1", "2"], ["2", "3"]], True),
        (["1", "2"], [["2", "3"], ["3", "4"]], False),
        (["country", "1990", "1991", "1992"], [["a", "1.5", "2", "3"], ["b", "2", "2", "2"]], True),
        (["2020-01-01", "5"], [["2020-01-02", "6"]], False),
        (["a", "b"], [["c", "d"], ["e", "f"]], True),
        (["NA", "1"], [["2", "2"], ["3", "4"]], False),
        (["name"], [], True),
        (["0", "1"], [["0.5", "20.0"], ["0.25", "20.2"]], True),
        (["0", "1"], [["5", "20"], ["7", "21"]], False),
        (["1"], [], False),
    ],
)
def test_whether_the_first_row_is_a_head(first, below, head):
    assert is_head(first, below) == head


def test_the_reader_may_say_that_it_is_otherwise():
    text = "0\n5\n7\n"
    assert len(sheet(text).rows) == 3
    assert sheet(text, head=True).names == ("0",)
    assert len(sheet("a\n5\n7\n", head=False).rows) == 3


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("sep=;\na;b\n1;2\n3;4\n", ("a", "b"), [["1", "2"], ["3", "4"]]),
        ("# made by us\n# on Monday\na,b\n1,2\n", ("a", "b"), [["1", "2"]]),
        ("% x y\n1 2\n3 4\n", ("x", "y"), [["1", "2"], ["3", "4"]]),
        ("Report of 2020\n\na,b\n1,2\n3,4\n", ("a", "b"), [["1", "2"], ["3", "4"]]),
        ("Report of 2020,\na,b\n1,2\n3,4\n", ("a", "b"), [["1", "2"], ["3", "4"]]),
        ("a,a\n1,2\n3,4\n", ("a", "a (2)"), [["1", "2"], ["3", "4"]]),
        ("日期，数\n１，２\n３，４\n", ("日期", "数"), [["１", "２"], ["３", "４"]]),
        ("cases\n940,5\n941,2\n", ("cases",), [["940,5"], ["941,2"]]),
        ('a, b\n1, "2,5"\n3, 4\n', ("a", "b"), [["1", "2,5"], ["3", "4"]]),
        ("a b\n1.5 2\n3 4\n", ("a", "b"), [["1.5", "2"], ["3", "4"]]),
        ("a;b;;\n1;2;;\n;;;\n", ("a", "b", "column 3", "column 4"), [["1", "2", "", ""]]),
    ],
)
def test_tables_of_many_programs(text, names, rows):
    found = sheet(text)
    assert found.names == names
    assert body(found) == rows


def test_a_cell_is_named_by_the_line_that_it_stands_on():
    found = sheet('# c\n\na,b\n1,"x\ny"\n2,z\n')
    assert [line for line, _ in found.rows] == [5, 6]


def test_what_was_guessed_is_said():
    said = [str(note) for note in sheet("Größe;b\n1;2\n3;4\n".encode("cp1252")).notes]
    assert said == ["The file is not in UTF-8; it is read as Windows-1252."]
    (note,) = sheet("Report\n\na,b\n1,2\n3,4\n").notes
    assert str(note) == "The first line, above the table, is left out."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty"),
        (",,\n,,", "only empty cells"),
        ('a,b\n1,"2\n', "Line 2: its quotes are not closed"),
        ("1\n" * 1002, "more than 1,000 rows"),
    ],
)
def test_what_is_no_table_is_refused(text, words):
    with pytest.raises(Refusal, match=words):
        sheet(text)


def test_the_sign_that_cuts_most_lines_alike_sets_cells_apart():
    assert separator_of(["a;b", "1,5;2,5", "3;4,5"]) == ";"
    assert separator_of(["a,b", "1,2"]) == ","
    assert separator_of(['a,"b;c"', '1,"2;3;4"', "1,5"]) == ","


@few
@given(st.text(max_size=200))
def test_any_text_is_a_table_or_refused_in_a_sentence(text):
    try:
        found = sheet(text)
    except Refusal:
        return
    assert len(set(found.names)) == len(found.names)
