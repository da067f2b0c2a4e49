"""A column of somebody's own: from the bytes of a CSV file to its numbers, which are kept by a key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage import datasets
from rnnviz.tasks.column_table import Table, called
from rnnviz.text import tables
from rnnviz.text.allowance import at_each
from rnnviz.text.message import Message, Refusal
from rnnviz.text.numerals import Marks, Numeral, is_missing, number

FEWEST, MOST = 20, 100_000  # rows: of fewer, too few are left to test on
FEW = 100  # rows, below which scores on the unseen ones vary much
LARGEST = 20_000_000  # bytes
FARTHEST = 1e100  # from zero, so that squares stay finite
PREVIEWED = 5  # rows that a reader is shown
TRAINED = 0.8  # of the values; the rest is unseen


@dataclass(frozen=True)
class Own:
    """A column of somebody's own, standardised by the part that is trained on."""

    name: str
    values: Array  # (N,)
    mean: float
    deviation: float
    trained: int  # so many values are trained on, the others are unseen

    @property
    def rises(self) -> bool:
        """Whether what is unseen lies wholly outside of what was trained on."""
        seen, rest = self.values[: self.trained], self.values[self.trained :]
        return bool(rest.min() > seen.max() or rest.max() < seen.min())


@dataclass(frozen=True)
class Column:
    """A column of numbers as it was read."""

    name: str
    values: Array  # (N,)
    marks: Marks
    notes: tuple[Message, ...] = ()  # what was done with its cells


def table(content: bytes, head: bool | None = None) -> Table:
    """The cells of a CSV file; `head` says whether its first row names the columns, None to find out.

    Raises ValueError, a sentence that names the line or the cause.
    """
    if len(content) > LARGEST:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed are up to {largest:.0f} MB.",
            size=len(content) / 1e6,
            largest=LARGEST / 1e6,
        )
    return Table(tables.read(content, MOST, head))


def column(table: Table, which: str | int | None = None) -> tuple[str, Array]:
    """The name and the numbers `(N,)` of a column, as `read` finds them."""
    found = read(table, which)
    return found.name, found.values


def read(table: Table, which: str | int | None = None, decimal: str = "") -> Column:
    """A column, chosen by its name or by its number from 1, else the usual one; `decimal` is what
    stands before its decimals, if that is known.

    Rows without a number above the first and below the last are left out. Raises ValueError, a sentence
    that names the line or the cause.
    """
    place = _place(table, which)
    name = table.names[place]
    marks = Marks(decimal, table.marks(place).doubtful) if decimal else table.marks(place)
    cells, notes = _within(list(table.sheet.column(place)))
    if len(cells) < FEWEST:
        raise Refusal(
            "The column “{name}” has {count} rows; at least {fewest} are needed.",
            name=called(name),
            count=len(cells),
            fewest=FEWEST,
        )
    if len(cells) > MOST:
        raise Refusal("The file has more than {most:,} rows; allowed are up to {most:,}.", most=MOST)
    units: dict[str, str] = {}
    values = np.array([_value(line, cell, name, marks, units) for line, cell in at_each(cells)])
    notes += [Message("“{unit}” is left out of the numbers.", unit=unit) for unit in units if unit]
    check(values, name)
    return Column(name, values, marks, tuple(notes))


def _within(cells: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[Message]]:
    """The cells from the first to the last that is not missing, and what is said of the others."""
    there = [number for number, (_, cell) in enumerate(cells) if not is_missing(cell)]
    first, last = (there[0], there[-1] + 1) if there else (0, 0)
    left = len(cells) - (last - first)
    if not there or not left:
        return cells, []
    said = Message(
        "{count} row without a number, at an end of the column, is left out.",
        "{count} rows without a number, at the ends of the column, are left out.",
        count=left,
    )
    return cells[first:last], [said]


def _value(line: int, cell: str, name: str, marks: Marks, units: dict[str, str]) -> float:
    """The number in a cell; `units` are those met above, each with its cell."""
    if not cell:
        raise Refusal("Line {line}: the column “{name}” is empty there.", line=line, name=called(name))
    found = number(cell, marks.decimal)
    if found is None:
        raise Refusal(
            "Line {line}: “{cell}” in the column “{name}” is no finite number.",
            line=line,
            cell=cell[:40],
            name=called(name),
        )
    if not cell.replace(".", "").isdecimal():
        _same_unit(line, cell, name, units)
    elif "%" in units:
        _other_unit(line, cell, name, units["%"])
    return found


