"""The losses of one run from several seeds: along their way, and what they have come to."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _
from rnnviz.training.settled import settled
from rnnviz.training.spread import Spread, spread

PERCENTILES = (0.0, 25.0, 50.0, 75.0, 100.0)  # of all seeds, and of the middle half of them


@dataclass(frozen=True)
class SeedEnds:
    """What the seeds of one run have come to at a moment."""

    losses: Array  # (S,) nats or what they are drawn in, NaN for a seed that has diverged

    @cached_property
    def spread(self) -> Spread:
        """What they spread over, of those that have not diverged."""
        return spread(self.losses)

    @property
    def lost(self) -> int:
        """How many have diverged."""
        return len(self.losses) - self.spread.count

    @property
    def range_words(self) -> str:
        """How many they are, and from where to where they go; "" if there are none."""
        found, count = self.spread, len(self.losses)
        low, high = numbers.loss(found.least), numbers.loss(found.largest)
        if not found.count:
            return ""
        fields = {"left": found.count, "count": count, "low": low, "high": high}
        if found.count == count:
            return _("{count} seeds from {low} to {high}").format(**fields)
        if found.count > 1:
            return _("{left} of {count} seeds from {low} to {high}").format(**fields)
        return _("{left} of {count} seeds").format(**fields)

    @property
    def brief(self) -> str:
        """The same where there is little room."""
        found = self.spread
        low, high = numbers.loss(found.least), numbers.loss(found.largest)
        return _("({low} to {high})").format(low=low, high=high)

    @property
    def note(self) -> str:
        """How many have diverged, "" if none has."""
        if not self.lost:
            return ""
        return _("{count} of {all} seeds diverged").format(count=self.lost, all=len(self.losses))


@dataclass(frozen=True)
class SeedLosses:
    """The losses of one run from each of its S seeds, as means over N stretches that all of them
    share."""

    samples: Array  # (N,) seen at the ends of the stretches
    means: Array  # (S, N), NaN from where a seed has diverged

    @property
    def count(self) -> int:
        """How many seeds there are."""
        return len(self.means)

    @cached_property
    def band(self) -> Array:
        """`(5, N)`: the least, the lower quartile, the median, the upper quartile and the largest of
        the seeds at each stretch, NaN where none is left."""
        found = np.full((len(PERCENTILES), len(self.samples)), np.nan)
        whole = self._left == self.count
        if whole.any():
            found[:, whole] = np.percentile(self.means[:, whole], PERCENTILES, axis=0)
        some = ~whole & (self._left > 0)
        if some.any():  # a hundred times as slow
            found[:, some] = np.nanpercentile(self.means[:, some], PERCENTILES, axis=0)
        return found

    @cached_property
    def _left(self) -> Array:
        """How many seeds there are at each stretch, `(N,)`."""
        found: Array = np.isfinite(self.means).sum(axis=0)
        return found

    def ends(self, samples: float = np.inf) -> SeedEnds:
        """What they have come to around a moment."""
        if not len(self.samples):
            return SeedEnds(np.full(self.count, np.nan))
        at = min(int(np.searchsorted(self.samples, samples)), len(self.samples) - 1)
        return self._newest if at == len(self.samples) - 1 else self._at(at)

    @cached_property
    def _newest(self) -> SeedEnds:
        return self._at(len(self.samples) - 1)

    def _at(self, stretch: int) -> SeedEnds:
        values, _error = settled(self.means[:, : stretch + 1])
        return SeedEnds(np.where(np.isfinite(self.means[:, stretch]), values, np.nan))

    def exponents(self) -> "SeedLosses":
        """The same of e to the power of the losses."""
        with np.errstate(over="ignore"):
            powers = np.exp(self.means)
        return SeedLosses(self.samples, np.where(np.isfinite(powers), powers, np.nan))

    def hovers(self) -> list[str]:
        """What the seeds spread over at each stretch, in words."""
        with np.errstate(all="ignore"):  # of who has diverged
            means = np.where(np.isfinite(self.means), self.means, 0.0).sum(axis=0) / self._left
            squares = np.where(np.isfinite(self.means), (self.means - means) ** 2, 0.0).sum(axis=0)
            deviations = np.sqrt(squares / (self._left - 1))
        said = _("median {median}, mean {mean}, deviation {deviation}, {count} seeds")
        return [
            said.format(
                median=numbers.loss(float(median), 4),
                mean=numbers.loss(float(mean), 4),
                deviation=numbers.loss(float(deviation), 4),
                count=int(count),
            )
            for median, mean, deviation, count in zip(
                self.band[2], means, deviations, self._left, strict=True
            )
        ]
