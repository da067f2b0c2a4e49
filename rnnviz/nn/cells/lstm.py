"""Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000) and its derivative."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Cell
from rnnviz.nn.cells.carried import carries, pieces
from rnnviz.nn.cells.tapes import Array, Tape, TokenTape


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
    kept_at_hand = 12
    reading = (0, 1, 2, 3)
    derived = (0, 1, 2, 3)

    def parts(self, tape: Tape | TokenTape) -> tuple[Array, ...]:
        assert tape.memory is not None and tape.squashed is not None
        states = tape.memory[:-1], tape.memory[1:], tape.squashed, tape.hidden
        return tape.block(0, 4), tape.block(0, 2), *(tape.gate(i) for i in range(4)), *states

    def forward(self, joined: Array, tape: Tape) -> None:
        # sigmoid(x) is (tanh(x / 2) + 1) / 2: with its rows halved beforehand, which is exact, one tanh
        # a step serves all gates
        factors, halved = tape.planned("halved", joined, self._plan_halved)
        np.multiply(joined, factors, halved)
        super().forward(halved, tape)

    def _plan_halved(self, joined: Array, tape: Tape) -> tuple[Array, Array]:
        return self.factors(joined, tape.size), np.empty_like(joined)

    def factors(self, joined: Array, size: int) -> Array:
        found = np.ones((joined.shape[-2], 1), joined.dtype)
        found[: 4 * size] = 0.5
        found[2 * size : 3 * size] = 1.0
        return found

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

    def backward_in_place(
        self, joined: Array, tape: Tape | TokenTape, reaching: Array | None = None
    ) -> None:
        # what the base class does, without new memory and with three gates in one call
        multiply = np.multiply
        view, back, adjoint, rest, memories, carry, blocks = tape.planned(
            "backward", joined, self._plan_backward
        )
        if back is not view:
            np.copyto(back, view)
        (memory, for_three), other = memories
        memory.fill(0.0)
        for values, slopes, steps in blocks:
            self._slopes_into(*values, *slopes)
            for carried, t, by_memory, by_three, by_show, keep, three, show in steps:
                carry(*carried)
                if reaching is not None:
                    adjoint += reaching[t]
                multiply(by_memory, adjoint, rest)
                memory += rest
                before, before_three = other
                multiply(keep, memory, before)  # first, because keep stands in the rows
                multiply(by_three, for_three, three)
                multiply(by_show, adjoint, show)
                memory, for_three, other = before, before_three, (memory, for_three)

    def _plan_backward(self, joined: Array, tape: Tape | TokenTape) -> tuple[Any, ...]:
        assert tape.memory is not None and tape.squashed is not None
        view, back, adjoint, products, carry = carries(joined, tape)
        gates, wheres, found = tape.block(0, 4), pieces(tape, self.kept_at_hand), []
        buffers = np.empty_like(gates[wheres[0]]), np.empty_like(tape.hidden[wheres[0]])
        for where in wheres:
            values = [part[where] for part in (gates, tape.memory[:-1], tape.squashed)]
            slopes = [buffer[: len(values[0])] for buffer in buffers]
            stacked, by_memory = slopes
            of_steps = (
                by_memory,
                stacked[..., :3, :, :],
                stacked[..., 3, :, :],
                values[0][..., 1, :, :],
                values[0][..., :3, :, :],
                values[0][..., 3, :, :],
            )
            stepwise = zip(
                products[len(products) - where.stop : len(products) - where.start],
                range(where.stop - 1, where.start - 1, -1),
                *(part[::-1] for part in of_steps),
                strict=True,
            )
            found.append((values, slopes, list(stepwise)))
        rest, *both = (np.empty_like(adjoint) for _ in range(3))
        memories = [(memory, memory[..., None, :, :]) for memory in both]
        return view, back, adjoint, rest, memories, carry, found

    def _slopes_into(
        self, gates: Array, before: Array, squashed: Array, stacked: Array, by_memory: Array
    ) -> None:
        """`slopes` but the last, the first four stacked as the gates are, of some steps."""
        by_write, by_keep, by_new, by_show = (stacked[..., part, :, :] for part in range(4))
        write, new, show = (gates[..., part, :, :] for part in (0, 2, 3))
        np.subtract(1.0, gates, stacked)
        stacked *= gates
        by_write *= new
        by_keep *= before
        np.multiply(new, new, by_new)
        np.subtract(1.0, by_new, by_new)
        by_new *= write
        by_show *= squashed
        np.multiply(squashed, squashed, by_memory)
        np.subtract(1.0, by_memory, by_memory)
        by_memory *= show
