"""Rows of numbers as people and other programs write them, cut into cells that `float` can read.

`1 2; 3 4`, `[[1, 2], [3, 4]]`, `array([1., 2.])`, R's and MATLAB's prints, LaTeX, tabs, `0,5; 1,5`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from rnnviz.text.message import NOTHING, Message
from rnnviz.text.numerals import Marks, Numeral, number, plain
from rnnviz.text.written import tidy

_OPEN, _CLOSE = "[({", "])}"
_GROUPED = regex.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2009\u202f'’´]\d{3})+(?!\d)")
_SEPARATING = str.maketrans({"，": ", ", "、": ", ", "；": ";", "\t": " "})
_LATEX = regex.compile(r"\\(?:begin|end)\{\w+\*?\}(?:\{\w+\})?|\$+|\\left|\\right")
_LABELS = regex.compile(r"\[\s*\d*,\s*\d*\]|^\s*\[\d+\](?=[ \t]+[-\d])", regex.MULTILINE)
_NAMED = regex.compile(r"^\s*(?:[^\W\d][\w.]*\s*(?:=|<-)\s*)?(?:[^\W\d][\w.]*\s*(?=\())?")
_OPTIONS = regex.compile(r",\s*[a-z_]+\s*=\s*[\w.'\"<>]+")
_FACTOR = regex.compile(r"^\s*(\d+\.?\d*[eE][-+]?\d+)\s*\*\s*$", regex.MULTILINE)
_INNER = regex.compile(r"(?<=\d),(?=\d)")


@dataclass(frozen=True)
class Rows:
    """The cells of each row, and what is to be said of how they were read."""

    cells: tuple[tuple[str, ...], ...]
    note: Message = NOTHING


def rows(text: str, width: int | None = None, square: bool = False) -> Rows:
    """The rows of a text, by lines, semicolons or brackets. Where a comma may be a decimal one or may
    set numbers apart, those of this `width`, or a `square` of them, are preferred."""
    text, factor = _prepared(text)
    cut, listed = _bracketed(text)
    while cut and not cut[-1].strip(" ,"):  # a row that is still to be typed
        cut.pop()
    found = _apart(cut) if listed or "," not in text else _by_commas(cut, width, square)
    return Rows(tuple(tuple(_written(cell, factor) for cell in row) for row in found.cells), found.note)


def value(cell: str) -> float | None:
    """The number that a cell is; None if it is none, not finite if it is too large or says so."""
    found = _bare(cell)
    try:
        return float(cell) if found is None else found
    except ValueError:
        return None


def _bare(cell: str) -> float | None:
    """The number that a cell is without a unit, and with its sign before it."""
    numeral = Numeral.of(cell)
    return None if numeral is None or numeral.unit or cell.endswith("-") else number(cell)


def _prepared(text: str) -> tuple[str, float]:
    """A text without what other programs write around numbers, and the factor above MATLAB's."""
    text = _GROUPED.sub(lambda found: regex.sub(r"\D", "", found[0]), text)
    text = _LATEX.sub("", tidy(text.translate(_SEPARATING)))
    text = regex.sub(r"\.\.\.[ ]*\n", " ", text)  # MATLAB's line goes on
    text = plain(text.replace("\\\\", ";").replace("&", " ").replace("|", " "))
    text = regex.sub(r"(?<=\d)_(?=\d)", "", text)
    factor = 1.0
    if found := _FACTOR.search(text):
        factor, text = float(found[1]), _FACTOR.sub("", text)
    text = regex.sub(r"^\s*[^\W\d]\w*\s*=\s*\n", "", text)
    text = regex.sub(r";[ \n]*\n", ";", regex.sub(r"\n[ \n]*\n", "\n", text))
    return text.strip("\n"), factor


