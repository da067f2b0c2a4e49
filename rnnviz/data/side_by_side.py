"""The data of K runs side by side: each sees what it sees by itself, laid out in few calls.

Arrays are `(T, K, V, B)` and lie in memory as `(T, V, K, B)`, as the states of stacked networks do.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.data.delay import DelayedWindows
from rnnviz.data.stream import MiniBatchRows, Stream, Windows
from rnnviz.nn.cells.base import Array

LAID_OUT = 1 << 16  # numbers that are made one-hot at once, so that they are read from the cache


def side_by_side(streams: Sequence[Any]) -> Windows:
    """One source for the windows of all those streams, which are of one kind, batch and length."""
    first = streams[0]
    late, below = 0, list(streams)
    if isinstance(first, DelayedWindows):
        late, below = first.late, [one.stream for one in streams]
    if isinstance(below[0], Stream) and len(below[0].task.vocabulary) == 2:
        return BitsSideBySide(below, late)
    return SideBySide(streams)


class SideBySide(MiniBatchRows):
    """Windows of any streams, each copied to its place."""

    def __init__(self, streams: Sequence[Any]) -> None:
        self.streams, self.steps = list(streams), streams[0].steps
        self.turn = getattr(streams[0], "turn", 0)
        self.buffers: dict[tuple[int, ...], Array] = {}

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start`, targets of those from `first`, both before `stop`; good
        until the next window is read."""
        made = [stream.window(start, first, stop) for stream in self.streams]
        return self._laid_out(0, [one[0] for one in made]), self._laid_out(1, [one[1] for one in made])

    def _laid_out(self, which: int, arrays: list[Array]) -> Array:
        steps, rows, batch = arrays[0].shape
        out = self._buffer(which, steps, rows, batch, arrays[0].dtype)
        for place, array in enumerate(arrays):
            out[:, place] = array
        return out

    def _buffer(self, which: int, steps: int, rows: int, batch: int, dtype: Any) -> Array:
        """`(T, K, V, B)`, made once for each shape."""
        key = which, steps, rows, batch
        if key not in self.buffers:
            shape = steps, rows, len(self.streams), batch
            self.buffers[key] = np.empty(shape, dtype).swapaxes(1, 2)
        return self.buffers[key]


class BitsSideBySide(SideBySide):
    """The same of streams of two tokens, which are kept as bits, a byte each, so that a chunk of all
    stays in the cache; made one-hot is what a window reads, of short ones some at once."""

    def __init__(self, streams: Sequence[Stream], late: int = 0) -> None:
        super().__init__(streams)
        self.batch, self.late = streams[0].batch, late
        self.chunks: OrderedDict[int, tuple[Array, Array]] = OrderedDict()
        nothing = np.empty((0, len(streams), 2, self.batch), np.int8)
        self.laid = [(0, nothing), (0, nothing)]  # inputs, targets: from which step on, and they

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start` and targets of those from `first`, both before `stop`, as
        bytes; good until the next window is read."""
        late = self.late  # answers come so many steps late, see `DelayedWindows`
        kept = (self._ahead(stop - start) + late) // self.steps + 2
        return self._laid(0, start + late, stop + late, kept), self._laid(1, first, stop, kept)

    def _ahead(self, count: int) -> int:
        """How many steps are laid out where a window reads so many: it and some that will follow."""
        most = min(LAID_OUT // (2 * len(self.streams) * self.batch), self.steps)
        return max(most // max(count, 1), 1) * count

    def _laid(self, which: int, start: int, stop: int, kept: int) -> Array:
        """Those steps one-hot, as bytes."""
        begun, made = self.laid[which]
        if not begun <= start <= stop <= begun + len(made):
            begun, made = start, self._bytes(which, start, start + self._ahead(stop - start), kept)
            self.laid[which] = begun, made
        return made[start - begun : stop - begun]

    def _bytes(self, which: int, start: int, stop: int, kept: int) -> Array:
        """Those steps one-hot, from as many chunks as are needed."""
        out = self._buffer(which, stop - start, 2, self.batch, np.int8)
        done = start
        while done < stop:
            number, offset = divmod(done, self.steps)
            end = min(stop, (number + 1) * self.steps)
            bits = self._chunk(number, kept)[which][offset : offset + end - done]
            some = out[done - start : end - start]
            some[:, :, 1] = bits
            np.bitwise_xor(bits, 1, some[:, :, 0])
            done = end
        return out

    def _chunk(self, number: int, kept: int) -> tuple[Array, Array]:
        """Inputs and answers of a chunk, `(steps, K, B)` each; so many chunks are kept."""
        made = self.chunks.get(number)
        if made is None:
            while len(self.chunks) >= kept:  # new memory costs more than what is written into it
                made = self.chunks.popitem(last=False)[1]
            made = made or (self._empty(), self._empty())
            for place, stream in enumerate(self.streams):
                for out, bits in zip(made, stream.tokens(number), strict=True):
                    out[:, place] = bits
            self.chunks[number] = made
        return made

    def _empty(self) -> Array:
        return np.empty((self.steps, len(self.streams), self.batch), np.int8)
