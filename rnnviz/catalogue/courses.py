"""The curves of chosen lines, each a mean over its seeds with its deviation."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.catalogue.line import RunLine
from rnnviz.experiments.store import Store
from rnnviz.nn.cells.base import Array
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError
from rnnviz.training.curve import STRETCHES, Curve
from rnnviz.training.spread import means_of_seeds
from rnnviz.watch.loop_store import LoopStore

MOST_POINTS, FEWEST_POINTS = 400, 60  # of one curve that is told or brought, by how many are drawn
ALL_POINTS = 12_000  # of all together, about


@dataclass(frozen=True)
class LineCourse:
    """What is drawn of a line: `(n,)` each."""

    samples: Array  # seen, of a curve of one's own by what it says of its steps
    updates: Array  # or steps
    mean: Array  # of the losses, over the seeds
    deviation: Array  # of a sample; NaN where there is one seed
    count: Array  # of the seeds there

    def across(self, axis: str) -> Array:
        """Where its points stand: at their "samples" or "updates"."""
        return self.samples if axis == "samples" else self.updates


def points_each(count: int) -> int:
    """How many points each of so many curves has."""
    return int(np.clip(ALL_POINTS // max(count, 1), FEWEST_POINTS, MOST_POINTS))


def courses(
    store: Store, loops: LoopStore, lines: Sequence[RunLine], points: int
) -> dict[str, LineCourse]:
    """The course of each line by its word, of what was told or brought with at most so many points;
    those of which nothing is there yet, or is readable, are left out. Raises StoreError."""
    found = {}
    for line in lines:
        with suppress(StoreError):
            course = _course(store, loops, line, points)
            if course is not None and len(course.mean):
                found[line.word] = course
    return found


def _course(store: Store, loops: LoopStore, line: RunLine, points: int) -> LineCourse | None:
    first = line.first
    if line.kind == EntryKind.LOOP:
        return alone(own_curves.thinned(loops.losses(first.id), points), 1)
    if line.kind == EntryKind.CURVE:
        found = own_curves.thinned(own_curves.points_of(store, first.id), points)
        return alone(found, first.per_step)
    return of_runs(line) if line.kind == EntryKind.RUN else None


def of_runs(line: RunLine) -> LineCourse | None:
    """The course of a line of runs, None before there is anything of it."""
    first, there = line.first, [entry for entry in line.counted if entry.course.shape[1]]
    if len(there) < 2:
        return alone(there[0].course / [[first.per_step], [1]], first.per_step) if there else None
    curves = [_sums(entry) for entry in there]
    same = all(np.array_equal(curves[0].updates, curve.updates) for curve in curves[1:])
    if same:
        losses = np.array([entry.course[1] for entry in there])
        return over_seeds(curves[0].updates, losses, first.per_step)
    updates, losses = means_of_seeds(curves, STRETCHES)
    return over_seeds(updates, losses, first.per_step)


def _sums(entry: Entry) -> Curve:
    """The sums that the means of a course are made of, at updates in the place of samples."""
    updates = entry.course[0] / entry.per_step
    total = np.cumsum(entry.course[1] * np.diff(updates, prepend=0.0))
    return Curve(updates, updates, total, total, total)


def over_seeds(updates: Array, losses: Array, per_step: int) -> LineCourse:
    """The mean and the deviation of the losses of seeds, `(seeds, n)`, at each of some updates."""
    there = np.isfinite(losses)
    count = there.sum(axis=0)
    known = np.where(there, losses, 0.0)
    with np.errstate(all="ignore"):
        mean = np.where(count, known.sum(axis=0) / count, np.nan)
        squares = (np.where(there, losses - mean, 0.0) ** 2).sum(axis=0)
        deviation = np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan)
    some = count > 0
    return LineCourse(
        (updates * per_step)[some], updates[some], mean[some], deviation[some], count[some]
    )


def alone(points: Array, per_step: int) -> LineCourse:
    """A course of one seed, by its steps and its losses, `(2, n)`."""
    steps, values = points
    nothing = np.full(len(steps), np.nan)
    return LineCourse(steps * per_step, steps, values, nothing, np.ones(len(steps), int))


def difference(course: LineCourse, base: LineCourse, axis: str) -> LineCourse:
    """A course less another one, where both are: that one taken to be straight between its points, the
    deviation that of the line itself."""
    at = course.across(axis)
    there = base.across(axis)
    other = np.interp(at, there, base.mean, left=np.nan, right=np.nan) if len(there) else at * np.nan
    both = np.isfinite(other) & np.isfinite(course.mean)
    parts = (course.samples, course.updates, course.mean - other, course.deviation, course.count)
    return LineCourse(*(part[both] for part in parts))
