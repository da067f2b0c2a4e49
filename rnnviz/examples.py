"""A task's data as sequences of their own, in padded batches.

Sequence number n depends on the seed and n alone, not on the batch it comes in or on who reads how
much of it when: so runs in lockstep see the same sequences whatever their batch, and a resumed run goes
on as if it had never stopped.
"""

from typing import NamedTuple, Protocol

import numpy as np

from rnnviz.cells import Array

BLOCK = 256  # sequences made at once


class Examples(NamedTuple):
    """A padded batch of sequences, each with a target wherever it has a loss."""

    inputs: Array  # (T, B) tokens, -1 as padding, or (T, D, B) numbers
    targets: Array  # (T, B) tokens, -1 for no loss, or (T, V, B) numbers, NaN for no loss
    lengths: Array  # (B,) real steps


class ExampleMaker(Protocol):
    """What makes sequences."""

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        """So many sequences, drawn with that generator."""
        ...


class ExampleStream:
    """An endless row of sequences, handed out in batches; position p is batch number p."""

    def __init__(self, task: ExampleMaker, seed: int, batch: int) -> None:
        self.task, self.seed, self.batch = task, seed, batch
        self.steps = max(BLOCK // batch, 1)
        self.blocks: dict[int, Examples] = {}  # the newest two

    def at(self, position: int) -> Examples:
        """One batch, as long as its longest sequence; to be read only."""
        start = position * self.batch
        stop, parts = start + self.batch, []
        while start < stop:
            number, offset = divmod(start, BLOCK)
            end = min(offset + stop - start, BLOCK)
            parts.append(_some(self._block(number), slice(offset, end)))
            start += end - offset
        return parts[0] if len(parts) == 1 else joined(parts)

    def _block(self, number: int) -> Examples:
        if number not in self.blocks:
            if len(self.blocks) == 2:
                del self.blocks[next(iter(self.blocks))]
            key = (2, number)  # 1 is for streams
            rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))
            self.blocks[number] = self.task.examples(rng, BLOCK)
        return self.blocks[number]


def joined(parts: list[Examples]) -> Examples:
    """Batches side by side in one, padded to the longest."""
    steps = max(len(part.inputs) for part in parts)
    return Examples(
        np.concatenate([_padded(part.inputs, steps, 0.0) for part in parts], axis=-1),
        np.concatenate([_padded(part.targets, steps, np.nan) for part in parts], axis=-1),
        np.concatenate([part.lengths for part in parts]),
    )


def _padded(array: Array, steps: int, filling: float) -> Array:
    """As many steps as asked for; tokens are filled up with -1."""
    missing = (steps - len(array), *array.shape[1:])
    value = -1 if np.issubdtype(array.dtype, np.integer) else filling
    return np.concatenate([array, np.full(missing, value, array.dtype)])


def _some(block: Examples, which: slice) -> Examples:
    lengths = block.lengths[which]
    steps = lengths.max()
    return Examples(block.inputs[:steps, ..., which], block.targets[:steps, ..., which], lengths)
