"""The numbers of the strips over typed bits to their last digit, as tables."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def with_states(figure: Part, strips: Sequence[Strip]) -> Part:
    """Every unit's state at every step."""

    def made() -> list[NumberSheet]:
        heads = [_("run"), _("time step"), _("bit"), _("unit"), _("hidden state h")]
        lines = [
            (strip.name, t + 1, int(strip.typed.bits[t]), unit + 1, value)
            for strip in strips
            for t, state in enumerate(strip.typed.hidden.tolist())
            for unit, value in enumerate(state)
        ]
        return [listed_sheet(heads, lines)]

    return told(figure, made, [one.typed.hidden for one in strips])


def with_steps(
    figure: Part,
    strips: Sequence[Strip],
    heads: tuple[str, str],
    of: Callable[[Strip], tuple[Array, Array]],
) -> Part:
    """Of every step what a run has, and beside it what is true or least."""

    def made() -> list[NumberSheet]:
        lines = [
            (strip.name, t + 1, int(strip.typed.bits[t]), *pair)
            for strip in strips
            for t, pair in enumerate(zip(*of(strip), strict=True))
        ]
        return [listed_sheet([_("run"), _("time step"), _("bit"), *heads], lines)]

    return told(figure, made, [part for strip in strips for part in of(strip)])


def with_gradients(figure: Part, strips: Sequence[Strip]) -> Part:
    """What every loss sends to every state up to its own, and whether the cut lets it through."""

    def made() -> list[NumberSheet]:
        heads = [_("run"), _("loss of step t"), _("bit at t"), _("step k"), _("bit at k")]
        heads += ["‖∂Lₜ/∂hₖ‖", _("lets the cut through")]
        lines = []
        for strip in strips:
            typed = strip.typed
            for t, k in zip(*map(np.ndarray.tolist, np.tril_indices(len(typed.bits))), strict=True):
                bits = int(typed.bits[t]), int(typed.bits[k])
                found = typed.norms[t, k], int(typed.reached[t, k])
                lines.append((strip.name, t + 1, bits[0], k + 1, bits[1], *found))
        return [listed_sheet(heads, lines)]

    return told(figure, made, [part for one in strips for part in (one.typed.norms, one.typed.reached)])
