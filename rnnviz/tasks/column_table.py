"""Which columns of a table hold numbers, how these write decimals, and which only count the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import regex

from rnnviz.nn.cells.base import Array
from rnnviz.text import tables
from rnnviz.text.allowance import at_each
from rnnviz.text.message import Message
from rnnviz.text.numerals import Marks, Numeral, is_missing, number
from rnnviz.text.tables import Sheet

_NAMELESS = regex.compile(r"column (\d+)")
# what a column of counters or dates is called, whatever its values
_COUNTERS = regex.compile(
    r"(?:unnamed.*|index|id|no\.?|nr\.?|#|year|month|week|day|hour|minute|second|date|datetime|time"
    r"|timestamp|jahr|monat|woche|tag|datum|stunde|zeit|année|mois|jour|heure|年份?|月份?|日期?|时间|序号|编号)",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Table:
    """A CSV file cut into cells, and which of its columns hold numbers."""

    sheet: Sheet

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return self.sheet.names

    @property
    def rows(self) -> tuple[tables.Row, ...]:
        """The rows below the head, each with the number of the line that it ends on."""
        return self.sheet.rows

    @cached_property
    def numeric(self) -> tuple[str, ...]:
        """The names of the columns that hold numbers, here and there perhaps something else."""
        return tuple(self.names[place] for place in self._marks)

    @cached_property
    def _marks(self) -> dict[int, Marks]:
        """How each numeric column writes its decimals, by its place."""
        cells = {place: self._cells(place) for place in at_each(range(len(self.names)))}
        grouped = self.sheet.separator != ","
        found = {
            # between commas a point is the decimal sign, and a comma in quotes one of thousands
            place: Marks.of(dict.fromkeys(column), grouped or any("," in cell for cell in column))
            for place, column in at_each(cells.items())
            if _is_numeric(column)
        }
        proven = {marks.decimal for marks in found.values() if marks.proven}
        if len(proven) == 1:  # what one column proves decides the others
            known = Marks(proven.pop())
            found = {place: known if one.doubtful else one for place, one in found.items()}
        return found

    def _cells(self, place: int) -> list[str]:
        return [cell for _, cell in self.sheet.column(place) if not is_missing(cell)]

    def marks(self, place: int) -> Marks:
        """How a column writes its decimals."""
        return self._marks.get(place, Marks())

    @cached_property
    def counters(self) -> tuple[str, ...]:
        """The names of the numeric columns that only count or date the rows: those that rise or fall by
        one step throughout, or are called so."""
        return tuple(name for name in at_each(self.numeric) if self._counts(self.names.index(name)))

    def _counts(self, place: int) -> bool:
        found = [number(cell, self.marks(place).decimal) for cell in self._cells(place)]
        values = np.array([value for value in found if value is not None])
        if len(values) < 3:
            return False
        whole = bool((values == np.round(values)).all())
        name, steps = self.names[place].strip(), np.diff(values)
        index = _NAMELESS.fullmatch(name) and self.sheet.head and (steps > 0).all()
        named = bool(index) or _COUNTERS.fullmatch(name) is not None
        return _by_one_step(values) or (whole and (named or _dates(values)))

    @cached_property
    def usual(self) -> str | None:
        """The column to begin with: the first of numbers that is no counter; None if there is none."""
        others = [name for name in self.numeric if name not in self.counters]
        unnamed = [name for name in self.numeric if not _COUNTERS.fullmatch(name.strip())]
        return (
            next(iter(others), None) or next(reversed(unnamed), None) or next(iter(self.numeric), None)
        )


def _is_numeric(cells: Sequence[str]) -> bool:
    looked = cells[:200]
    found = [numeral for numeral in map(Numeral.of, looked) if numeral]
    return bool(looked) and 2 * sum(numeral.is_number for numeral in found) >= len(looked)


def _by_one_step(values: Array) -> bool:
    steps = np.diff(values)
    return bool(steps[0] and np.allclose(steps, steps[0], rtol=1e-6, atol=1e-12 * np.abs(values).max()))


def _dates(values: Array) -> bool:
    """Whether whole numbers are days as 20240131, in order."""
    if values.min() < 10_000_101 or values.max() > 99_991_231 or (np.diff(values) < 0).any():
        return False
    try:
        for value in dict.fromkeys(values.tolist()):
            date(int(value) // 10_000, int(value) // 100 % 100, int(value) % 100)
    except ValueError:
        return False
    return True


def called(name: str) -> str | Message:
    """A column within a sentence; one without a name of its own is called by its number."""
    found = _NAMELESS.fullmatch(name)
    return Message("column {number}", number=int(found[1])) if found else name[:40]
