"""What every task offers: its name and shape, its data, the network it needs, and its floors.

There are two kinds. A `StreamTask` is one endless sequence a row, read in windows through which the
state is carried. An `ExampleTask` is made of single sequences, which start from zero and may be of
unequal lengths; they come in padded batches.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

from rnnviz.examples import Examples, ExampleStream
from rnnviz.network import Network

if TYPE_CHECKING:
    from rnnviz.experiment import Run

SHAPES = ("N to N", "N to 1", "1 to N", "N to M")


class Source(Protocol):
    """A task's data for one batch size, good from any place."""

    steps: int  # after which runs in lockstep wait for each other, counted as `per_update` counts


class Task:
    """One thing to train on; subclasses are frozen dataclasses whose fields are the settings.

    Wrong settings are refused with a ValueError, a sentence.
    """

    name: ClassVar[str]  # the word in addresses and files
    title: ClassVar[str]
    shape: ClassVar[str]
    output: ClassVar[str] = "softmax"
    usual: ClassVar[Mapping[str, Any]] = {}  # a run that does well on it, as fields of Run
    samples: ClassVar[int] = 1_000_000  # after which that run has done so

    @classmethod
    def from_words(cls, settings: dict[str, Any]) -> Self:
        """The task with settings as JSON has them."""
        return cls(**settings)

    @property
    def tokens(self) -> tuple[str, ...] | None:
        """What the network's tokens mean, if they mean something to a reader."""
        return None

    @property
    def sizes(self) -> tuple[int, int]:
        """How many tokens or numbers are read at a step, and how many are answered."""
        count = len(self.tokens or ())
        return count, count

    def network(self, run: "Run") -> dict[str, Any]:
        """The settings of the network that a run trains, as `Network.random` takes them."""
        inputs, outputs = self.sizes
        return {
            "cell": run.cell, "inputs": inputs, "hidden": run.hidden, "outputs": outputs,
            "layers": run.layers, "bidirectional": run.bidirectional, "embedding": run.embedding,
            "output": self.output, "vocabulary": self.tokens,
        }  # fmt: skip

    def start(self, run: "Run", seed: int) -> Network:
        """The network that a run starts with, float32."""
        return Network.random(**self.network(run), seed=seed, dtype="float32")

    def floors(self) -> dict[str, float]:
        """What is known -> the best possible mean loss in nats, the least knowledge first."""
        raise NotImplementedError

    def check(self, run: "Run") -> None:
        """Raise ValueError, a sentence, if a run cannot be trained on this task."""
        raise NotImplementedError

    def stream(self, seed: int, batch: int) -> Source:
        """The data of an experiment for so many rows; the same seed gives the same."""
        raise NotImplementedError

    def per_update(self, run: "Run", samples: int) -> int:
        """How many samples one update of a run sees, of so many in all."""
        raise NotImplementedError


class StreamTask(Task):
    """An endless sequence a row. A sample is one step of one row."""

    def check(self, run: "Run") -> None:
        if run.bidirectional:
            raise ValueError(
                f"has both directions; {self.name} is an endless sequence, which cannot be read from "
                "its end"
            )
        if run.embedding is not None and run.truncation.before:
            raise ValueError(
                f"has an embedding, which goes with windows or full, not with {run.truncation}"
            )

    def per_update(self, run: "Run", samples: int) -> int:
        return (run.truncation.every or -(-samples // run.batch)) * run.batch


class ExampleTask(Task):
    """Sequences of their own. A sample is one of them, whatever its length, so that runs in lockstep
    have seen the same sequences, whatever their batch."""

    numbers: ClassVar[bool] = False  # whether numbers are read, not tokens

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        """So many sequences, drawn with that generator."""
        raise NotImplementedError

    def check(self, run: "Run") -> None:
        if run.truncation.every is not None:
            raise ValueError(
                f"is cut by {run.truncation}; {self.name} is made of short sequences that are walked "
                "back whole, so allowed is full"
            )
        if self.numbers and run.embedding is not None:
            raise ValueError(f"has an embedding, which is for tokens; {self.name} reads numbers")

    def stream(self, seed: int, batch: int) -> Source:
        return ExampleStream(self, seed, batch)

    def per_update(self, run: "Run", samples: int) -> int:
        return run.batch


def whole(name: str, value: object, low: int, high: int) -> None:
    """Raise ValueError, a sentence, if a setting is no whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; allowed are whole numbers from {low:,} to {high:,}.")


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Raise ValueError, a sentence, if a setting is none of these words."""
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed are {', '.join(allowed)}.")
