"""One run's losses as pictures and tables of a training take them."""

from dataclasses import dataclass, field

import numpy as np

from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.nn.cells.base import Array
from rnnviz.training.settled import settled

NO_LOSSES: Array = np.empty(0)


@dataclass(frozen=True)
class RunLosses:
    """One run's losses as they are drawn."""

    name: str
    samples: Array
    losses: Array  # nats, of single updates
    mean_samples: Array
    means: Array  # nats, over stretches of updates that end at those samples
    note: str = ""  # stands at the end, as "diverged at update 12"
    held_samples: Array = field(
        default_factory=lambda: NO_LOSSES
    )  # seen when the loss on data that are held out was measured
    held: Array = field(default_factory=lambda: NO_LOSSES)  # that loss, nats
    right: float = np.nan  # the share of its answers that are right at its end, if that is known
    seeds: SeedLosses | None = None  # of more than one; then the means above are their median's

    @property
    def held_out(self) -> float:
        """The newest loss on data that are held out, NaN if there is none."""
        return float(self.held[-1]) if len(self.held) else float("nan")

    def at(self, samples: float) -> float:
        """The mean loss in nats around a moment, NaN if there is none yet."""
        return self.settled(samples)[0]

    def settled(self, samples: float = np.inf) -> tuple[float, float]:
        """The mean loss in nats around a moment, and its standard error: over the last SETTLED
        stretches, or over the last one alone where the loss moves by more than it scatters. NaN for
        both before there is any. Of several seeds it is the median of theirs."""
        if self.seeds is not None:
            return self.seeds.ends(samples).spread.median, 0.0
        known = np.isfinite(self.means)
        means, seen = self.means[known], self.mean_samples[known]
        if not len(means):
            return float("nan"), float("nan")
        up_to = min(int(np.searchsorted(seen, samples)), len(means) - 1) + 1
        value, error = settled(means[:up_to])
        return float(value), float(error)
