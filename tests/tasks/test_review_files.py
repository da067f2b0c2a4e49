"""Reviews from CSV files: as Python's csv module writes them, drawn evenly, refused with the row."""

import csv
import io

import numpy as np
import pytest

from rnnviz.storage import datasets
from rnnviz.tasks.review_files import kept, load


def written(rows, header=("review", "sentiment"), **how) -> io.BytesIO:
    """A table as Python writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, **how)
    writer.writerow(header)
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def plain(count: int) -> list[list[str]]:
    return [[f"film number {n} was fine", ("positive", "negative")[n % 2]] for n in range(count)]


def raw(text: str) -> io.BytesIO:
    rows = "".join(f"film {n} was fine,{('positive', 'negative')[n % 2]}\n" for n in range(30))
    return io.BytesIO((f"review,sentiment\n{rows}{text}").encode())


# -- what is read ------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, {"lineterminator": "\n"}, {"quoting": csv.QUOTE_ALL}])
def test_commas_quotes_lines_and_breaks_are_read_as_they_were_meant(how):
    texts = [
        'He said: "No, never!"',
        "two\nlines",
        "two\r\nlines",
        "one<br /><br />two<BR>three<br/>four",
        "naïve, “quoted” 映画",
        "a, b",
        '"',
        "  spaces  ",
    ]
    rows = [[text, "positive"] for text in texts] + plain(20)
    found = load(written(rows, **how), 100)
    assert list(found.reviews.texts[:8]) == [
        'he said : " no , never ! "',
        "two lines",
        "two lines",
        "one two three four",
        "naïve , “ quoted ” 映 画",
        "a , b",
        '"',
        "spaces",
    ]
    assert (found.read, found.positive, found.blank) == (28, 18, 0)


def test_columns_stand_in_any_order_among_others():
    rows = [[n, label, "x,y", text] for n, (text, label) in enumerate(plain(30))]
    found = load(written(rows, ("id", " Sentiment", "note", "REVIEW")), 100)
    assert found.reviews.texts[3] == "film number 3 was fine"
    assert found.reviews.positive.tolist() == [True, False] * 15


@pytest.mark.parametrize("yes", ["positive", "Positive ", "POS", "pos", "1"])
@pytest.mark.parametrize("no", ["negative", " NEG", "neg", "0"])
def test_labels_are_read_in_all_their_spellings(yes, no):
    found = load(written([[text, yes if n % 2 else no] for n, (text, _) in enumerate(plain(20))]), 50)
    assert found.reviews.positive.tolist() == [False, True] * 10


def test_the_mark_before_utf_8_empty_lines_and_empty_reviews_do_no_harm():
    body = raw('\n" <br /> ",positive\n,negative\nthe end,positive\n').getvalue()
    found = load(io.BytesIO(b"\xef\xbb\xbf" + body), 100)
    assert (found.read, found.blank) == (31, 2)
    assert found.reviews.texts[-1] == "the end"


def test_rows_are_drawn_with_equal_chances_and_stay_in_order():
    rows, used, draws = 40, 20, 300
    counts = np.zeros(rows)
    for seed in range(draws):
        found = load(written(plain(rows)), used, seed)
        places = [int(text.split()[2]) for text in found.reviews.texts]
        assert len(set(places)) == used
        assert places == sorted(places)
        assert found.reviews.positive.tolist() == [place % 2 == 0 for place in places]
        counts[places] += 1
    # every row is drawn in half of all cases, within 4.5 standard deviations
    assert abs(counts / draws - 0.5).max() < 4.5 * 0.5 / draws**0.5
    again = load(written(plain(rows)), used, 7)
    assert again.reviews.texts == load(written(plain(rows)), used, 7).reviews.texts


def test_progress_is_told_in_bytes_up_to_the_end():
    file, told = written([["word " * 200, label] for _, label in plain(3000)]), []
    load(file, 20, progress=told.append)
    size = len(file.getvalue())
    assert size > 3_000_000
    assert told == sorted(told)
    assert len(told) == size // 1_000_000 + 1
    assert told[-1] == size


def test_what_was_loaded_is_kept_and_comes_back(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))
    found = load(written(plain(50)), 30)
    again = kept(found.keep())
    assert again.reviews.texts == found.reviews.texts
    np.testing.assert_array_equal(again.reviews.positive, found.reviews.positive)
    assert (again.read, again.positive, again.blank) == (50, 25, 0)
    for other in ([1, 2], {"kind": "column", "texts": []}, "text"):
        with pytest.raises(ValueError, match="holds no reviews; load a file"):
            kept(datasets.save_json(other))


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"text;label\nx;1\n", "names the columns “text;label”; there is no review and no sentiment"),
        (b"review,label\nx,1\n", "names the columns “review”, “label”; there is no sentiment. Columns"),
        (b"review,sentiment\n", "The file has 0 rows with a review; at least 20 are needed"),
        (b"review,sentiment\nx,1\ny,0\n", "The file has 2 rows with a review"),
        (b"review,sentiment\n" + b"x,1\n" * 30, "All 30 rows are positive; there must be negative"),
        (b"review,sentiment\n" + b"x,0\n" * 30, "All 30 rows are negative; there must be positive"),
        (b"review,sentiment\n" + b"x,0\n" * 30 + b"y,1\n", "Of the 31 rows used only 1 is positive"),
        (b"PK\x03\x04\x14\x00", "The file is packed"),
        (b"review" * 200_000, "Line 1 has more than 1,000,000 letters: this is no table"),
    ],
)
def test_a_file_that_is_no_table_of_reviews_is_a_sentence(content, sentence):
    with pytest.raises(ValueError, match=sentence):
        load(io.BytesIO(content), 100)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("great,ok\n", "^Row 32 has the sentiment “ok”; allowed are positive and negative, pos"),
        ("great,\n", "^Row 32 has the sentiment “”; allowed"),
        ("good, not bad,positive\n", "^Row 32 has 3 cells and the first row 2; a review with commas"),
        ("good\n", "^Row 32 has 1 cells and the first row 2"),
        ('"two\nlines",positive\n\ngood, not bad,1\n', "^Row 34, which begins on line 35, has 3 cells"),
        ('"good,positive\n' + "bad,negative\n" * 9, "^Row 32 has a quotation mark that is never"),
        ('"two\nlines",1\n"good,positive\n', "^Row 33, which begins on line 34, has a quotation"),
        ('"good,positive\n"bad, so bad",negative\n', r"^Row 32 has a quotation mark .* \(line 33\)"),
        ('"a "good" film",positive\n', r"^Row 32 has a quotation mark in the middle .* \(line 32\)"),
        ('"good,positive\n' + "a bad film,negative\n" * 9000, "^Row 32 has a cell of more than 131"),
    ],
)
def test_a_broken_row_is_named(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        load(raw(text), 100)


def test_another_encoding_is_read_and_kept_as_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))
    body = raw('"two\nlines",1\nun café agréable,positive\n').getvalue().decode().encode("latin-1")
    found = load(io.BytesIO(body), 100)
    assert found.reviews.texts[-1] == "un café agréable"
    assert found.encoding == kept(found.keep()).encoding == "Windows-1252"


def test_bytes_that_make_no_sense_far_down_are_named_with_their_row():
    body = raw('"two\nlines",1\n' + "fine,1\n" * 12_000).getvalue() + b"un caf\xe9,positive\n"
    with pytest.raises(ValueError, match=r"^Row 12033, .* \(line 12034, byte 7\); save the"):
        load(io.BytesIO(body), 100)


@pytest.mark.parametrize("rows", [0, 19, 20_001])
def test_how_many_rows_are_used_has_limits(rows):
    with pytest.raises(ValueError, match="rows are to be used; allowed are 20 to 20,000"):
        load(raw(""), rows)


def test_an_open_quotation_mark_does_not_swallow_the_file():
    class Endless(io.RawIOBase):
        """A file that never ends, to see how far it is read."""

        lines = 0

        def readline(self, size=-1):
            self.lines += 1
            return {1: b"review,sentiment\n", 2: b'"open,positive\n'}.get(self.lines, b"a film,1\n")

    file = Endless()
    with pytest.raises(ValueError, match=r"^Row 2 has a cell of more than"):
        load(file, 100)
    assert file.lines < 20_000


def test_the_first_rows_are_taken_in_their_order_if_that_is_asked_for():
    found = load(written(plain(300)), 40, first=True)
    assert found.reviews.texts == tuple(f"film number {n} was fine" for n in range(40))
    assert found.read == 300  # the others are counted all the same
    drawn = load(written(plain(300)), 40)
    assert drawn.reviews.texts != found.reviews.texts
    assert (
        load(written(plain(30)), 40, first=True).reviews.texts
        == load(written(plain(30)), 40).reviews.texts
    )
