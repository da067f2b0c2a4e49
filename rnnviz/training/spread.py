"""How far what a run comes to depends on its seed: the spread of losses at one moment, and all along
the curves of the seeds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.training.curve import Curve
from rnnviz.training.frame import RunState, RunStatus

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Spread:
    """Values in figures; NaN each where there are too few for it."""

    count: int
    least: float
    lower: float  # the first quartile: between it and `upper` lies the middle half
    median: float
    upper: float  # the third quartile
    largest: float
    mean: float
    deviation: float  # the standard deviation, of a sample: n - 1 in its denominator


def spread(values: Iterable[float]) -> Spread:
    """The spread of those values that are finite; quartiles lie linearly between two values, as NumPy
    and R (type 7; Hyndman and Fan 1996) have them by default."""
    found = np.array([value for value in values if math.isfinite(value)], float)
    if not found.size:
        return Spread(0, *[math.nan] * 7)
    lower, median, upper = (float(value) for value in np.quantile(found, QUARTILES))
    deviation = float(found.std(ddof=1)) if found.size > 1 else math.nan
    ends = float(found.min()), float(found.max())
    return Spread(found.size, ends[0], lower, median, upper, ends[1], float(found.mean()), deviation)


def spread_of(run: RunState) -> Spread:
    """The spread of a run's losses in nats over the seeds with which it has not diverged."""
    return spread(one.loss for one in run.seeds if one.status != RunStatus.DIVERGED)


def diverged_seeds(run: RunState) -> list[int]:
    """The seeds, counted from 0, with which a run has diverged."""
    return [place for place, one in enumerate(run.seeds) if one.status == RunStatus.DIVERGED]


@dataclass(frozen=True)
class Band:
    """The losses in nats of all seeds of a run along their way, each value a mean over a stretch of
    updates; seeds that diverge count up to there."""

    samples: Array  # (n,) seen at the end of each stretch
    losses: Array  # (seeds, n), NaN where a seed has not come
    least: Array  # (n,), and so are the others
    lower: Array
    median: Array
    upper: Array
    largest: Array


def means_of_seeds(curves: Sequence[Curve], stretches: int = 200) -> tuple[Array, Array]:
    """The mean losses in nats of one run's seeds over at most so many stretches, which are the same for
    all of them: the samples seen at their ends, `(n,)`, and the means, `(seeds, n)`, NaN where a seed
    has not come.

    Where a curve has kept no point at the end of a stretch, the sum of its losses there is taken to
    have risen evenly from the point before to the one after.
    """
    good = [np.isfinite(curve.total) for curve in curves]
    reached = [of.updates[fine] for of, fine in zip(curves, good, strict=True)]
    last = max((updates[-1] for updates in reached if len(updates)), default=0)
    ends = np.unique(np.ceil(np.linspace(0.0, last, stretches + 1)))[1:]
    losses = np.array([_means(of, fine, ends) for of, fine in zip(curves, good, strict=True)])
    losses = losses.reshape(len(curves), len(ends))
    return (ends * _stride(curves) if len(ends) else ends), losses


def band(curves: Sequence[Curve], stretches: int = 200) -> Band:
    """The band that the curves of one run's seeds lie in, see `means_of_seeds`."""
    samples, losses = means_of_seeds(curves, stretches)
    if not len(samples):
        return Band(samples, losses, *[samples] * 5)
    lower, median, upper = np.nanquantile(losses, QUARTILES, axis=0)
    least, largest = np.nanmin(losses, axis=0), np.nanmax(losses, axis=0)
    return Band(samples, losses, least, lower, median, upper, largest)


def _means(curve: Curve, good: Array, ends: Array) -> Array:
    updates = np.concatenate([[0.0], curve.updates[good]])
    sums = np.interp(ends, updates, np.concatenate([[0.0], curve.total[good]]), right=math.nan)
    return np.diff(sums, prepend=0.0) / np.diff(ends, prepend=0.0)


def _stride(curves: Sequence[Curve]) -> float:
    """The samples that one update sees."""
    return next(float(of.samples[-1] / of.updates[-1]) for of in curves if len(of.updates))
