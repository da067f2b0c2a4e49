"""A task's data as sequences of their own, in padded batches.

Sequence number n depends on the seed and n alone, not on the batch it comes in or on who reads how
much of it when: so runs in lockstep see the same sequences whatever their batch, and a resumed run goes
on as if it had never stopped.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import with_target

BLOCK = 256  # sequences made at once


class Examples(NamedTuple):
    """A padded batch of sequences, each with a target wherever it has a loss: at its steps, or, where
    its answer is of another length, at the answer's M steps."""

    inputs: Array  # (T, B) tokens, -1 as padding, or (T, D, B) numbers
    targets: Array  # (T or M, B) tokens, -1 for no loss, or (T, V, B) numbers, NaN for no loss
    lengths: Array  # (B,) real steps

    @property
    def unequal(self) -> Array | None:
        """The lengths, None if no sequence is padded."""
        return None if self.lengths.min() == len(self.inputs) else self.lengths


Maker = Callable[..., Examples]  # from a generator and a count; for stages also the progress, 0 to 1


class ExampleStream:
    """An endless row of sequences, handed out in batches; position p is batch number p.

    With `samples`, `make` also hears how far a run of so many has come. `apart` says that answers have
    steps of their own.
    """

    def __init__(
        self, make: Maker, seed: int, batch: int, samples: int | None = None, apart: bool = False
    ) -> None:
        self.make, self.seed, self.batch = make, seed, batch
        self.samples, self.apart = samples, apart
        self.steps = max(BLOCK // batch, 1)
        self.blocks: dict[int, Examples] = {}  # the newest two

    def at(self, position: int) -> Examples:
        """One batch, as long as its longest sequence; to be read only."""
        start = position * self.batch
        stop, parts = start + self.batch, []
        while start < stop:
            number, offset = divmod(start, BLOCK)
            end = min(offset + stop - start, BLOCK)
            parts.append(_some(self._block(number), slice(offset, end), self.apart))
            start += end - offset
        return parts[0] if len(parts) == 1 else joined(parts)

    def _block(self, number: int) -> Examples:
        if number not in self.blocks:
            if len(self.blocks) == 2:
                del self.blocks[next(iter(self.blocks))]
            self.blocks[number] = self._made(number)
        return self.blocks[number]

    def _made(self, number: int) -> Examples:
        stage = [] if self.samples is None else [min(number * BLOCK / self.samples, 1.0)]
        return self.make(self._random(2, number), BLOCK, *stage)  # 1 is for streams

    def _random(self, *key: int) -> np.random.Generator:
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))


class EpochStream(ExampleStream):
    """A set of so many sequences, each once an epoch, in an order that is drawn anew for every epoch;
    `pick` gives those of some places."""

    def __init__(
        self,
        pick: Callable[[Array], Examples],
        size: int,
        seed: int,
        batch: int,
        apart: bool = False,
    ) -> None:
        super().__init__(pick, seed, batch, apart=apart)
        self.size = size

    def _made(self, number: int) -> Examples:
        epochs, places = np.divmod(np.arange(number * BLOCK, (number + 1) * BLOCK), self.size)
        orders = {
            epoch: self._random(4, epoch).permutation(self.size) for epoch in set(epochs.tolist())
        }
        drawn = [orders[e][place] for e, place in zip(epochs.tolist(), places, strict=True)]
        return self.make(np.array(drawn))


def joined(parts: list[Examples]) -> Examples:
    """Batches side by side in one, padded to the longest."""
    read, asked = (max(map(len, arrays)) for arrays in zip(*(part[:2] for part in parts), strict=True))
    return Examples(
        np.concatenate([_padded(part.inputs, read, 0.0) for part in parts], axis=-1),
        np.concatenate([_padded(part.targets, asked, np.nan) for part in parts], axis=-1),
        np.concatenate([part.lengths for part in parts]),
    )


def _padded(array: Array, steps: int, filling: float) -> Array:
    """As many steps as asked for; tokens are filled up with -1."""
    missing = (steps - len(array), *array.shape[1:])
    value = -1 if np.issubdtype(array.dtype, np.integer) else filling
    return np.concatenate([array, np.full(missing, value, array.dtype)])


def _some(block: Examples, which: slice, apart: bool) -> Examples:
    """A few sequences, without the padding that only the others needed."""
    lengths, targets = block.lengths[which], block.targets[..., which]
    steps = lengths.max()
    asked = steps
    if apart:
        wanted = with_target(targets, tokens=targets.ndim == 2)
        asked = np.flatnonzero(wanted.any(axis=-1))[-1] + 1
    return Examples(block.inputs[:steps, ..., which], targets[:asked], lengths)
