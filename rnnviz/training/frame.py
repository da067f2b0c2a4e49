"""What is known of an experiment's runs at one moment."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model

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
    `checkpoint` that it can go on from.
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
    losses: Array = field(default_factory=lambda: NO_UPDATES, repr=False)
    gradient_norms: Array = field(default_factory=lambda: NO_UPDATES, repr=False)
    checkpoint: bytes = field(default=b"", repr=False)
    log: Sequence[Mapping[str, Any]] = field(
        default=(), repr=False
    )  # its lines so far, the oldest first
    held_out: float = math.nan  # the mean loss on data kept from training, where it was measured

    @cached_property
    def parameters(self) -> dict[str, Array]:
        """PyTorch name -> array."""
        return self.load()

    @cached_property
    def network(self) -> Model:
        """The network, or encoder and decoder, with these parameters."""
        return self.build(self.parameters)


@dataclass(frozen=True)
class FrameHead:
    """A frame without what it holds."""

    number: int  # among the frames of its experiment, from 0; NOT_STORED if it is not
    samples: int  # seen by every run that has not diverged
    seconds: float  # of training since the start


@dataclass(frozen=True)
class Frame(FrameHead):
    """All runs of an experiment at one moment."""

    runs: tuple[RunState, ...]

    @property
    def head(self) -> FrameHead:
        """The frame by itself, which tells it from all others of its experiment."""
        return FrameHead(self.number, self.samples, self.seconds)
