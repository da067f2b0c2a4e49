"""The curves of chosen lines, each a mean over its seeds with its deviation, made of what is stored of
all updates, without a frame."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.catalogue.line import RunLine
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Store, read_points
from rnnviz.nn.cells.base import Array
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError
from rnnviz.training.curve import Curve
from rnnviz.training.spread import means_of_seeds
from rnnviz.watch.loop_store import LoopStore

MOST_POINTS, FEWEST_POINTS = 120, 60  # of one curve, by how many are drawn
ALL_POINTS = 12_000  # of all together, about
NO_CURVES: Mapping[str, tuple[Curve, ...]] = {}
_CURVES = SharedCache(2000, 50_000_000)


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
    store: Store,
    loops: LoopStore,
    lines: Sequence[RunLine],
    points: int,
    known: Mapping[str, tuple[Curve, ...]] = NO_CURVES,
) -> dict[str, LineCourse]:
    """The course of each line by its word, of at most so many points; those of which nothing is there
    yet, or is readable, are left out. Of trainings that are `known` by their ids the store is not
    asked: the curve of each network, at its updates. Raises StoreError."""
    wanted = {
        (entry.id, entry.newest): entry
        for line in lines
        for entry in line.counted
        if entry.kind == EntryKind.RUN and entry.newest is not None and entry.id not in known
    }
    stored = {entry.id: _of_training(store, entry) for entry in wanted.values()} | dict(known)
    found = {}
    for line in lines:
        with suppress(StoreError):
            course = _course(store, loops, line, stored, points)
            if course is not None and len(course.mean):
                found[line.word] = course
    return found


def _of_training(store: Store, entry: Entry) -> tuple[Curve, ...]:
    """The curves of all networks of a training, few points each: their sums are exact at each."""

    def read() -> tuple[Curve, ...]:
        experiment = entry.experiment
        assert experiment is not None
        with store.reading() as run:
            points, _damaged = read_points(run, entry.id, experiment.networks)
        return tuple(_sums(of) for of in points)

    return _CURVES.get((str(store.path), entry.id, entry.newest), read, _size)


def _sums(points: Array) -> Curve:
    """What means are made of, at updates in the place of samples; the rest is let go of."""
    updates, total = points[0].copy(), points[3].copy()
    return Curve(updates, updates, total, total, total)


def _size(curves: tuple[Curve, ...]) -> int:
    return sum(curve.updates.nbytes * 2 for curve in curves)


def _course(
    store: Store,
    loops: LoopStore,
    line: RunLine,
    stored: Mapping[str, tuple[Curve, ...]],
    points: int,
) -> LineCourse | None:
    first = line.first
    if line.kind == EntryKind.LOOP:
        return _alone(own_curves.thinned(loops.losses(first.id), points), 1)
    if line.kind == EntryKind.CURVE:
        found = own_curves.thinned(own_curves.points_of(store, first.id), points)
        return _alone(found, first.per_step)
    if line.kind != EntryKind.RUN:
        return None
    curves = [
        stored[entry.id][entry.place * entry.experiment.seeds + entry.seed - entry.experiment.seed]
        for entry in line.counted
        if entry.experiment is not None and entry.id in stored
    ]
    if not any(len(curve.updates) for curve in curves):
        return None
    # counted in updates here, as the curves are
    updates, losses = means_of_seeds(curves, points)
    return over_seeds(updates, losses, first.per_step)


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


def _alone(points: Array, per_step: int) -> LineCourse:
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
