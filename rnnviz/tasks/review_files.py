"""Reviews of the reader's own: a CSV file with the columns review and sentiment, of any size.

The file is read line by line and never held as a whole. Of its rows so many are drawn, each with the
same chance, while it goes by (Vitter 1985, algorithm R).
"""

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from rnnviz.nn.tokenizer import pieces
from rnnviz.storage import datasets
from rnnviz.tasks.reviews import Reviews
from rnnviz.text.message import Message, Refusal

FEWEST, MOST = 20, 20_000  # rows that are used
LONGEST_LINE = 1_000_000  # bytes; a cell that never ends is stopped here at the latest
NEEDED = ("review", "sentiment")
LABELS = {"positive": True, "pos": True, "1": True, "negative": False, "neg": False, "0": False}
KIND = "reviews"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Loaded:
    """What came out of a file."""

    reviews: Reviews  # those that are used, in the order of the file
    read: int  # rows with a review
    positive: int  # of those
    blank: int  # rows without a word, left out

    def keep(self) -> str:
        """Keep the reviews as a dataset and return its key."""
        return datasets.save_json(
            {
                "kind": KIND,
                "texts": self.reviews.texts,
                "positive": self.reviews.positive.tolist(),
                "read": self.read,
                "read positive": self.positive,
                "blank": self.blank,
            }
        )


def kept(key: str) -> Loaded:
    """What `Loaded.keep` kept; raises ValueError, a sentence, if there is no such thing."""
    found = datasets.load_json(key)
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise Refusal("The dataset {key} holds no reviews; load a file with reviews.", key=key)
    reviews = Reviews(tuple(found["texts"]), np.array(found["positive"], dtype=bool))
    return Loaded(reviews, found["read"], found["read positive"], found["blank"])


def words(text: str) -> list[str]:
    """A review as a network reads it: in small letters, words and signs by themselves."""
    return pieces(_BREAK.sub(" ", text).lower(), "words")


def load(
    file: BinaryIO, rows: int, seed: int = 0, progress: Callable[[int], None] | None = None
) -> Loaded:
    """So many rows of a file, or all if it has less; `progress` hears how many bytes have been read.

    Raises ValueError, a sentence that names the row or the cause.
    """
    if not FEWEST <= rows <= MOST:
        raise Refusal(
            "{rows:,} rows are to be used; allowed are {fewest} to {most:,}.",
            rows=rows,
            fewest=FEWEST,
            most=MOST,
        )
    draw, drawn = random.Random(seed), []
    table = _Table(file, progress)
    counts, blank = {True: 0, False: 0}, 0
    for text, positive in table.reviews():
        if not _BREAK.sub(" ", text).strip():
            blank += 1
            continue
        seen = counts[True] + counts[False]
        counts[positive] += 1
        if seen < rows:
            drawn.append((seen, text, positive))
        elif (place := draw.randrange(seen + 1)) < rows:
            drawn[place] = (seen, text, positive)
    drawn.sort()
    reviews = Reviews(
        tuple(" ".join(words(text)) for _, text, _ in drawn),
        np.array([positive for *_, positive in drawn], dtype=bool),
    )
    _check(reviews, counts)
    return Loaded(reviews, sum(counts.values()), counts[True], blank)


def _check(reviews: Reviews, counts: dict[bool, int]) -> None:
    """Raise ValueError unless something can be learned and tested."""
    read, used = sum(counts.values()), len(reviews.texts)
    if read < FEWEST:
        raise Refusal(
            "The file has {read} rows with a review; at least {fewest} are needed.",
            read=read,
            fewest=FEWEST,
        )
    for positive, name, other in ((True, "positive", "negative"), (False, "negative", "positive")):
        if not counts[positive]:
            raise Refusal(
                "All {read:,} rows are {other}; there must be {name} ones, too, to tell them apart.",
                read=read,
                other=Message(other),
                name=Message(name),
            )
        if (had := int((reviews.positive == positive).sum())) < 2:
            raise Refusal(
                "Of the {used:,} rows used only {had} is {name}, of all {read:,} only {count:,}; "
                "two at least must be used, one to learn from and one to test.",
                used=used,
                had=had,
                name=Message(name),
                read=read,
                count=counts[positive],
            )


