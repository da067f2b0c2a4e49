"""Tables as spreadsheets and programs write them: what sets cells apart, and whether the first row is a
head. What had to be guessed is said."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import regex

from rnnviz.text.allowance import at_each
from rnnviz.text.encodings import decoded
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.numerals import Numeral, is_missing
from rnnviz.text.written import tidy

SEPARATORS = (";", "\t", "|", ",", "；", "，")
LOOKED_AT = 60  # rows, to see how a table is made
UNNAMED = N_("column {number}")  # the name of a column that its file does not name
MOST_COLUMNS, MOST_LINE = 2000, 1_000_000
MOST_CELL = 131_072  # letters of a cell; one that is longer has an open quotation mark
_SEP = regex.compile(r"\s*\"?sep=(.|\\t)\"?\s*", regex.IGNORECASE)
_COMMENT = regex.compile(r"\s*(?:#|%|//)")
_DATE = regex.compile(
    r"\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?(?:[T ]\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2})?"
)
Row = tuple[int, tuple[str, ...]]  # the line that it ends on, and its cells


@dataclass(frozen=True)
class Sheet:
    """A table cut into cells; `names` are its head's, or "column 1", ... if it has none."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str = ","
    head: bool = True
    notes: tuple[Message, ...] = ()  # what had to be guessed

    def column(self, place: int) -> Iterator[tuple[int, str]]:
        """The line and the cell of each row in a column, "" where the row is too short."""
        for line, cells in self.rows:
            yield line, cells[place] if place < len(cells) else ""


def read(data: bytes, most: int, head: bool | None = None) -> Sheet:
    """The table in a file's bytes, of at most so many rows; `head` says whether the first one names the
    columns, None to find out. Raises Refusal, a sentence that names the line or the cause."""
    text, encoding = decoded(data)
    notes = []
    if encoding:
        notes.append(Message("The file is not in UTF-8; it is read as {encoding}.", encoding=encoding))
    lines = io.StringIO(text, newline="").readlines()
    separator, start, comment = _start(lines)
    if not any(line.strip() for line in lines[start:]):
        raise Refusal("The file is empty; a column of numbers is needed.")
    separator = separator or separator_of([line for line in lines[start:] if line.strip()])
    rows = _cells(lines, start, separator, most)
    while rows and not any(rows[-1][1]):  # as spreadsheets leave them at the end
        rows.pop()
    if not rows:
        raise Refusal("The file has only empty cells; a column of numbers is needed.")
    rows, left = _without_title(rows)
    if left:
        notes.append(
            Message(
                "The first line, above the table, is left out.",
                "The first {count} lines, above the table, are left out.",
                count=left,
            )
        )
    return replace(_headed(rows, head, comment, separator), notes=tuple(notes), separator=separator)


def _start(lines: Sequence[str]) -> tuple[str, int, str]:
    """The separator that a file names (`sep=;`), the place of its first line that is no comment, and
    the last comment before that."""
    separator, comment, place = "", "", 0
    for line in lines:
        if found := _SEP.fullmatch(line.strip()):
            separator = found[1].replace("\\t", "\t")
        elif _COMMENT.match(line):
            comment = _COMMENT.sub("", line, count=1).strip()
        elif line.strip():
            break
        place += 1
    return separator, place, comment


def separator_of(lines: Sequence[str]) -> str:
    """What sets the cells of some lines apart: what cuts most of them into equally many."""
    best, share = ",", 0.0
    for sign in SEPARATORS:
        counts = _counts(lines, sign)
        wide = {count: often for count, often in counts.items() if count > 1}
        found = max(wide.values(), default=0) / max(counts.total(), 1)
        if found > share + 1e-9:
            best, share = sign, found
    decimals = regex.compile(r"\s*-?\d+,\d+\s*")
    if best == "," and all(decimals.fullmatch(line) for line in lines[1:LOOKED_AT]):
        return ";" if len(lines) > 1 and "," not in lines[0] else ","  # 940,5 below a head of one cell
    if share < 0.5 and (blank := _by_blanks(lines)):
        return blank
    return best


def _counts(lines: Sequence[str], sign: str) -> Counter[int]:
    """How often a sign cuts lines into how many cells."""
    try:
        rows = list(islice(csv.reader(lines, delimiter=sign), LOOKED_AT))
    except csv.Error:
        return Counter()
    return Counter(len(row) for row in rows if row)


def _by_blanks(lines: Sequence[str]) -> str:
    """A blank, if it sets numbers apart, as other programs print them."""
    rows = [line.split() for line in lines[:LOOKED_AT]]
    cut = {len(row) for row in rows}
    numbers = all(Numeral.of(cell) or is_missing(cell) for row in rows[1:] for cell in row[1:])
    return " " if len(cut) == 1 and cut != {1} and len(rows) > 1 and numbers else ""


