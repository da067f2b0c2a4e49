"""A column of somebody's own: from the bytes of a CSV file to its numbers, which are kept by a key."""

import csv
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage import datasets
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

FEWEST, MOST = 50, 100_000  # rows
LARGEST = 20_000_000  # bytes
SEPARATORS = ";\t"  # those of a file that has one in every line; else it is the comma
LOOKED_AT = 20  # lines, to see what separates the cells
_NAMELESS = re.compile(r"column (\d+)")
TRAINED = 0.8  # of the values; the rest is unseen
UNNAMED = N_("column {number}")  # the name of a column that its file does not name


@dataclass(frozen=True)
class Own:
    """A column of somebody's own, standardised by the part that is trained on."""

    name: str
    values: Array  # (N,)
    mean: float
    deviation: float
    trained: int  # so many values are trained on, the others are unseen


@dataclass(frozen=True)
class Table:
    """A CSV file cut into cells; `names` are its header's, or "column 1", ... if it has none."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]  # each with the number of the line that it ends on
    decimal: str  # how a number writes its point

    @property
    def numeric(self) -> tuple[str, ...]:
        """The names of the columns whose first cell is a number."""
        first = self.rows[0][1] if self.rows else []
        return tuple(
            name
            for name, cell in zip(self.names, first, strict=False)
            if _number(cell, self.decimal) is not None
        )


def table(content: bytes) -> Table:
    """The cells of a CSV file in UTF-8, separated by commas, semicolons or tabs.

    Between semicolons or tabs a number may have a decimal comma. Raises ValueError, a sentence that
    names the line or the cause.
    """
    if len(content) > LARGEST:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed are up to {largest:.0f} MB.",
            size=len(content) / 1e6,
            largest=LARGEST / 1e6,
        )
    text = _decoded(content)
    lines = list(islice((line for line in text.splitlines() if line.strip()), LOOKED_AT))
    if not lines:
        raise Refusal("The file is empty; a column of numbers is needed.")
    separator = next((sign for sign in SEPARATORS if all(sign in line for line in lines)), ",")
    decimal = "," if separator != "," and _with_commas(lines, separator) else "."
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if row:
                rows.append((reader.line_num, [cell.strip() for cell in row]))
            if len(rows) > MOST + 1:
                raise Refusal(
                    "The file has more than {most:,} rows; allowed are up to {most:,}.", most=MOST
                )
    except csv.Error as error:
        raise Refusal(
            "Line {line}: its quotes are not closed, or stand within a cell ({error}).",
            line=reader.line_num,
            error=error,
        ) from error
    while rows and not any(rows[-1][1]):  # as spreadsheets leave them at the end
        rows.pop()
    if not rows:
        raise Refusal("The file has only empty cells; a column of numbers is needed.")
    head = rows[0][1]
    if any(_number(cell, decimal) is not None for cell in head):
        return Table(
            tuple(UNNAMED.format(number=place) for place in range(1, len(head) + 1)),
            tuple(rows),
            decimal,
        )
    names = tuple(cell or UNNAMED.format(number=place) for place, cell in enumerate(head, 1))
    return Table(names, tuple(rows[1:]), decimal)


def column(table: Table, which: str | int | None = None) -> tuple[str, Array]:
    """The name and the numbers `(N,)` of a column, chosen by its name or by its number from 1, else of
    the first that holds numbers.

    Raises ValueError, a sentence that names the line or the cause.
    """
    place = _place(table, which)
    name = table.names[place]
    if len(table.rows) < FEWEST:
        raise Refusal(
            "The column “{name}” has {count} rows; at least {fewest} are needed.",
            name=_called(name),
            count=len(table.rows),
            fewest=FEWEST,
        )
    if len(table.rows) > MOST:
        raise Refusal("The file has more than {most:,} rows; allowed are up to {most:,}.", most=MOST)
    values = np.empty(len(table.rows))
    for number, (line, row) in enumerate(table.rows):
        cell = row[place] if place < len(row) else ""
        if not cell:
            raise Refusal(
                "Line {line}: the column “{name}” is empty there.", line=line, name=_called(name)
            )
        found = _number(cell, table.decimal)
        if found is None:
            raise Refusal(
                "Line {line}: “{cell}” in the column “{name}” is no finite number.",
                line=line,
                cell=cell[:40],
                name=_called(name),
            )
        values[number] = float(cell.replace(table.decimal, "."))
    check(values, name)
    return name, values


def check(values: Array, name: str) -> None:
    """Raise ValueError, a sentence, if there is nothing to learn from these numbers `(N,)`."""
    if not FEWEST <= len(values) <= MOST:
        raise Refusal(
            "The column “{name}” has {count:,} rows; allowed are {fewest} to {most:,}.",
            name=_called(name),
            count=len(values),
            fewest=FEWEST,
            most=MOST,
        )
    if not np.isfinite(values).all():
        raise Refusal("The column “{name}” has a value that is no finite number.", name=_called(name))
    if values.min() == values.max():
        raise Refusal(
            "The column “{name}” has only one value, {value:g}; there is nothing to foresee.",
            name=_called(name),
            value=values[0],
        )


def keep(name: str, values: Array) -> str:
    """Keep a column and return its key, the task's `data`; raises ValueError, a sentence, if there is
    nothing to learn from it."""
    check(values, name)
    key = datasets.save_json({"column": name, "values": values.tolist()})
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
            name=_called(name),
            value=values[0],
        )
    return Own(name, (values - mean) / deviation, float(mean), float(deviation), trained)


def _place(table: Table, which: str | int | None) -> int:
    if which is None:
        if not table.numeric:
            raise Refusal("No column begins with a number; a column of numbers is needed.")
        which = table.numeric[0]
    if isinstance(which, str) and which in table.names:
        return table.names.index(which)
    number = int(which) if isinstance(which, int) or which.isdecimal() else 0
    if not 1 <= number <= len(table.names):
        raise Refusal(
            "There is no column “{which}”; there are {known}.",
            which=str(which)[:40],
            known=[Message("“{name}”", name=_called(name)) for name in table.names[:10]],
        )
    return number - 1


def _called(name: str) -> str | Message:
    """A column within a sentence; one without a name of its own is called by its number."""
    found = _NAMELESS.fullmatch(name)
    return Message("column {number}", number=int(found[1])) if found else name[:40]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(
            "Line {line}: the file is not in UTF-8; save it in that encoding and load it again.",
            line=line,
        ) from error
    if "\0" in text:
        raise Refusal("The file is no text: it has bytes that are zero, as UTF-16 and Excel have.")
    return text


def _with_commas(lines: list[str], separator: str) -> bool:
    """Whether some cell is a number only if its comma is a point."""
    cells = [cell.strip() for line in lines for cell in line.split(separator)]
    return any(_number(cell, ",") is not None and _number(cell, ".") is None for cell in cells)


def _number(cell: str, decimal: str) -> float | None:
    """The finite number that a cell is, if it is one."""
    if "_" in cell or (decimal == "," and "." in cell):
        return None
    try:
        found = float(cell.replace(decimal, "."))
    except ValueError:
        return None
    return found if np.isfinite(found) else None
