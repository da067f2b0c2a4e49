"""Loss and gradient norm of every update, made small: of old stretches only the extremes stay.

Points are columns of a float64 array `(4, n)`: the number of the update (from 1), its loss in
nats, its gradient norm, and the sum of the losses of all updates up to it. Because of that sum the
mean loss between any two points is exact, however few are left between them.
"""

import math
from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array

MOST = 8192  # points a run; more are thinned to half or less
GROUP = 8  # points of which the extremes stay: at most four, the least and the largest of two values
NONE = np.empty((4, 0))
STRETCHES = 60  # of updates, each a point of a run's mean


@dataclass(frozen=True)
class Curve:
    """One run's course; every point is an update as it was, none is an average."""

    samples: Array  # seen when the update was made
    updates: Array  # its number, from 1
    loss: Array  # nats
    gradient_norm: Array  # before clipping
    total: Array  # sum of the losses in nats of all updates so far

    def means(self, stretches: int = 200) -> tuple[Array, Array]:
        """The exact mean loss in nats of at most so many stretches of about equally many updates, and
        the samples seen at the end of each."""
        good = np.isfinite(self.total)
        samples, updates, total = self.samples[good], self.updates[good], self.total[good]
        if not len(updates):
            return samples, total
        ends = np.linspace(0.0, updates[-1], stretches + 1)[1:]
        at = np.unique(np.minimum(np.searchsorted(updates, ends), len(updates) - 1))
        sums = np.diff(total[at], prepend=0.0)
        return samples[at], sums / np.diff(updates[at], prepend=0.0)


def points(first: int, losses: Array, norms: Array, total: float) -> Array:
    """The columns for updates from number `first`, where `total` is the sum of the losses before."""
    numbers = np.arange(first, first + len(losses), dtype=float)
    with np.errstate(all="ignore"):  # the last loss of a run that diverges may be anything
        sums = total + np.cumsum(losses)
    return np.array([numbers, losses, norms, sums])


def thin(columns: Array, group: int = GROUP) -> Array:
    """Of every `group` columns those where loss or gradient norm is least or largest, and the last
    column of all."""
    count = columns.shape[1]
    chosen = {count - 1} if count else set()
    whole = count // group * group
    parts = [(0, columns[1:3, :whole].reshape(2, -1, group))] if whole else []
    if whole < count:
        parts.append((whole, columns[1:3, whole:].reshape(2, 1, -1)))
    for start, values in parts:
        begins = start + np.arange(values.shape[1]) * group
        for extreme in (values.argmin(axis=2), values.argmax(axis=2)):
            chosen.update((begins + extreme).ravel().tolist())
    return columns[:, sorted(chosen)]


class Tail:
    """The newest points of one run on their way into the store.

    What it is given piles up in an open block, thinned as much as `level` says (0 is not at all, and
    every further level halves it), until the block is full and the next one begins.
    """

    def __init__(self, block: int = 0, level: int = 0, total: float = 0.0) -> None:
        self.block, self.level, self.total = block, level, total
        self.stored = 0  # points in the blocks before the open one
        self.closed, self.pending = NONE, NONE

    def add(self, fresh: Array) -> None:
        """Take the points of further updates."""
        if not fresh.shape[1]:
            return
        self.total = float(fresh[3, -1])
        self.pending = np.concatenate([self.pending, fresh], axis=1)
        group = GROUP << self.level >> 1 if self.level else 1
        whole = self.pending.shape[1] // group * group
        if whole:
            ready, self.pending = self.pending[:, :whole], self.pending[:, whole:]
            ready = thin(ready, group) if self.level else ready
            self.closed = np.concatenate([self.closed, ready], axis=1)

    def open(self) -> Array:
        """The open block as it may be stored now."""
        if not self.level or not self.pending.shape[1]:
            return self.closed
        return np.concatenate([self.closed, thin(self.pending, max(self.pending.shape[1], 1))], axis=1)

    def stand(self, merged: int | None, full: int) -> None:
        """After the open block has been stored: begin the next one if it has `full` points, or if all
        blocks before it were `merged` into one of so many points, one level up."""
        if merged is not None:
            self.block, self.level, self.stored, self.closed = 1, self.level + 1, merged, NONE
        elif self.closed.shape[1] >= full:
            self.block, self.stored, self.closed = (
                self.block + 1,
                self.stored + self.closed.shape[1],
                NONE,
            )


def view(columns: Array, stride: int, count: int) -> Curve:
    """At most `count` of the points that look like all of them: half of them chosen for the loss,
    half for the gradient norm, by MinMaxLTTB (Van Der Donckt et al. 2023), and of more than a few
    those at which a stretch ends: the means of stretches are those of all points.

    `stride` are the samples of one update.
    """
    if columns.shape[1] > count:
        from tsdownsample import MinMaxLTTBDownsampler  # half a worker's start-up, and no worker draws

        good = np.isfinite(columns[1:3]).all(axis=0)  # all but the last of a run that diverged
        ends = _ends_of_stretches(columns) if count > 4 * STRETCHES else np.empty(0, int)
        places, known = np.flatnonzero(good), np.ascontiguousarray(columns[:, good])
        room = max((count - len(ends) - int((~good).sum())) // 2, 3)
        thinner = MinMaxLTTBDownsampler()
        chosen = [thinner.downsample(known[0], values, n_out=room) for values in known[1:3]]
        kept = [ends, np.flatnonzero(~good), *(places[of] for of in chosen)]
        columns = columns[:, np.unique(np.concatenate(kept))]
    updates, loss, norm, total = columns
    return Curve(updates * stride, updates, loss, norm, total)


def _ends_of_stretches(columns: Array) -> Array:
    """The places of the points before and after the end of each of STRETCHES stretches."""
    updates = columns[0, np.isfinite(columns[3])]
    if not len(updates):
        return np.empty(0, int)
    ends = np.linspace(0.0, updates[-1], STRETCHES + 1)[1:]
    after = np.minimum(np.searchsorted(updates, ends), len(updates) - 1)
    return np.unique(np.concatenate([after, np.maximum(after - 1, 0)]))


def until(columns: Array, update: float = math.inf) -> Array:
    """The points of updates up to that number."""
    return columns[:, columns[0] <= update]
