"""Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000) and its derivative."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array, Cell, Tape, product_of, transposed


class LSTM(Cell):
    """i, f, o = sigmoid(W x_t + b + W_h h_{t-1} + b_h), g = tanh(of the same form),
    c_t = f c_{t-1} + i g, h_t = o tanh(c_t).

    Hochreiter & Schmidhuber (1997), "Long short-term memory", with the forget gate of Gers et al.
    (2000); gate order i, f, g, o as in `torch.nn.LSTM`.
    """

    name = "lstm"
    blocks = 4
    rows = 4
    gates = ("i", "f", "g", "o")
    has_memory = True
    slope_arrays = 5

    def parts(self, tape: Tape) -> tuple[Array, ...]:
        assert tape.memory is not None and tape.squashed is not None
        both = tape.rows[..., : 2 * tape.size, :]
        states = tape.memory[:-1], tape.memory[1:], tape.squashed, tape.hidden
        return tape.rows, both, *(tape.gate(i) for i in range(4)), *states

    def forward(self, joined: Array, tape: Tape) -> None:
        # sigmoid(x) is (tanh(x / 2) + 1) / 2: with its rows halved beforehand, which is exact, one tanh
        # a step serves all gates
        factors, halved = tape.planned("halved", joined, self._plan_halved)
        np.multiply(joined, factors, halved)
        super().forward(halved, tape)

    def _plan_halved(self, joined: Array, tape: Tape) -> tuple[Array, Array]:
        factors = np.ones((joined.shape[-2], 1), joined.dtype)
        factors[: 4 * tape.size] = 0.5
        factors[2 * tape.size : 3 * tape.size] = 1.0
        return factors, np.empty_like(joined)

    def activate(self, *parts: Array) -> None:
        rows, both, write, keep, new, show, before, memory, squashed, hidden = parts
        np.tanh(rows, rows)
        both += 1.0
        both *= 0.5
        show += 1.0
        show *= 0.5
        np.multiply(keep, before, memory)
        np.multiply(write, new, hidden)  # h_t's place is still free
        memory += hidden
        np.tanh(memory, squashed)
        np.multiply(show, squashed, hidden)

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        assert tape.memory is not None and tape.squashed is not None
        write, keep, new, show = (tape.gate(i) for i in range(4))
        return (
            new * write * (1.0 - write),
            tape.memory[:-1] * keep * (1.0 - keep),
            write * (1.0 - new * new),
            tape.squashed * show * (1.0 - show),
            show * (1.0 - tape.squashed * tape.squashed),
            keep,
        )

    def derive(
        self, slopes: Sequence[Array], hidden: Array, memory: Array | None, rows: Array
    ) -> tuple[Array | None, Array | None]:
        by_write, by_keep, by_new, by_show, by_memory, keep = slopes
        h = hidden.shape[-2]
        memory = by_memory * hidden + memory
        before = keep * memory  # first, because keep may stand in the rows
        np.multiply(by_write, memory, out=rows[..., :h, :])
        np.multiply(by_keep, memory, out=rows[..., h : 2 * h, :])
        np.multiply(by_new, memory, out=rows[..., 2 * h : 3 * h, :])
        np.multiply(by_show, hidden, out=rows[..., 3 * h :, :])
        return None, before

    def backward_in_place(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        # what the base class does, without new memory and with three gates in one call
        product, multiply = product_of(tape), np.multiply
        view, back, adjoint, rest, memories, slopes, steps = tape.planned(
            "backward", joined, self._plan_backward
        )
        if back is not view:
            np.copyto(back, view)
        self._slopes_into(tape, *slopes)
        (memory, for_three), other = memories
        memory.fill(0.0)
        for t, below, by_memory, by_three, by_show, keep, three, show in steps:
            product(back, below, adjoint)
            if reaching is not None:
                adjoint += reaching[t]
            multiply(by_memory, adjoint, rest)
            memory += rest
            before, before_three = other
            multiply(keep, memory, before)  # first, because keep stands in the rows
            multiply(by_three, for_three, three)
            multiply(by_show, adjoint, show)
            memory, for_three, other = before, before_three, (memory, for_three)

    def _plan_backward(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        stacked = np.empty(tape.rows.shape, tape.rows.dtype)
        by_memory = np.empty_like(tape.hidden)
        size = tape.size

        def parts(rows: Array) -> tuple[Array, Array]:
            """The gates i, f, g by themselves, and o."""
            three = rows[..., : 3 * size, :]
            return three.reshape(*rows.shape[:-2], 3, size, rows.shape[-1]), rows[..., 3 * size :, :]

        by_step = (by_memory, *parts(stacked), tape.gate(1), *parts(tape.rows))
        backwards = (part[::-1] for part in by_step)
        steps = zip(range(tape.steps - 1, -1, -1), tape.whole[:0:-1], *backwards, strict=True)
        adjoint, rest, *both = (np.empty_like(tape.hidden[0]) for _ in range(4))
        memories = [(memory, memory[..., None, :, :]) for memory in both]
        return *transposed(joined, tape), adjoint, rest, memories, (stacked, by_memory), list(steps)

    def _slopes_into(self, tape: Tape, stacked: Array, by_memory: Array) -> None:
        """`slopes` but the last, the first four stacked as the gates are."""
        assert tape.memory is not None and tape.squashed is not None
        size = tape.size
        by_write, by_keep, by_new, by_show = (
            stacked[..., part * size : (part + 1) * size, :] for part in range(4)
        )
        write, _, new, show = (tape.gate(index) for index in range(4))
        np.subtract(1.0, tape.rows, stacked)
        stacked *= tape.rows
        by_write *= new
        by_keep *= tape.memory[:-1]
        np.multiply(new, new, by_new)
        np.subtract(1.0, by_new, by_new)
        by_new *= write
        by_show *= tape.squashed
        np.multiply(tape.squashed, tape.squashed, by_memory)
        np.subtract(1.0, by_memory, by_memory)
        by_memory *= show
