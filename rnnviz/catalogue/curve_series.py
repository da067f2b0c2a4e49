"""Several curves below each other in one table, as long tables have them: what tells them apart."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from rnnviz.catalogue.curve_csv import CurveTable, curve
from rnnviz.storage.own_curves import Points
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.text.numerals import number

MOST_SERIES = 60  # curves of one table; a column with more words is none that tells curves apart
MOST_CANDIDATES = 8  # columns that are tried, alone and together
MOST_TOGETHER = 3


def candidates(table: CurveTable, steps: int | None, values: int) -> tuple[int, ...]:
    """The columns that may tell curves apart: those with few different cells, words before numbers."""
    found = [
        place
        for place in range(len(table.sheet.names))
        if place not in (steps, values) and 2 <= _different(table, place) <= MOST_SERIES
    ]
    return tuple(sorted(found, key=lambda place: place in table.numeric)[:MOST_CANDIDATES])


def _different(table: CurveTable, place: int) -> int:
    """How many different cells a column has, counted as far as it matters."""
    seen: set[str] = set()
    for _line, cell in table.sheet.column(place):
        seen.add(cell)
        if len(seen) > MOST_SERIES:
            break
    return len(seen)


def likely(table: CurveTable, steps: int | None, values: int) -> tuple[int, ...]:
    """The fewest columns within whose words the steps rise; none where they rise anyhow, where rows are
    counted, or where no columns help."""
    if steps is None:
        return ()
    at = _steps(table, steps, values)
    if _rise(at, [()] * len(at)):
        return ()
    columns = {
        place: [_cell(table.sheet.rows[row][1], place) for row, _step in at]
        for place in candidates(table, steps, values)
    }
    for count in range(1, MOST_TOGETHER + 1):
        for places in combinations(columns, count):
            keys = list(zip(*(columns[place] for place in places), strict=True))
            if len(set(keys)) <= MOST_SERIES and _rise(at, keys):
                return places
    return ()


def series(table: CurveTable, by: Sequence[int]) -> dict[tuple[str, ...], CurveTable]:
    """The rows of each curve, by the words of its columns, in the order in which they begin."""
    if not by:
        return {(): table}
    found: dict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] = {}
    for line, cells in table.sheet.rows:
        found.setdefault(tuple(_cell(cells, place) for place in by), []).append((line, tuple(cells)))
    return {
        key: replace(table, sheet=replace(table.sheet, rows=tuple(rows))) for key, rows in found.items()
    }


class SeriesCurve(NamedTuple):
    """One curve of a table."""

    words: str  # what tells it from the others of the table, "" for the only one
    points: Points
    told: Message  # what there is to say of it


def curves(
    table: CurveTable, steps: int | None, values: Sequence[int], by: Sequence[int]
) -> tuple[list[SeriesCurve], Message]:
    """All curves of some columns of values, those below each other apart, and what was left out; raises
    Refusal where one of them is no curve, or there are too many."""
    parts = series(table, by)
    long = {key: part for key, part in parts.items() if len(part.sheet.rows) > 1} or parts
    count = len(long) * len(values)
    if count > MOST_SERIES:
        raise Refusal(
            "That would be {count:,} curves; up to {most} can be put on the list at once. Choose fewer "
            "columns, or a part of the file.",
            count=count,
            most=MOST_SERIES,
        )
    found = [
        SeriesCurve(
            _words(table, by, key, place if len(values) > 1 else None), *curve(part, steps, place)
        )
        for key, part in long.items()
        for place in values
    ]
    left = len(parts) - len(long)
    told = Message(
        "One curve of a single row is left out.",
        "{count:,} curves of a single row are left out.",
        count=left,
    )
    return found, told if left else NOTHING


def _words(table: CurveTable, by: Sequence[int], key: Sequence[str], place: int | None) -> str:
    """What a curve is called: words as they are, numbers behind the names of their columns."""
    names = table.sheet.names
    words = [
        f"{names[column]} {cell}" if column in table.numeric else cell
        for column, cell in zip(by, key, strict=True)
    ]
    return " ".join(filter(None, [*words, "" if place is None else names[place]]))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _steps(table: CurveTable, steps: int, values: int) -> list[tuple[int, float]]:
    """The number of each row that has a step and a value, and its step."""

    def known(place: int) -> Iterator[float | None]:
        for _line, cell in table.sheet.column(place):
            found = number(cell)
            yield number(cell, ",") if found is None else found

    both = enumerate(zip(known(steps), known(values), strict=True))
    return [(row, step) for row, (step, value) in both if step is not None and value is not None]


def _rise(at: Sequence[tuple[int, float]], keys: Sequence[tuple[str, ...]]) -> bool:
    """Whether the steps rise within each key."""
    last: dict[tuple[str, ...], float] = {}
    for (_row, step), key in zip(at, keys, strict=True):
        if step <= last.get(key, -math.inf):
            return False
        last[key] = step
    return True
