"""The strips over typed bits for those who cannot see them: what came of each, in numbers."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.training.in_words import PARTS, felt
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.text.language import _, _n, listed


def states_in_words(strips: Sequence[Strip]) -> str:
    """Where each run's state moves most."""
    return _("Hidden states of each run on the typed bits {bits}, unit by unit. {runs}").format(
        bits=strips[0].typed.bits, runs=_each(strips, _moves)
    )


def probabilities_in_words(strips: Sequence[Strip]) -> str:
    """How far each run's answers are from the truth."""
    return _("P(Y=1) of each run at each of the typed bits, beside the true one. {runs}").format(
        runs=_each(strips, _off)
    )


def losses_in_words(strips: Sequence[Strip]) -> str:
    """How much more than the least each run's losses are."""
    return _("Expected loss of each step in nats, beside the least possible. {runs}").format(
        runs=_each(strips, _excess)
    )


def gradients_in_words(strips: Sequence[Strip]) -> str:
    """How far back the last loss is felt in each run, and how far its cut lets losses reach."""
    return _(
        "What the loss of each step sends back to each state, on the typed bits; felt is what is at "
        "least 1 % of the most. {runs}"
    ).format(runs=_each(strips, _reach))


def _each(strips: Sequence[Strip], said: Callable[[Strip], str]) -> str:
    parts = []
    for strip in strips:
        note = f" ({strip.note})" if strip.note else ""
        parts.append(_("{name}: {value}").format(name=strip.name + note, value=said(strip)))
    return f"{listed(parts, PARTS)}."


def _moves(strip: Strip) -> str:
    hidden = strip.typed.hidden
    if len(hidden) < 2 or not np.isfinite(hidden).all():
        return _("overflow") if len(hidden) > 1 else _("one step")
    moved = np.linalg.norm(np.diff(hidden, axis=0), axis=1)
    units = hidden.shape[1]
    return _n(
        "its one unit moves most at step {step}",
        "its {units} units move most at step {step}",
        units,
    ).format(units=units, step=int(moved.argmax()) + 2)


def _off(strip: Strip) -> str:
    off = np.abs(strip.typed.chance - strip.typed.true)
    if not np.isfinite(off).any():
        return numbers.NO_VALUE
    at = int(np.nanargmax(off))
    return _("off by {mean} on average, most at step {step}: {found} in place of {true}").format(
        mean=numbers.number(float(np.nanmean(off))),
        step=at + 1,
        found=numbers.number(float(strip.typed.chance[at])),
        true=numbers.number(float(strip.typed.true[at])),
    )


def _excess(strip: Strip) -> str:
    losses, least = strip.typed.losses, strip.typed.least
    if not np.isfinite(losses).any():
        return numbers.NO_VALUE
    return _("{loss} on average, {more} above the least").format(
        loss=numbers.loss(float(np.nanmean(losses))),
        more=numbers.loss(float(np.nanmean(losses - least))),
    )


def _reach(strip: Strip) -> str:
    steps = felt(strip.typed.norms)
    used = int(strip.typed.reached.sum(axis=1).max()) - 1
    back = _n("{steps} step back", "{steps} steps back", steps).format(steps=steps)
    return _("the last loss is felt {back}; the cut lets losses reach {used} back at most").format(
        back=back, used=used
    )
