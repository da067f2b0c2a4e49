"""Where a loss has come to: a mean over its last stretches, with its standard error. Every page that
says what a run has come to says this number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.training.curve import STRETCHES, Curve
from rnnviz.training.spread import means_of_seeds

SETTLED = 6  # of these: over so many, the last tenth, the loss at a run's end is a mean


def settled(means: Array) -> tuple[Array, Array]:
    """Of means over stretches, `(..., N)` with N from 1, the mean of the last SETTLED and its standard
    error; the last one alone where the loss moves by more than it scatters, or there are too few."""
    last = means[..., -SETTLED:]
    newest = last[..., -1]
    if last.shape[-1] < SETTLED:
        return newest, np.zeros_like(newest)
    half = SETTLED // 2
    with np.errstate(all="ignore"):  # of a run that diverges
        noise = np.diff(last).std(axis=-1) / np.sqrt(2.0)  # of one stretch, whatever the trend
        moved = np.abs(last[..., half:].mean(axis=-1) - last[..., :half].mean(axis=-1))
        mean = last.mean(axis=-1)
        rests = (moved <= 2.5 * noise * np.sqrt(2.0 / half)) & np.isfinite(mean)
    return np.where(rests, mean, newest), np.where(rests, noise / np.sqrt(SETTLED), noise)


@dataclass(frozen=True)
class Stretches:
    """The course of one run with each of its S seeds, in N stretches."""

    samples: Array  # (N,) seen at the end of each
    means: Array  # (S, N) nats, NaN from where a seed has diverged

    @property
    def come_to(self) -> Array:
        """What each seed has come to, `(S,)`, NaN for one that has diverged."""
        if not len(self.samples):
            return np.full(len(self.means), np.nan)
        values, _error = settled(self.means)
        return np.where(np.isfinite(self.means[:, -1]), values, np.nan)


def stretches(curves: Sequence[Curve]) -> Stretches:
    """The course of a run by the curve of each of its seeds."""
    if len(curves) == 1:
        samples, means = curves[0].means(STRETCHES)
        return Stretches(samples, means[None])
    return Stretches(*means_of_seeds(curves, STRETCHES))


def lowest(means: Array, come_to: float) -> float:
    """The lowest that a loss has been on average over a tenth of its updates, by its means over
    stretches, `(n,)`, and by what it has come to: one low stretch may be chance. NaN for nothing."""
    known = means[np.isfinite(means)]
    sums = np.concatenate([[0.0], np.cumsum(known)])
    tenths = (sums[SETTLED:] - sums[:-SETTLED]) / SETTLED
    there = [float(tenths.min())] if len(tenths) else []
    return min((one for one in (*there, come_to) if np.isfinite(one)), default=float("nan"))


def come_to(losses: Array) -> float:
    """Where `(n,)` losses have come to of which nothing is known but their order, NaN for none."""
    known = losses[np.isfinite(losses)]
    if not len(known):
        return float("nan")
    ends = np.unique(np.ceil(np.linspace(0, len(known), STRETCHES + 1)[1:]).astype(int))
    sums = np.concatenate([[0.0], np.cumsum(known)])[np.concatenate([[0], ends])]
    return float(settled(np.diff(sums) / np.diff(ends, prepend=0))[0])
