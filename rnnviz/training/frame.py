"""What is known of an experiment's runs at one moment."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.training.experiment import Experiment

NO_UPDATES = np.empty(0)
NOT_STORED = -1  # the number of a frame


class RunStatus(StrEnum):
    """Whether a run goes on."""

    RUNNING = "running"
    FINISHED = "finished"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class RunState:
    """One run at one moment; losses in nats.

    A run that diverged is as it was before the update that could not be made. One that is trained here
    has the losses and gradient norms of every update since the frame before, one from a store has the
    `checkpoint` that it can go on from. One that is trained with several seeds is as `of_seeds` says:
    all is the median seed's but the loss, which is the median, and `seeds` has each by itself.
    """

    samples: int
    updates: int
    loss: float  # mean of the last updates, up to the frame before that; NaN before the first
    gradient_norm: float  # of the last update, before clipping
    total: float  # sum of the losses of all updates so far
    rate: float  # the learning rate from here on
    status: RunStatus
    diverged_at: int | None  # the update
    seconds: float  # spent on this run since the start
    measures: Mapping[str, float]  # what the task asks of a network beyond its loss, 0 to 1 by name
    load: Callable[[], dict[str, Array]] = field(repr=False)  # gives the parameters
    build: Callable[[dict[str, Array]], Model] = field(repr=False)  # makes the network of them
    update_losses: Array = field(default_factory=lambda: NO_UPDATES, repr=False)
    update_norms: Array = field(default_factory=lambda: NO_UPDATES, repr=False)
    checkpoint: bytes = field(default=b"", repr=False)
    log: Sequence[Mapping[str, Any]] = field(
        default=(), repr=False
    )  # its lines so far, the oldest first
    held_out: float = math.nan  # the mean loss on data kept from training, where it was measured
    seed: int = 0  # which of the run's seeds it is, from 0
    each: tuple["RunState", ...] = field(default=(), repr=False)  # where there are several seeds

    @property
    def seeds(self) -> tuple["RunState", ...]:
        """The run once for each of its seeds, in their order; itself where it has one."""
        return self.each or (self,)

    @property
    def losses(self) -> Array:
        """The loss of each seed in nats, `(seeds,)`."""
        return np.array([one.loss for one in self.seeds])

    @cached_property
    def parameters(self) -> dict[str, Array]:
        """PyTorch name -> array."""
        return self.load()

    @cached_property
    def network(self) -> Model:
        """The network, or encoder and decoder, with these parameters."""
        return self.build(self.parameters)


class Trained(Protocol):
    """What tells seeds from each other at one moment."""

    @property
    def loss(self) -> float: ...
    @property
    def status(self) -> RunStatus: ...
    @property
    def diverged_at(self) -> int | None: ...


def median_seed(seeds: Sequence[Trained]) -> int:
    """The place of the one whose loss is the median of those that have not diverged, the lower of the
    middle two of an even number; where all have diverged, of the update at which they did."""
    kept = [place for place, one in enumerate(seeds) if one.status != RunStatus.DIVERGED]
    if kept:
        return _middle(kept, [seeds[place].loss for place in kept])
    return _middle(list(range(len(seeds))), [float(one.diverged_at or 0) for one in seeds])


def _middle(places: Sequence[int], values: Sequence[float]) -> int:
    # what is no number comes last; of equal ones the first seed comes first
    order = np.argsort(np.array(values, float), kind="stable")
    return places[int(order[(len(order) - 1) // 2])]


def of_seeds(seeds: Sequence[RunState]) -> RunState:
    """A run that was trained with several seeds as one: that of the median seed, but for

    - the loss, which is the median of all that have not diverged (of an even number the mean of the
      middle two), and where all have diverged the median seed's;
    - the status: it goes on while any of them does, and has diverged when all have;
    - the seconds, which were spent on all.
    """
    if len(seeds) == 1:
        return seeds[0]
    seeds = tuple(
        one if one.seed == place else replace(one, seed=place) for place, one in enumerate(seeds)
    )
    kept = [one for one in seeds if one.status != RunStatus.DIVERGED]
    chosen = seeds[median_seed(seeds)]
    goes_on = any(one.status == RunStatus.RUNNING for one in kept)
    return replace(
        chosen,
        loss=float(np.median([one.loss for one in kept])) if kept else chosen.loss,
        status=RunStatus.RUNNING if goes_on else chosen.status,
        seconds=sum(one.seconds for one in seeds),
        each=seeds,
    )


def by_run(states: Sequence[RunState], count: int) -> tuple[RunState, ...]:
    """So many runs, from each seed of each of them, those of one run together."""
    seeds = len(states) // count
    return tuple(of_seeds(states[place * seeds : (place + 1) * seeds]) for place in range(count))


@dataclass(frozen=True)
class FrameHead:
    """A frame without what it holds."""

    number: int  # among the frames of its experiment, from 0; NOT_STORED if it is not
    samples: int  # seen by every run, with each of its seeds, that has not diverged
    seconds: float  # of training since the start


@dataclass(frozen=True)
class Frame(FrameHead):
    """All runs of an experiment at one moment; one that is yielded by `train` knows the experiment."""

    runs: tuple[RunState, ...]
    experiment: Experiment | None = field(default=None, repr=False, compare=False)

    @property
    def states(self) -> tuple[RunState, ...]:
        """Each seed of each run, those of one run together."""
        return tuple(one for run in self.runs for one in run.seeds)

    def of_seed(self, seed: int) -> "Frame":
        """The same with each run as it is with that of its seeds, counted from 0, alone."""
        return replace(self, runs=tuple(run.seeds[seed] for run in self.runs))

    @property
    def head(self) -> FrameHead:
        """The frame by itself, which tells it from all others of its experiment."""
        return FrameHead(self.number, self.samples, self.seconds)
