"""The probabilities of every character of an answer to their last digit, as a table."""

from collections.abc import Callable, Sequence

from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def chance_sheets(
    chosen: Array, probabilities: Array, names: Sequence[str]
) -> Callable[[], list[NumberSheet]]:
    """A line a place of the answer and a character: how likely it is, and whether it was chosen."""

    def made() -> list[NumberSheet]:
        heads = [_("place in the answer"), _("character"), _("probability"), _("chosen")]
        lines = [
            (place + 1, name, chance, int(token == int(chosen[place])))
            for place, row in enumerate(probabilities.tolist())
            for token, (name, chance) in enumerate(zip(names, row, strict=True))
        ]
        return [listed_sheet(heads, lines)]

    return made