def _cells(lines: Sequence[str], start: int, separator: str, most: int) -> list[Row]:
    reader = csv.reader(
        iter(lines[start:]), delimiter=separator, strict=True, skipinitialspace=separator != "\t"
    )
    rows: list[Row] = []
    if any(len(line) > MOST_LINE for line in lines[start:]):
        raise Refusal("A line has more than {most:,} letters; allowed are up to that.", most=MOST_LINE)
    try:
        for row in at_each(reader):
            if len(row) > MOST_COLUMNS:
                raise Refusal(
                    "Line {line} has {count:,} cells; allowed are up to {most:,}.",
                    line=start + reader.line_num,
                    count=len(row),
                    most=MOST_COLUMNS,
                )
            if row and not _COMMENT.match(row[0]):
                if separator == " ":
                    row = [cell for cell in row if cell]
                rows.append((start + reader.line_num, tuple(tidy(cell).strip() for cell in row)))
            if len(rows) > most + 1:
                raise Refusal(
                    "The file has more than {most:,} rows; allowed are up to {most:,}.", most=most
                )
    except csv.Error as error:
        raise Refusal(
            "Line {line}: its quotes are not closed, or stand within a cell ({error}).",
            line=start + reader.line_num,
            error=error,
        ) from error
    return rows


def _without_title(rows: list[Row]) -> tuple[list[Row], int]:
    """The rows without those above the table that have fewer cells than it, and how many these are."""
    width = Counter(len(cells) for _, cells in rows[:LOOKED_AT]).most_common(1)[0][0]
    first = 0
    while first < min(len(rows) - 1, 20) and (len(rows[first][1]) < width or _is_title(rows[first:])):
        first += 1
    left = rows[:first]
    whole = first < len(rows) - 1 and not any(any(cells[1:]) for _, cells in left)
    numbers = any(Numeral.of(cells[0]) for _, cells in left)
    return (rows[first:], first) if whole and not numbers else (rows, 0)


def _is_title(rows: Sequence[Row]) -> bool:
    """Whether a row has words in its first cell alone, and names of columns stand below it."""
    cells, below = rows[0][1], rows[1][1]
    return bool(cells[0]) and not any(cells[1:]) and all(below) and len(below) > 1


def _headed(rows: list[Row], head: bool | None, comment: str, separator: str) -> Sheet:
    """The rows with the names of their columns, from the first row or the comment above it."""
    first = rows[0][1]
    if head is None:
        head = is_head(first, [cells for _, cells in rows[1 : LOOKED_AT + 1]])
    if head:
        return Sheet(_names(first), tuple(rows[1:]))
    named = [cell.strip() for cell in next(csv.reader([comment], delimiter=separator), [])]
    if len(named) == len(first) and not any(Numeral.of(cell) for cell in named):
        return Sheet(_names(named), tuple(rows))
    return Sheet(
        _names([""] * max(len(cells) for _, cells in rows[:LOOKED_AT])), tuple(rows), head=False
    )


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Each column's own name."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name, again = cell or UNNAMED.format(number=place), 2
        while name in names:
            name, again = f"{cell or UNNAMED.format(number=place)} ({again})", again + 1
        names.append(name)
    return tuple(names)


def is_head(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names the columns: one of its cells is of another kind than those below it,
    as `,0` is above 0,20.1 and `year` above 1990."""
    if not body:
        return not any(Numeral.of(cell) for cell in first)
    if _are_years(first) and not _are_years(body[0]):
        return True
    for place, cell in enumerate(first):
        below = Counter(_kind(row[place]) for row in body if place < len(row) and row[place])
        if not below:
            continue
        kind, often = below.most_common(1)[0]
        if kind != "text" and often >= 0.6 * below.total() and _kind(cell) != kind:
            if _kind(cell) == "text" and not is_missing(cell):
                return True
            if not cell and place == 0 < len(first) - 1 and below.total() == len(body):
                return True
    if list(first) == [str(n) for n in range(len(first))] and all("." in "".join(row) for row in body):
        return True  # pandas' names of columns without one, above numbers that all have a point
    return not any(_kind(cell) in ("number", "date") for cell in first)


def _are_years(cells: Sequence[str]) -> bool:
    """Whether all cells but the first are years, one after the other."""
    years = [int(cell) if regex.fullmatch("[12][0-9]{3}", cell) else 0 for cell in cells[1:]]
    return len(years) > 1 and years[0] > 0 and years == [years[0] + n for n in range(len(years))]


def _kind(cell: str) -> str:
    if (numeral := Numeral.of(cell)) and numeral.is_number:
        return "number"
    return "date" if _DATE.fullmatch(cell) else "text"