def _bracketed(text: str) -> tuple[list[str], bool]:
    """The rows of a text, and whether brackets show that commas set its numbers apart."""
    if regex.search(r"\[\d+,\]|^\s*\[1\]\s", text):
        lines = [line.strip() for line in _LABELS.sub(" ", text).split("\n")]
        return [line for line in lines if line], True
    depths = _depths(text)
    if not depths:
        return regex.split(r"[;\n]", text), False
    inside = _OPTIONS.sub("", _NAMED.sub("", text))
    deepest = max(_depths(inside) or [0])
    groups = regex.findall(r"[\[({]([^\[\](){}]*)[\])}]", inside)
    if len(groups) > 1 or (deepest > 1 and not regex.search("[;\n]", groups[0])):
        return [group.replace("\n", " ") for group in groups], True
    return [row for row in regex.split(r"[;\n]", groups[0]) if row.strip()], True


def _depths(text: str) -> list[int]:
    """How deep each of the text's brackets stands, none if there are none or they do not match."""
    found, opened = [], []
    for sign in text:
        if sign in _OPEN:
            opened.append(sign)
            found.append(len(opened))
        elif sign in _CLOSE and (not opened or _OPEN.index(opened.pop()) != _CLOSE.index(sign)):
            return []
    return [] if opened else found


def _apart(cut: Sequence[str]) -> Rows:
    """Cells between commas and blanks."""
    return Rows(tuple(tuple(cell for cell in regex.split(r"[\s,]+", row) if cell) for row in cut))


def _by_commas(cut: Sequence[str], width: int | None, square: bool) -> Rows:
    """Cells where a comma between two digits may be a decimal one."""
    apart, joined = _apart(cut), _decimal(cut)
    if joined is None or not any(map(_INNER.search, cut)):
        return apart
    fits = [_fit(one.cells, width, square) for one in (apart, joined)]
    texts = [word for row in cut for word in regex.split(r",?\s+|,$", row) if "," in word]
    if any("." in word for row in apart.cells for word in row):
        return apart
    likely = any(regex.search(r"(?<!\d)-?0,|,\d{2,}", text) for text in texts)
    if fits[0] != fits[1]:
        chosen = joined if fits[1] > fits[0] else apart
    else:
        blanks = any(len(row) > 1 for row in joined.cells)
        chosen = joined if blanks or likely else apart
    if chosen is joined:
        return joined
    return Rows(
        apart.cells,
        Message(
            "“{text}” is read as numbers set apart by a comma; for decimals write {point}.",
            text=texts[0][:30],
            point=texts[0][:30].replace(",", "."),
        ),
    )


def _decimal(cut: Sequence[str]) -> Rows | None:
    """Cells between blanks, and commas before blanks, whose own comma is a decimal one (or one of
    thousands, if three digits always follow); None if that makes no numbers of them."""
    cells = [[cell for cell in regex.split(r",?\s+|,$", row.strip()) if cell] for row in cut]
    with_comma = [cell for row in cells for cell in row if "," in cell]
    marks = Marks.of(with_comma)
    read = {}
    for cell in with_comma:
        numeral = Numeral.of(cell)
        read[cell] = numeral.value(marks.decimal) if numeral else None
    if not read or None in read.values():
        return None
    text, said = next(iter(read.items()))
    note = Message(
        "“{text}” is read as {value:.15g}; to set numbers apart, put a blank after the comma.",
        text=text[:30],
        value=said,
    )
    plain_cells = tuple(tuple(repr(read[c]) if c in read else c for c in row) for row in cells)
    return Rows(plain_cells, note)


def _fit(cells: Sequence[Sequence[str]], width: int | None, square: bool) -> int:
    """How well rows fit together, and into what is asked for."""
    widths = {len(row) for row in cells}
    wanted = len(cells) if square else width
    return (len(widths) == 1) + (len(widths) == 1 and widths == {wanted})


def _written(cell: str, factor: float) -> str:
    """A cell as `float` can read it, or as it was typed if it is no number."""
    found = _bare(cell)
    if found is None:
        return cell
    scaled = found * factor
    if factor == 1.0 and regex.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", cell):
        return cell
    return repr(scaled) if math.isfinite(scaled) else cell
