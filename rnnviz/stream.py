"""A task's data as one endless sequence a row, laid out for training before it is needed.

What comes out depends on seed, batch and place alone, not on who reads how much of it when: that keeps
runs in lockstep and lets a resumed run go on as if it had never stopped.
"""

from collections import OrderedDict
from typing import ClassVar, Protocol

import numpy as np

from rnnviz.cells import Array
from rnnviz.losses import one_hot

CHUNK = 250  # steps made at once
KEPT = 8  # chunks


class SequenceTask(Protocol):
    """What a task must offer to be streamed: tokens in, one answer token a step."""

    vocabulary: ClassVar[tuple[str, ...]]

    @property
    def history(self) -> int:
        """How many earlier steps an answer depends on."""
        ...

    def draw(self, rng: np.random.Generator, steps: int, batch: int) -> Array:
        """Inputs as tokens, `(steps, batch)`."""
        ...

    def answer(self, rng: np.random.Generator, inputs: Array) -> Array:
        """Answers as tokens `(steps, batch)` for inputs `(history + steps, batch)`."""
        ...


class Stream:
    """Inputs and targets of `batch` rows, each a sequence of its own, as one-hot `(T, V, B)` float32.

    It is the usual layout, one long sequence cut into B contiguous rows, each with a past of its own.
    """

    def __init__(self, task: SequenceTask, seed: int, batch: int) -> None:
        self.task, self.seed, self.batch = task, seed, batch
        self.steps = max(CHUNK, task.history)
        self.chunks: OrderedDict[int, tuple[Array, Array]] = OrderedDict()

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`."""
        number, offset = divmod(start, self.steps)
        if stop - start + offset <= self.steps:
            inputs, targets = self._chunk(number)
            return inputs[offset : offset + stop - start], targets[
                offset + first - start : offset + stop - start
            ]
        wanted = range(number, (stop - 1) // self.steps + 1)
        parts = [self._chunk(one) for one in wanted]
        base = number * self.steps
        inputs = np.concatenate([part[0] for part in parts])[start - base : stop - base]
        targets = np.concatenate([part[1] for part in parts])[first - base : stop - base]
        return inputs, targets

    def _chunk(self, number: int) -> tuple[Array, Array]:
        if number in self.chunks:
            return self.chunks[number]
        tokens = self._tokens(number)
        if history := self.task.history:
            past = self._tokens(number - 1)[-history:]
            answers = self.task.answer(self._rng(number, 1), np.concatenate([past, tokens]))
        else:
            answers = self.task.answer(self._rng(number, 1), tokens)
        size, single = len(self.task.vocabulary), np.dtype("float32")
        made = one_hot(tokens, size, single), one_hot(answers, size, single)
        self.chunks[number] = made
        if len(self.chunks) > KEPT:
            self.chunks.popitem(last=False)
        return made

    def _tokens(self, number: int) -> Array:
        return self.task.draw(self._rng(number, 0), self.steps, self.batch)

    def _rng(self, number: int, purpose: int) -> np.random.Generator:
        # the chunk before the first one, numbered -1, is a past that nobody has seen
        key = (1, self.batch, number + 1, purpose)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))
