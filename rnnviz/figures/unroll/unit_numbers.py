"""The numbers of the pictures of a network's units to their last digit, as tables."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.nn.cells.base import Array
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.writing_on import Written
from rnnviz.text.language import _

Make = Callable[[], list[NumberSheet]]


def map_sheets(named: Mapping[str, Array], pieces: Sequence[str], meanings: Mapping[str, str]) -> Make:
    """Of every `(T, H)` array every number, by what is read and by unit: a line a step and a unit."""

    def made() -> list[NumberSheet]:
        values = list(named.values())
        steps, units = values[0].shape
        read = list(pieces) or [""] * steps
        heads = [_("time step"), _("what is read"), _("unit"), *(_(meanings[name]) for name in named)]
        every, unit = np.divmod(np.arange(steps * units), units)
        return [
            NumberSheet(
                heads, [every + 1, [read[t] for t in every.tolist()], unit + 1, *map(np.ravel, values)]
            )
        ]

    return made


def wire_sheets(wires: Mapping[str, Array]) -> Make:
    """What every unit has at every place of the cell."""

    def made() -> list[NumberSheet]:
        values = list(wires.values())
        return [NumberSheet([_("unit"), *wires], [np.arange(1, len(values[0]) + 1), *values])]

    return made


def named_sheets(named: Sequence[tuple[str, float]]) -> Make:
    """Values by their names."""
    return lambda: [listed_sheet([_("what it is"), _("value")], named)]


def writing_sheets(read: Typed, names: Sequence[str], written: Written) -> Make:
    """What is read at every step, and from the last typed one on what is answered, and how likely."""

    def made() -> list[NumberSheet]:
        typed = len(read.pieces)
        numbers = written.answers if written.answers.ndim == 2 else None
        count = 0 if numbers is None else numbers.shape[1]
        pieces = [*read.pieces, *names[:-1]]
        lines = []
        for place, piece in enumerate(pieces):
            answer = place - typed + 1
            chance = None if answer < 0 or written.chances is None else float(written.chances[answer])
            whose = _("typed") if place < typed else _("its own answer")
            more = () if numbers is None else numbers[answer] if answer >= 0 else [None] * count
            lines.append((place + 1, piece, whose, names[answer] if answer >= 0 else "", chance, *more))
        heads = [_("time step"), _("what is read"), _("whose it is"), _("answer"), _("probability")]
        heads += [f"y{place + 1}" for place in range(count)]
        return [listed_sheet(heads, lines)]

    return made
