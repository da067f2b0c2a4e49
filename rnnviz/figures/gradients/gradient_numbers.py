"""The numbers of the pictures of gradients to their last digit, as tables."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.analysis.activation_slope import OnCurve
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

Make = Callable[[], list[NumberSheet]]


def matrix_sheets(look: Look) -> Make:
    """Every norm of a matrix, a line each, and whether the cut lets it through."""
    pieces, answers, quantity = look.typed.pieces, look.typed.answers, look.quantity

    def made() -> list[NumberSheet]:
        later = (
            np.ones_like(look.reached) if look.net.bidirectional else np.tri(len(pieces), dtype=bool)
        )
        rows, columns = np.nonzero(later)
        starts = _("loss of step t") if quantity.loss else _("state of step t")
        heads = [
            starts,
            _("what is read at t"),
            _("what is due at t"),
            _("step k"),
            _("what is read at k"),
        ]
        heads += [f"‖{quantity.plain}‖", _("lets the cut through")]
        due = answers if quantity.loss else [""] * len(pieces)
        t, k = rows.tolist(), columns.tolist()
        read = [
            [texts[place] for place in places] for texts, places in ((pieces, t), (due, t), (pieces, k))
        ]
        values = look.values[rows, columns]
        within = look.reached[rows, columns].astype(float)
        return [NumberSheet(heads, [rows + 1, read[0], read[1], columns + 1, read[2], values, within])]

    return made


def share_sheets(tiles: Sequence[Array], names: Sequence[str]) -> Make:
    """Every number of each tile, a line each."""

    def made() -> list[NumberSheet]:
        lines = [
            (name, row + 1, column + 1, value)
            for name, tile in zip(names, tiles, strict=True)
            for row, line in enumerate(tile.tolist())
            for column, value in enumerate(line)
        ]
        return [listed_sheet([_("what adds it"), _("row"), _("column"), _("share")], lines)]

    return made


def slope_sheets(found: OnCurve) -> Make:
    """Every unit's sum, its value and its slope."""

    def made() -> list[NumberSheet]:
        lines = [
            (
                name,
                unit + 1,
                *(float(part[row, unit]) for part in (found.sums, found.values, found.slopes)),
            )
            for row, name in enumerate(found.names)
            for unit in range(found.sums.shape[1])
        ]
        heads = [_("what it makes"), _("unit"), _("a: the sum before the activation"), "h", _("slope")]
        return [listed_sheet(heads, lines)]

    return made
