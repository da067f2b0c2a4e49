"""A task's data as one endless sequence a row, laid out for training before it is needed.

What comes out depends on seed, batch and place alone, not on who reads how much of it when: that keeps
runs in lockstep and lets a resumed run go on as if it had never stopped.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import ClassVar, Protocol

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import one_hot

CHUNK = 250  # steps made at once
KEPT = 8  # chunks
AHEAD = 4  # of them made together, where one after the other is read: a first one takes twice as long


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


class Windows(Protocol):
    """A task's data as windows of an endless sequence."""

    steps: int

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`, numbers
        or one-hot `(T, V, B)`, float32 or signed bytes; good until much more has been read."""
        ...


def row_starts(count: int, batch: int) -> Array:
    """Where each of `batch` rows begins in a text of so many tokens, `(B,)`: evenly spread."""
    found: Array = np.arange(batch) * count // batch
    return found


class MiniBatchRows:
    """What a mini-batch reads from; its rows begin again after so many steps if there is a `turn`."""

    turn = 0

    def begins(self, start: int) -> bool:
        """Whether the rows begin again at that step, so that no state comes from before it."""
        return self.turn > 0 and start % self.turn == 0


class TextStream(MiniBatchRows):
    """One text read over and over by `batch` rows, which start evenly spread over it; at each step the
    target is the next token. It is the usual layout: the text cut into B contiguous rows, except that a
    row goes on into the next one's part.
    """

    def __init__(self, tokens: Array, size: int, batch: int) -> None:
        self.tokens, self.size, self.steps = tokens, size, CHUNK
        self.starts = row_starts(len(tokens), batch)
        self.around = len(tokens)  # steps after which a row is where it was

    def _places(self, steps: Array) -> Array:
        """Where in the text each row is at some steps, `(T, B)`."""
        found: Array = self.starts + steps[:, None]
        found %= self.around
        return found

    def read(self, rows: Sequence[int], start: int, stop: int) -> Array:
        """What some of the rows read from step `start` on and before `stop`, as tokens `(T, R)`."""
        found: Array = self.tokens[self._places(np.arange(start, stop))[:, list(rows)]]
        return found

    def as_tokens(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`, as
        tokens `(T, B)`."""
        read = self.tokens[self._places(np.arange(start, stop + 1))]
        return read[:-1], read[first - start + 1 :]

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """The same one-hot, `(T, V, B)`."""
        read, wanted = self.as_tokens(start, first, stop)
        kind = np.dtype(np.float32)
        return one_hot(read, self.size, kind), one_hot(wanted, self.size, kind)


class PairStream(TextStream):
    """The pairs of a token and the next one of a text, read over and over: none joins the text's end
    to its beginning, and rows start as many whole pairs apart as there is room for.
    """

    def __init__(self, tokens: Array, size: int, batch: int) -> None:
        super().__init__(tokens, size, batch)
        self.pairs = self.around = len(tokens) - 1
        self.starts = np.arange(batch) * ((self.pairs - 1) // batch)

    def as_tokens(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`."""
        places = self._places(np.arange(start, stop))
        return self.tokens[places], self.tokens[places[first - start :] + 1]


