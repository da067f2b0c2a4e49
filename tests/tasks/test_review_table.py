"""Tables of reviews in the writings of many programs: each gives the same rows."""

import io

import pytest

from rnnviz.tasks.review_table import ReviewTable

ROWS = [(f"film {n} war schön", n % 2 == 0) for n in range(30)]


def written(separator=",", end="\n", head="review{}sentiment", last=""):
    lines = [f"{text}{separator}{'positive' if good else 'negative'}" for text, good in ROWS]
    return end.join([head.format(separator), *lines, last])


def rows(data):
    return list(ReviewTable(io.BytesIO(data), None).reviews())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_same_rows_come_out_of_every_writing(encoding, separator, end):
    assert rows(written(separator, end).encode(encoding)) == ROWS


@pytest.mark.parametrize("last", [",", "\n,\n", '"",""', " , "])
def test_rows_of_empty_cells_are_none(last):
    assert rows(written(last=last).encode()) == ROWS


def test_a_spreadsheets_note_of_its_separator_is_no_head():
    assert rows(("sep=;\n" + written(";")).encode()) == ROWS


def test_the_encoding_is_told():
    for encoding, name in (("utf-8", ""), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")):
        table = ReviewTable(io.BytesIO(written().encode(encoding)), None)
        assert len(list(table.reviews())) == 30
        assert table.encoding == name


def test_chinese_reviews_with_chinese_labels_in_gb18030():
    text = "review,sentiment\n" + "这部电影很好看,正面\n剧情太差了,负面\n" * 12
    found = rows(text.encode("gb18030"))
    assert found[:2] == [("这部电影很好看", True), ("剧情太差了", False)]


def test_a_row_in_quotes_may_hold_any_end_of_line():
    text = 'review,sentiment\r"one\rtwo",1\r"three\r\nfour",0\r'
    assert rows(text.encode()) == [("one\rtwo", True), ("three\r\nfour", False)]


def test_what_is_wrong_far_down_is_named_by_row_line_and_byte():
    data = b"review,sentiment\n" + b"good,1\n" * 20_000 + b"caf\xe9,1\n"
    with pytest.raises(ValueError, match=r"^Row 20002 is not in UTF-8 \(line 20002, byte 4\)"):
        rows(data)
