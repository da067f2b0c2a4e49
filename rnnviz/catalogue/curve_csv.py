"""A curve of somebody's own from a CSV: which of its columns are its steps and its values, and the
points; what is wrong is said with the line that it stands on."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnviz.storage.own_curves import MOST_POINTS, Points, thinned
from rnnviz.text import tables
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.text.numerals import Marks, is_infinite, is_missing, number
from rnnviz.text.tables import Sheet

MOST_BYTES = 20_000_000
MOST_ROWS, MOST_COLUMNS = 200_000, 200
LARGEST = 1e15  # of a step, which is a whole number beyond doubt
LOOKED_AT = 200  # rows, to see what a column holds
LONGEST_CELL = 40  # letters of a cell that is quoted
# how programs that log call their steps, and what falls
STEPS = re.compile(r"(^|[^a-z])(step|steps|iter|iters|iterations?|updates?|epochs?|batch|samples)s?\b")
VALUES = re.compile(r"loss|nll|perplexity|entropy|error|mse|nats|value")


@dataclass(frozen=True)
class CurveTable:
    """A CSV, and which of its columns hold numbers."""

    sheet: Sheet
    numeric: tuple[int, ...]  # their places

    @property
    def names(self) -> list[str]:
        """What these columns are called."""
        return [self.sheet.names[place] for place in self.numeric]

    @property
    def steps(self) -> int | None:
        """The place of the column that is likely the steps, None if none is: rows are counted then."""
        named = self._named(STEPS)
        falls = [place for place in self._named(VALUES) if place not in named]
        rises = [place for place in self.numeric if self._rises(place, falls[:1])]
        likely = [place for place in named if place in rises] or named or rises[:1]
        return likely[0] if likely and len(self.numeric) > 1 else None

    @property
    def values(self) -> int:
        """The place of the column that is likely the loss."""
        steps = self.steps
        rest = [place for place in self.numeric if place != steps]
        named = [place for place in self._named(VALUES) if place != steps]
        return (named or rest or list(self.numeric))[0]

    def _named(self, words: re.Pattern[str]) -> list[int]:
        return [place for place in self.numeric if words.search(self.sheet.names[place].casefold())]

    def _rises(self, place: int, beside: Sequence[int]) -> bool:
        """Whether it does in the rows that have numbers `beside` it, too: programs that log several
        things write a row for each, with the same step."""
        lines = [{line for line, _cell in self._some(other)} for other in beside]
        found = [
            number(cell) for line, cell in self._some(place) if all(line in known for known in lines)
        ]
        known = [one for one in found if one is not None]
        return len(known) > 1 and all(a < b for a, b in pairwise(known))

    def _some(self, place: int) -> list[tuple[int, str]]:
        column = self.sheet.column(place)
        return [one for one, _ in zip(column, range(LOOKED_AT), strict=False) if not _is_none(one[1])]


def read(data: bytes) -> CurveTable:
    """The table in a file's bytes; raises Refusal, a sentence, for what is none or has no numbers."""
    if len(data) > MOST_BYTES:
        raise Refusal(
            "The file has {size:,.1f} MB; a curve may have up to {most:,.0f} MB. A part of it may do.",
            size=len(data) / 1e6,
            most=MOST_BYTES / 1e6,
        )
    sheet = tables.read(data, MOST_ROWS)
    if len(sheet.names) > MOST_COLUMNS:
        raise Refusal(
            "The file has {count:,} columns; a table of curves may have up to {most}.",
            count=len(sheet.names),
            most=MOST_COLUMNS,
        )
    found = CurveTable(sheet, ())
    numeric = tuple(place for place in range(len(sheet.names)) if _is_numeric(found, place))
    if not numeric:
        raise Refusal(
            "No column of the file holds numbers: {names}. A curve has a column of steps and one of "
            "values.",
            names=[name[:LONGEST_CELL] for name in sheet.names[:6]],
        )
    return CurveTable(sheet, numeric)


def _is_none(cell: str) -> bool:
    """Whether it stands for no number: nothing, NaN, or what a run that diverges has."""
    return is_missing(cell) or is_infinite(cell)


def _is_numeric(table: CurveTable, place: int) -> bool:
    cells = [cell for _line, cell in table._some(place)]
    numbers = sum(number(cell) is not None or number(cell, ",") is not None for cell in cells)
    return bool(cells) and 2 * numbers >= len(cells)


def curve(table: CurveTable, steps: int | None, values: int) -> tuple[Points, Message]:
    """The points of a curve, `(2, n)`, of more than there is room for those that look like all, and
    what there is to say of it; without a column of steps rows are counted from 1. Rows without a value
    are left out, as programs write them that log several things. Raises Refusal, a sentence that names
    the line, for what is no number and for steps that do not rise."""
    at = _counted(table) if steps is None else _numbers(table, steps)
    found: list[tuple[float, float]] = []
    left, last = 0, (0, -math.inf)
    for (line, step, shown), (_line, value, _shown) in zip(at, _numbers(table, values), strict=True):
        if step is None or value is None:
            left += 1
            continue
        if not abs(step) <= LARGEST or step < 0:
            raise Refusal(
                "Line {line}: step {step} is not allowed; steps go from 0 to {most:g}.",
                line=line,
                step=shown[:LONGEST_CELL],
                most=LARGEST,
            )
        if step <= last[1]:
            raise Refusal(
                "Line {line}: step {step} comes after {before:g} on line {other}; steps must rise. "
                "Choose another column of steps, or sort the file.",
                line=line,
                step=shown[:LONGEST_CELL],
                before=last[1],
                other=last[0],
            )
        last = line, step
        found.append((step, value))
    if len(found) < 2:
        raise Refusal(
            "The curve has {count} points; it needs at least 2 rows with a step and a value.",
            count=len(found),
        )
    told = Message(
        "One row without a step or a value is left out.",
        "{count:,} rows without a step or a value are left out.",
        count=left,
    )
    return thinned(np.array(found).T, MOST_POINTS), told if left else NOTHING


def _counted(table: CurveTable) -> Iterator[tuple[int, float | None, str]]:
    for place, (line, _cells) in enumerate(table.sheet.rows, 1):
        yield line, float(place), str(place)


def _numbers(table: CurveTable, place: int) -> Iterator[tuple[int, float | None, str]]:
    """The line, the number and the text of each cell of a column; None where there is none."""
    column = list(table.sheet.column(place))
    marks = Marks.of((cell for _line, cell in column), grouped=False)
    for line, cell in column:
        value = number(cell, marks.decimal)
        if value is None and not _is_none(cell):
            raise Refusal(
                "Line {line}, column “{column}”: “{cell}” is no number.",
                line=line,
                column=table.sheet.names[place][:LONGEST_CELL],
                cell=cell[:LONGEST_CELL],
            )
        yield line, value, cell
