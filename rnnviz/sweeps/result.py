"""What became of a cell: its runs' losses, and which share of what can be learned that is."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rnnviz.tasks import TASKS, Task
from rnnviz.text.message import Refusal

LAST = 10  # the last of so many parts of all updates is what a loss is the mean of


@dataclass(frozen=True)
class Result:
    """A cell's runs, in the order of their seeds: the loss in nats, a mean over the last tenth of the
    updates, NaN of a run that diverged, and how many samples each was to see."""

    samples: int
    losses: tuple[float, ...]
    diverged: tuple[bool, ...]
    seconds: float  # of computing
    floors: tuple[float, float]  # the least loss in nats of who knows nothing, and of who knows all

    @property
    def shares(self) -> tuple[float, ...]:
        """Of each run the share that it has learned of what can be learned: 1 at the lowest floor, 0 at
        that of ignorance, below it where the loss is worse than that. A run that diverged has learned
        nothing."""
        nothing, everything = self.floors
        gap = nothing - everything
        if not gap > 0.0:
            return (math.nan,) * len(self.losses)
        return tuple(
            0.0 if gone else (nothing - loss) / gap
            for loss, gone in zip(self.losses, self.diverged, strict=True)
        )

    @property
    def share(self) -> float:
        """The mean of the runs' shares."""
        return sum(self.shares) / len(self.shares)

    @property
    def loss(self) -> float:
        """The mean loss in nats of the runs that did not diverge, NaN if all did."""
        there = [loss for loss, gone in zip(self.losses, self.diverged, strict=True) if not gone]
        return sum(there) / len(there) if there else math.nan

    @property
    def share_diverged(self) -> float:
        """The share of the runs that diverged."""
        return sum(self.diverged) / len(self.diverged)

    def measured(self, measure: str) -> float:
        """The cell's number by one of the measures of a sweep."""
        return {"learned": self.share, "loss": self.loss, "diverged": self.share_diverged}[measure]

    def to_json(self) -> str:
        """The result as it is stored."""
        losses = [None if math.isnan(loss) else loss for loss in self.losses]
        known = {"samples": self.samples, "losses": losses, "diverged": list(self.diverged)}
        return json.dumps(known | {"seconds": self.seconds, "floors": list(self.floors)})

    @classmethod
    def from_json(cls, text: str) -> "Result":
        """The result that `to_json` wrote. Raises Refusal for anything else."""
        try:
            read: dict[str, Any] = json.loads(text)
            nothing, everything = read["floors"]
            return cls(
                samples=int(read["samples"]),
                losses=tuple(math.nan if one is None else float(one) for one in read["losses"]),
                diverged=tuple(map(bool, read["diverged"])),
                seconds=float(read["seconds"]),
                floors=(float(nothing), float(everything)),
            )
        except (KeyError, TypeError, ValueError):
            raise Refusal("This is no cell's result: {data}", data=text[:80]) from None


def mean_loss(losses: Sequence[float]) -> float:
    """The mean loss in nats of some updates, NaN of none."""
    return math.fsum(losses) / len(losses) if losses else math.nan


def floors_of(task: Task) -> tuple[float, float]:
    """The least mean loss in nats of who knows nothing, and of who knows all that can be known."""
    return _floors(task.name, json.dumps(task.to_words(), sort_keys=True))


@lru_cache(maxsize=256)
def _floors(name: str, words: str) -> tuple[float, float]:
    found = list(TASKS[name].from_words(json.loads(words)).floors().values())
    return found[0], min(found)
