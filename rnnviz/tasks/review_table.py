"""A table of reviews as it goes by, row by row, in whatever encoding, however its lines end and its
cells are set apart; what is wrong is said with its row."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from rnnviz.text.allowance import at_each
from rnnviz.text.encodings import NAMES, PACKED, UTF_8, encoding_of
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import narrow, tidy

LONGEST_LINE = 1_000_000  # bytes; a cell that never ends is stopped here at the latest
NEEDED = ("review", "sentiment")
LABELS = dict.fromkeys(("positive", "pos", "1", "正面", "积极"), True)
LABELS |= dict.fromkeys(("negative", "neg", "0", "负面", "消极"), False)
LOOKED_AT = 65_536  # bytes, to see how a file is written
SEPARATORS = (",", ";", "\t", "|")
_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


class ReviewTable:
    """A CSV file as it goes by, and where in it one is."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None] | None) -> None:
        self.file, self.progress = file, progress
        self.row = 0  # the header is row 1, as in a spreadsheet
        self.line = self.first = 0  # the line read last, and that on which the row begins
        self.size = 0
        self.encoding, self.separator = "", ","  # until its first bytes have been read

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
        if header and _is_sep(header):
            header = next(rows, None)
        if header is None:
            raise Refusal("The file is empty; a table with the columns review and sentiment is needed.")
        names = [tidy(name).strip().lower() for name in header]
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
        for cells in at_each(rows):
            if not any(map(str.strip, cells)):  # as spreadsheets leave them
                continue
            if len(cells) != len(header):
                raise Refusal(
                    "{where} has {count} cells and the first row {first}; a review with commas "
                    "in it needs quotation marks around it.",
                    where=self.where,
                    count=len(cells),
                    first=len(header),
                )
            verdict = LABELS.get(narrow(cells[label]).strip().lower())
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
        lines = self._lines()
        head = next(lines, None)  # by then it is known what sets cells apart
        if head is None:
            return
        reader: Any = csv.reader(chain([head], lines), strict=True, delimiter=self.separator)
        while True:
            self.row, self.first = self.row + 1, self.line + (self.row > 0)
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
        """The lines of the file, however they end, as text."""
        told, tail = 0, ""
        for data in self._begun():
            self.size += len(data)
            try:
                text = tail + self.decoder.decode(data)
            except UnicodeDecodeError as error:
                raise self._foreign(tail, data, error.start) from error
            *whole, tail = _ENDS.split(text)
            if not tail and whole and whole[-1].endswith("\r"):  # perhaps the first half of an end
                tail = whole.pop()
            yield from map(self._counted, whole)
            if len(tail) > LONGEST_LINE:
                self._counted(tail)
            if self.progress and self.size - told >= 1_000_000:
                told = self.size
                self.progress(told)
        yield from map(self._counted, filter(None, _ENDS.split(tail)))
        if self.progress:
            self.progress(self.size)

    def _begun(self) -> Iterator[bytes]:
        """The bytes of the file, whose first ones tell its encoding and what sets its cells apart."""
        first, size = [], 0
        while size < LOOKED_AT and (data := self.file.readline(LONGEST_LINE + 1)):
            first.append(data)
            size += len(data)
        sample = b"".join(first)
        if sample.startswith(PACKED):
            raise Refusal("The file is packed (.xlsx or .zip); save the table as CSV in UTF-8.")
        found = encoding_of(sample, whole=size < LOOKED_AT) or UTF_8
        self.encoding = NAMES.get(found, "")
        self.decoder = codecs.getincrementaldecoder(found)()
        self.separator = _separator(sample.decode(found, errors="replace"))
        yield from first
        while data := self.file.readline(LONGEST_LINE + 1):
            yield data

    def _counted(self, text: str) -> str:
        self.line += 1
        if len(text) > LONGEST_LINE:
            raise Refusal(
                "Line {line} has more than {longest:,} letters: this is no table of reviews.",
                line=self.line,
                longest=LONGEST_LINE,
            )
        return text

    def _foreign(self, tail: str, data: bytes, start: int) -> Refusal:
        """What the decoder stumbles over, in a file that does not begin like that."""
        self.line += len(_ENDS.split(tail + data[:start].decode(errors="replace")))
        return Refusal(
            "{where} is not in UTF-8 (line {line}, byte {byte}); save the table as CSV in UTF-8.",
            where=self.where,
            line=self.line,
            byte=start - max(data.rfind(end, 0, start) for end in (b"\n", b"\r")),
        )


def _separator(text: str) -> str:
    """What sets the cells of a table apart: the sign that cuts its head into the names needed."""
    for line in text.splitlines()[:2]:
        for sign in SEPARATORS:
            names = [name.strip(' "').lower() for name in line.split(sign)]
            if all(name in names for name in NEEDED):
                return sign
    return ","


def _is_sep(cells: list[str]) -> bool:
    """Whether a row is a spreadsheet's note of its separator, `sep=;`."""
    return cells[0].strip().lower().startswith("sep=")
