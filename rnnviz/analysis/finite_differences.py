"""Derivatives of losses by finite differences, each with a bound of its own error.

Five points, error O(h^4) (Abramowitz & Stegun 1964, 25.3.6), with a step as wide as the network
lets it be: where states grow a billionfold, one of 1e-4 would leave the place whose slope is wanted.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.moved_network import Moved, Mover
from rnnviz.nn.cells.base import Array

FIRST = 1e-4  # how far an entry is moved at first
_TRIES = 6
_FAR, _GOOD = 3e-2, 3e-3  # how far states may be moved, relative to their size
_ROUNDING = 10.0  # times what was measured in a few runs


class Slopes(NamedTuple):
    """Derivatives of n losses by B entries."""

    values: Array  # (n, B)
    doubt: Array  # (n, B) how wrong each may be, infinite where none was found
    steps: Array  # (B,) how far each entry was moved
    kinks: Array  # (B,) whether that pushed a ReLU over its kink

    @classmethod
    def joined(cls, parts: Iterable["Slopes"]) -> "Slopes":
        """Those of some entries and then of others."""
        return cls(*(np.concatenate(part, axis=-1) for part in zip(*parts, strict=True)))


def derivatives(
    moved: Mover,
    places: Array,
    noise: Array,
    wanted: Array,
    first: float | Array = FIRST,
    summed: bool = False,
) -> Slopes:
    """The derivatives of n losses, or of their sum, by the entries at some places, each until its doubt
    is below `wanted` (n or 1, B), as far as that can be had; `noise` (n,) is what rounding makes of
    each loss."""
    n, count = 1 if summed else len(noise), len(places)
    best, doubt = np.full((n, count), np.nan), np.full((n, count), np.inf)
    step, left, kinks = np.zeros(count) + first, np.arange(count), np.zeros(count, bool)
    for _ in range(_TRIES):
        found, unsure, shift, kinks[left] = _five_points(moved, places[left], step[left], noise)
        if summed:  # each loss's doubt by itself first: their sum may bend less by accident
            found, unsure = (part.sum(axis=0, keepdims=True) for part in (found, unsure))
        better = unsure < doubt[:, left]
        best[:, left] = np.where(better, found, best[:, left])
        doubt[:, left] = np.where(better, unsure, doubt[:, left])
        enough = (doubt[:, left] <= np.broadcast_to(wanted, (n, count))[:, left]).all(axis=0)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            factor = np.nan_to_num(_GOOD / shift, nan=1e-3, posinf=1e4)
        factor = np.clip(np.where(shift > 0.5, np.minimum(factor, 1e-3), factor), 1e-6, 1e4)
        factor = np.where(kinks[left], np.minimum(factor, 0.1), factor)
        wider = np.minimum(step[left] * factor, 1e-2)
        again = ~enough & (abs(np.log(wider / step[left])) > np.log(2.0))
        step[left] = wider
        left = left[again]
        if not left.size:
            break
    return Slopes(best, doubt, step, kinks)


def _five_points(
    moved: Mover, places: Array, step: Array, noise: Array
) -> tuple[Array, Array, Array, Array]:
    """Derivatives and their doubt `(n, B)`, how far the states went and whether over a kink `(B,)`."""
    a, b, c, d = (moved(places, factor * step) for factor in (-2.0, -1.0, 1.0, 2.0))
    with np.errstate(over="ignore", invalid="ignore"):
        three = (c.costs - b.costs) / (2.0 * step)
        five = (8.0 * (c.costs - b.costs) - (d.costs - a.costs)) / (12.0 * step)
        bend = abs(five - three)
        # the error of three points is of second order in the step, that of five of fourth
        share = 10.0 * bend.max(axis=0) / np.maximum(abs(five).max(axis=0), 1e-300)
        unsure = bend * np.minimum(share, 1.0) + _ROUNDING * noise[:, None] / step
    shift = np.max([one.shift for one in (a, b, c, d)], axis=0)
    kinks = ~_one_side(a, b, c, d)
    good = (shift <= _FAR) & ~kinks & np.isfinite(unsure)
    return five.astype(float), np.where(good, unsure, np.inf).astype(float), shift, kinks


def _one_side(*runs: Moved) -> Array:
    """Whether no ReLU was pushed over its kink, `(B,)`."""
    return np.all([(run.side == runs[0].side).all(axis=0) for run in runs[1:]], axis=0)