class PassStream(TextStream):
    """A text cut into a part a row, each read in windows and begun again before its end, where no
    whole further window would be left after the next one's first step.
    """

    def __init__(self, tokens: Array, size: int, batch: int, window: int) -> None:
        super().__init__(tokens, size, batch)
        part = len(tokens) // batch
        self.starts = np.arange(batch) * part
        self.turn = max(-(-(part - window - 1) // window), 1) * window  # steps of one pass

    def read(self, rows: Sequence[int], start: int, stop: int) -> Array:
        """What some of the rows read from step `start` on and before `stop`, as tokens `(T, R)`."""
        found: Array = self.tokens[self._places(np.arange(start, stop) % self.turn)[:, list(rows)]]
        return found

    def as_tokens(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`."""
        begun = start - start % self.turn
        return super().as_tokens(start - begun, first - begun, stop - begun)


class Stream(MiniBatchRows):
    """Inputs and targets of `batch` rows, each a sequence of its own, as one-hot `(T, V, B)`.

    It is the usual layout, one long sequence cut into B contiguous rows, each with a past of its own.
    Ones and zeros are signed bytes: what is laid out before it is needed then stays in the cache.
    """

    def __init__(self, task: SequenceTask, seed: int, batch: int) -> None:
        self.task, self.seed, self.batch = task, seed, batch
        self.steps = max(CHUNK, task.history)
        self.chunks: OrderedDict[int, tuple[Array, Array]] = OrderedDict()
        self.drawn: dict[int, Array] = {}  # tokens of the newest two chunks

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`.

        They are good until KEPT - AHEAD other chunks have been read.
        """
        number, offset = divmod(start, self.steps)
        count, later = stop - start, first - start
        if offset + count <= self.steps:
            inputs, targets = self._chunk(number)
            return inputs[offset : offset + count], targets[offset + later : offset + count]
        size = len(self.task.vocabulary)
        inputs, targets = (np.empty((count, size, self.batch), np.int8) for _ in range(2))
        done = 0
        while done < count:
            part = slice(offset, min(offset + count - done, self.steps))
            some = slice(done, done + part.stop - offset)
            inputs[some], targets[some] = (made[part] for made in self._chunk(number))
            done, number, offset = some.stop, number + 1, 0
        return inputs, targets[later:]

    def read(self, rows: Sequence[int], start: int, stop: int) -> Array:
        """What some of the rows read from step `start` on and before `stop`, as tokens `(T, R)`."""
        first = start // self.steps
        chunks = [self._tokens(number) for number in range(first, -(-stop // self.steps))]
        every = np.concatenate([np.empty((0, self.batch), np.uint8), *chunks])
        found: Array = every[start - first * self.steps : stop - first * self.steps, list(rows)]
        return found

    def _chunk(self, number: int) -> tuple[Array, Array]:
        if number not in self.chunks:
            count = AHEAD if number - 1 in self.chunks else 1
            for place in sorted({*range(number, number + count)} - self.chunks.keys()):
                # new memory costs more than what is written into it
                full = len(self.chunks) == KEPT
                oldest = self.chunks.popitem(last=False)[1] if full else self._empty()
                self.chunks[place] = self._make(place, *oldest)
        return self.chunks[number]

    def _empty(self) -> tuple[Array, Array]:
        shape = (self.steps, len(self.task.vocabulary), self.batch)
        return np.empty(shape, np.int8), np.empty(shape, np.int8)

    def tokens(self, number: int) -> tuple[Array, Array]:
        """What is read and what is answered in the chunk of that number, as tokens `(steps, B)`."""
        # in their order: of those that were drawn the one that came first is dropped first
        past = self._tokens(number - 1)[self.steps - self.task.history :]
        read = self._tokens(number)
        return read, self.task.answer(self._rng(number, 1), np.concatenate([past, read]))

    def _make(self, number: int, inputs: Array, targets: Array) -> tuple[Array, Array]:
        for tokens, out in zip(self.tokens(number), (inputs, targets), strict=True):
            # a truth is a byte, so nothing has to be converted
            one_hot(tokens, len(self.task.vocabulary), np.dtype(bool), out.view(bool))
        return inputs, targets

    def _tokens(self, number: int) -> Array:
        if number not in self.drawn:
            if len(self.drawn) == 2:
                del self.drawn[next(iter(self.drawn))]
            self.drawn[number] = self.task.draw(self._rng(number, 0), self.steps, self.batch)
        return self.drawn[number]

    def _rng(self, number: int, purpose: int) -> np.random.Generator:
        # the chunk before the first one, numbered -1, is a past that nobody has seen
        key = (1, self.batch, number + 1, purpose)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))


class EpochRows(Stream):
    """The same in epochs of so many tokens: each is drawn anew, cut into a part a row, read in whole
    windows, and begins with a state of zeros. What a window would not fill is left out.
    """

    def __init__(self, task: SequenceTask, seed: int, batch: int, length: int, window: int) -> None:
        super().__init__(task, seed, batch)
        self.turn = length // batch // window * window  # steps of one epoch