def _same_unit(line: int, cell: str, name: str, units: dict[str, str]) -> None:
    """Refuse a cell whose unit is another than that of those above it."""
    numeral = Numeral.of(cell)
    unit = numeral.unit if numeral else ""
    others = [other for other in units if other != unit and ((other and unit) or "%" in (other, unit))]
    if others:
        _other_unit(line, cell, name, units[others[0]])
    units.setdefault(unit, cell)


def _other_unit(line: int, cell: str, name: str, before: str) -> None:
    raise Refusal(
        "Line {line}: “{cell}” in the column “{name}” has another unit than “{before}” above it.",
        line=line,
        cell=cell[:40],
        name=called(name),
        before=before[:40],
    )


def check(values: Array, name: str) -> None:
    """Raise ValueError, a sentence, if there is nothing to learn from these numbers `(N,)`."""
    if not FEWEST <= len(values) <= MOST:
        raise Refusal(
            "The column “{name}” has {count:,} rows; allowed are {fewest} to {most:,}.",
            name=called(name),
            count=len(values),
            fewest=FEWEST,
            most=MOST,
        )
    if not np.isfinite(values).all():
        raise Refusal("The column “{name}” has a value that is no finite number.", name=called(name))
    if np.abs(values).max() > FARTHEST:
        raise Refusal(
            "The column “{name}” has a value beyond ±{farthest:g}, which is allowed at most.",
            name=called(name),
            farthest=FARTHEST,
        )
    if values.min() == values.max():
        raise Refusal(
            "The column “{name}” has only one value, {value:g}; there is nothing to foresee.",
            name=called(name),
            value=values[0],
        )


def keep(name: str, values: Array, save: Callable[[Any], str] = datasets.save_json) -> str:
    """Keep a column, by `save`, and return its key, the task's `data`; raises ValueError, a sentence,
    if there is nothing to learn from it."""
    check(values, name)
    key = save({"column": name, "values": values.tolist()})
    own(key)
    return key


@lru_cache(maxsize=8)
def own(key: str) -> Own:
    """The column that is kept under a key; raises ValueError, a sentence, if there is none."""
    if not key:
        raise Refusal("There is no data yet; load a CSV file, and choose its column.")
    found = datasets.load_json(key)
    try:
        name, values = str(found["column"]), np.array(found["values"], dtype=float)
    except (KeyError, TypeError, ValueError):
        raise Refusal(
            "The dataset {key} is of another kind; a column of numbers is needed.", key=key
        ) from None
    check(values, name)
    trained = int(len(values) * TRAINED)
    mean, deviation = values[:trained].mean(), values[:trained].std()
    if not deviation:
        raise Refusal(
            "The first {share:.0%} of the column “{name}”, which are trained on, have only one "
            "value, {value:g}; there is nothing to learn.",
            share=TRAINED,
            name=called(name),
            value=values[0],
        )
    return Own(name, (values - mean) / deviation, float(mean), float(deviation), trained)


def _place(table: Table, which: str | int | None) -> int:
    if which is None:
        if table.usual is None:
            raise _nothing(table)
        which = table.usual
    if isinstance(which, str) and which in table.names:
        return table.names.index(which)
    number = int(which) if isinstance(which, int) or which.isdecimal() else 0
    if not 1 <= number <= len(table.names):
        raise Refusal(
            "There is no column “{which}”; there are {known}.",
            which=str(which)[:40],
            known=[Message("“{name}”", name=called(name)) for name in table.names[:10]],
        )
    return number - 1


def _nothing(table: Table) -> Refusal:
    """Where the first cells are that are no numbers."""
    line, cells = table.rows[0] if table.rows else (1, ("",))
    place = next((place for place, cell in enumerate(cells) if cell), 0)
    return Refusal(
        "No column begins with a number: in line {line} the column “{name}” has “{cell}”. A column of "
        "numbers is needed.",
        line=line,
        name=called(table.names[place]),
        cell=cells[place][:40],
    )


def as_number(text: str, decimal: str) -> float:
    """A numeral in doubt, read with one of the signs before its decimals."""
    found = number(text, decimal)
    return float("nan") if found is None else found