class _Table:
    """A CSV file as it goes by, and where in it one is."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None] | None) -> None:
        self.file, self.progress = file, progress
        self.row = 0  # the header is row 1, as in a spreadsheet
        self.line = self.first = 0  # the line read last, and that on which the row begins
        self.size = 0

    @property
    def where(self) -> Message:
        """The row that is being read, in words."""
        if self.first == self.row:
            return Message("Row {row}", row=self.row)
        return Message("Row {row}, which begins on line {first},", row=self.row, first=self.first)

    def reviews(self) -> Iterator[tuple[str, bool]]:
        """The text and the verdict of each row."""
        rows = self._rows()
        header = next(rows, None)
        if header is None:
            raise Refusal("The file is empty; a table with the columns review and sentiment is needed.")
        names = [name.strip().lower() for name in header]
        if missing := [name for name in NEEDED if name not in names]:
            raise Refusal(
                "The first row names the columns {had}; there is no {missing}. Columns of these "
                "two names are needed, with commas between them.",
                had=[f"“{name.strip()[:40]}”" for name in header[:10]],
                missing=missing[0]
                if len(missing) == 1
                else Message("{one} and no {other}", one=missing[0], other=missing[1]),
            )
        text, label = (names.index(name) for name in NEEDED)
        for cells in rows:
            if len(cells) != len(header):
                raise Refusal(
                    "{where} has {count} cells and the first row {first}; a review with commas "
                    "in it needs quotation marks around it.",
                    where=self.where,
                    count=len(cells),
                    first=len(header),
                )
            verdict = LABELS.get(cells[label].strip().lower())
            if verdict is None:
                raise Refusal(
                    "{where} has the sentiment “{said}”; allowed are positive and negative, pos "
                    "and neg, 1 and 0.",
                    where=self.where,
                    said=cells[label].strip()[:40],
                )
            yield cells[text], verdict

    def _rows(self) -> Iterator[list[str]]:
        """The cells of each row that is not empty."""
        reader: Any = csv.reader(self._lines(), strict=True)
        while True:
            self.row, self.first = self.row + 1, self.line + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._broken(str(error)) from error
            if cells:
                yield cells

    def _broken(self, error: str) -> Refusal:
        if "unexpected end" in error:
            return Refusal("{where} has a quotation mark that is never closed.", where=self.where)
        if "field limit" in error:
            return Refusal(
                "{where} has a cell of more than {limit:,} letters; perhaps a quotation "
                "mark in it is never closed.",
                where=self.where,
                limit=csv.field_size_limit(),
            )
        if "expected after" in error:
            return Refusal(
                "{where} has a quotation mark in the middle of a cell (line {line}): one that ends a "
                "review is followed by a comma, one within a review is written twice.",
                where=self.where,
                line=self.line,
            )
        return Refusal(
            "{where} cannot be read as cells between commas (line {line}).",
            where=self.where,
            line=self.line,
        )

    def _lines(self) -> Iterator[str]:
        told = 0
        while line := self.file.readline(LONGEST_LINE + 1):
            self.line += 1
            self.size += len(line)
            if self.line == 1:
                line = self._start(line)
            if len(line) > LONGEST_LINE:
                raise Refusal(
                    "Line {line} has more than {longest:,} letters: this is no table of reviews.",
                    line=self.line,
                    longest=LONGEST_LINE,
                )
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                raise Refusal(
                    "{where} is not in UTF-8 (line {line}, byte {byte}); save the table as CSV "
                    "in UTF-8.",
                    where=self.where,
                    line=self.line,
                    byte=error.start + 1,
                ) from error
            if self.progress and self.size - told >= 1_000_000:
                told = self.size
                self.progress(told)
        if self.progress:
            self.progress(self.size)

    @staticmethod
    def _start(line: bytes) -> bytes:
        """The first line without the mark that some programs begin a file in UTF-8 with."""
        if line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refusal("The file is in UTF-16; save the table as CSV in UTF-8.")
        if line.startswith(b"PK\x03\x04"):
            raise Refusal("The file is packed (.xlsx or .zip); save the table as CSV in UTF-8.")
        return line.removeprefix(b"\xef\xbb\xbf")
