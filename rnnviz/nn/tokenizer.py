"""Typed text to what a network reads: one piece a time step, as typed, and its token or numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import NetworkSettings
from rnnviz.text import number_lists, written
from rnnviz.text.message import Message, Refusal

MODES = ("characters", "words", "bits", "numbers")
MOST_TOKENS = 2000

_PIECES = {
    "characters": written.CLUSTERS,
    "words": written.WORDS,
    "bits": regex.compile(r"\S"),
}
_FORMS = {
    "characters": written.tidy,
    "words": written.with_plain_marks,
    "bits": written.narrow,
}


class Unreadable(Refusal):
    """Typed text that cannot be fed to the network."""


@dataclass(frozen=True)
class Typed:
    """What was typed, step by step."""

    pieces: tuple[str, ...]  # (T,) as typed
    inputs: Array  # (T,) tokens, -1 where the vocabulary lacks the piece, or (T, D) numbers
    targets: Array | None  # (T,) tokens or (T, V) numbers: what the network should answer
    answers: tuple[str, ...]  # the targets as text, "" where there is none
    given: bool  # the answers were given (or follow from the text), they are not just its next pieces

    @property
    def unknown(self) -> tuple[int, ...]:
        """The steps (from 0) whose piece the vocabulary lacks."""
        return tuple(np.flatnonzero(self.inputs < 0)) if self.inputs.ndim == 1 else ()


def split(text: str, mode: str) -> list[str]:
    """The pieces of a text, one a time step; raises Unreadable beyond MOST_TOKENS."""
    return within_limit(pieces(text, mode))


def pieces(text: str, mode: str, width: int | None = None) -> list[str]:
    """The characters, words, bits or rows of numbers of a text of any length, however it is written;
    rows of this `width` are preferred where a comma may be a decimal one."""
    if mode != "numbers":
        return _PIECES[mode].findall(_FORMS[mode](text))
    return [" ".join(cells) for cells in number_lists.rows(text, width).cells]


def within_limit(found: list[str]) -> list[str]:
    """The pieces of a text, if they can be unrolled; raises Unreadable beyond MOST_TOKENS."""
    if len(found) > MOST_TOKENS:
        raise Unreadable(
            "The text has {count:,} tokens; at most {most:,} are unrolled. It is kept in "
            "the box: shorten it there.",
            count=len(found),
            most=MOST_TOKENS,
        )
    return found


def vocabulary(texts: list[str], mode: str) -> tuple[str, ...]:
    """The distinct pieces of some texts in order of appearance; always 0 and 1 for bits."""
    return vocabulary_of([split(text, mode) for text in texts], mode)


def vocabulary_of(texts: Sequence[Sequence[str]], mode: str) -> tuple[str, ...]:
    """The same for texts that are in pieces already."""
    if mode == "bits":
        return ("0", "1")
    return tuple(dict.fromkeys(piece for text in texts for piece in text))


def read(text: str, mode: str, net: NetworkSettings, target: str = "", at_end: bool = False) -> Typed:
    """What a network reads for a typed text, and what it should answer, as `read_pieces` has it."""
    wide, answered = (net.width(0), net.outputs) if mode == "numbers" else (None, None)
    wanted = pieces(target, mode, answered) if target else None
    return read_pieces(pieces(text, mode, wide), mode, net, wanted, at_end)


def read_pieces(
    pieces: list[str],
    mode: str,
    net: NetworkSettings,
    target: list[str] | None = None,
    at_end: bool = False,
) -> Typed:
    """What a network reads for a text in pieces, and what it should answer.

    Targets are the pieces of `target` if there is one (`at_end`: its last is that of the last step),
    else for a network that answers with what it reads each step's next piece, and for two binary
    numbers the bits of their sum. Raises Unreadable, in a sentence for the reader.
    """
    if mode == "numbers":
        return _read_numbers(within_limit(pieces), net, target)
    if net.vocabulary is None:
        return _read_sum("".join(pieces), "".join(target or ()))
    within_limit(pieces)
    index = {token: number for number, token in enumerate(net.vocabulary)}
    inputs = np.array([index.get(piece, -1) for piece in pieces], dtype=np.int64)
    if net.answers is None or (target is None and net.labels is not None):
        return Typed(tuple(pieces), inputs, None, ("",) * len(pieces), False)
    answers = pieces[1:] if target is None else within_limit(target)
    if len(answers) > len(pieces):
        raise Unreadable(
            "The target has {count} tokens for a text of {length}; it may have as many or fewer.",
            count=len(answers),
            length=len(pieces),
        )
    missing = [""] * (len(pieces) - len(answers))
    answers = missing + answers if at_end else answers + missing
    known = {answer: number for number, answer in enumerate(net.answers)}
    targets = np.array([known.get(answer, -1) for answer in answers], dtype=np.int64)
    return Typed(tuple(pieces), inputs, targets, tuple(answers), target is not None)


def _read_numbers(rows: list[str], net: NetworkSettings, target: list[str] | None) -> Typed:
    """Rows of numbers: `1 1; 1 1; 2 2` is three steps of two."""
    inputs = _table(rows, net.width(0))
    if target is None:
        return Typed(tuple(rows), inputs, None, ("",) * len(rows), False)
    wanted = within_limit(target)
    if len(wanted) != len(rows):
        raise Unreadable(
            "The target has {count} rows for {length} rows of numbers.",
            count=len(wanted),
            length=len(rows),
        )
    targets = _table(wanted, net.outputs, target=True)
    return Typed(tuple(rows), inputs, targets, tuple(wanted), True)


def row_width(text: str) -> int:
    """How many numbers the first row has, at least 1: what a random network is made to read."""
    return width_of(split(text, "numbers"))


def width_of(rows: Sequence[str]) -> int:
    """The same for rows."""
    return max(1, len(rows[0].split())) if rows else 1


def _table(rows: list[str], width: int, target: bool = False) -> Array:
    """Rows of text as numbers `(T, width)`, or a sentence that names the first row that is none."""
    name = Message("Target row") if target else Message("Row")
    table: list[list[float]] = []
    for number, row in enumerate(rows, 1):
        values = []
        for cell in row.split():
            value = number_lists.value(cell)
            if value is None:
                raise Unreadable(
                    "{row} {number}: “{cell}” is not a number.", row=name, number=number, cell=cell
                )
            values.append(value)
            if not np.isfinite(value):
                raise Unreadable(
                    "{row} {number}: “{cell}” is not finite.", row=name, number=number, cell=cell
                )
        if table and len(values) != len(table[0]):
            raise Unreadable(
                "{row} {number} has {count} numbers and row 1 has {first}; every row needs the same.",
                row=name,
                number=number,
                count=len(values),
                first=len(table[0]),
            )
        if not table and len(values) != width:
            fields = {"row": name, "number": number, "count": len(values), "width": width}
            if target:
                raise Unreadable(
                    "{row} {number} has {count} numbers; the network answers with {width}.", **fields
                )
            raise Unreadable("{row} {number} has {count} numbers; the network reads {width}.", **fields)
        table.append(values)
    return np.array(table, dtype=float).reshape(len(rows), width)


def _read_sum(text: str, target: str) -> Typed:
    """Two binary numbers, `1011 + 0110`: a step is one bit of each, the least significant first; the
    answers are the bits of their sum, or of the `target` if one is given."""
    parts = text.split("+")
    if len(parts) > 2:
        raise Unreadable("This network adds two binary numbers; there is more than one “+”.")
    for part in parts:
        for piece in within_limit(list(part)):
            if piece not in "01":
                raise Unreadable(
                    "“{piece}” is no bit; write two binary numbers, as 1011 + 0110.", piece=piece
                )
    first, second = (*parts, "")[:2]
    steps = max(len(first), len(second)) + 1  # one more for the last carry
    if not first and not second:
        return Typed((), np.zeros((0, 2)), None, (), False)
    if steps > MOST_TOKENS:
        raise Unreadable(
            "The numbers have {count:,} bits; at most {most:,} are added.",
            count=steps - 1,
            most=MOST_TOKENS - 1,
        )
    total = target or bin(int(first or "0", 2) + int(second or "0", 2))[2:]
    if regex.search("[^01]", total):
        raise Unreadable("The target is no binary number; write the sum as 10001, or leave it empty.")
    if len(total) > steps:
        raise Unreadable(
            "The target has {count} bits; the sum of these two has at most {steps}.",
            count=len(total),
            steps=steps,
        )
    one, two, answer = (number.zfill(steps)[::-1] for number in (first, second, total))
    bits = np.array([list(map(int, pair)) for pair in zip(one, two, strict=True)], dtype=float)
    targets = np.array([[int(bit)] for bit in answer], dtype=float)
    pairs = tuple(f"{a} {b}" for a, b in zip(one, two, strict=True))
    return Typed(pairs, bits, targets, tuple(answer), True)
