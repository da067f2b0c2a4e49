"""Tapes that are used again. To make one, with views of all its steps, takes longer than a pass over
the short sequences on which networks are looked at many times a second."""

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

import numpy as np

from rnnviz.nn.cells.base import Array, Cell, Tape
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import Forward, forward

LIMIT = 12_000_000  # bytes of tapes that lie idle


class KeptTapes:
    """Those that nobody uses now, of all shapes; threads may share them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._idle: defaultdict[Hashable, list[Tape]] = defaultdict(list)
        self._bytes = 0

    @contextmanager
    def forward(self, net: Network, inputs: Array) -> Iterator[Forward]:
        """The network over a window, as `propagation.forward` has it, from a state of zeros; what it
        computed is overwritten when this is left."""
        done = forward(net, inputs, make_tape=self._take)
        yield done
        for tape in done.tapes:
            self._give(net.kind, tape)

    def _take(
        self, kind: Cell, shape: tuple[int, ...], inputs: int, size: int, dtype: np.dtype
    ) -> Tape:
        """One that lies idle, or a new one. It holds a matrix of its own, so that its plans go on."""
        key = kind.name, (*shape, inputs, size), dtype
        with self._lock:
            idle = self._idle.get(key)
            if idle:
                found = idle.pop()
                self._bytes -= _size(found)
                return found
        tape = kind.tape(shape, inputs, size, dtype)
        tape.matrix = np.empty((tape.rows.shape[-2], size + 2 + inputs), dtype)
        return tape

    def _give(self, kind: Cell, tape: Tape) -> None:
        """Keep it, as long as all that lie idle have room."""
        steps, inputs, batch = tape.inputs.shape
        key = kind.name, (steps, batch, inputs, tape.size), tape.slab.dtype
        with self._lock:
            self._idle[key].append(tape)
            self._bytes += _size(tape)
            while self._bytes > self.limit:
                oldest = next(iter(self._idle))
                self._bytes -= _size(self._idle[oldest].pop())
                if not self._idle[oldest]:
                    del self._idle[oldest]


def _size(tape: Tape) -> int:
    arrays = (tape.slab, tape.whole, tape.memory, tape.squashed, tape.reset_slab)
    return sum(array.nbytes for array in arrays if array is not None)


TAPES = KeptTapes()
