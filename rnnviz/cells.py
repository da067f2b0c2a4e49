"""The recurrences and their derivatives: Elman, GRU and LSTM.

Each cell says how one step goes from its pre-activations to its state, and how derivatives come back
through it; the walks over all steps, and how the arrays lie, are those of `layer.py`. Where a cell has
a `walk` of its own it is the same walk without new memory.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnnviz.layer import Adjoint, Array, Cell, Tape, Weights, product_of, sigmoid, transposed

__all__ = ["CELLS", "GRU", "LSTM", "Adjoint", "Array", "Cell", "Elman", "Tape", "Weights", "sigmoid"]


class Elman(Cell):
    """h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh).

    Elman (1990), "Finding structure in time", Cognitive Science 14(2); in the form of `torch.nn.RNN`.
    """

    def __init__(self, name: str, activate: Callable[..., Array], slope: Callable[..., Array]):
        self.name = name
        self.activate = activate
        self.slope = slope  # f' as a function of f's value

    def parts(self, tape: Tape) -> tuple[Array, ...]:
        return tape.rows, tape.hidden

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        return (self.slope(tape.hidden),)

    def derive(
        self, slopes: Sequence[Array], hidden: Array, memory: Array | None, rows: Array
    ) -> tuple[Array | None, Array | None]:
        np.multiply(hidden, slopes[0], rows)
        return None, None

    def walk(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        if reaching is not None:
            super().walk(joined, tape, reaching)
            return
        # what the base class does, with nothing in the loop but the arithmetic
        product, multiply = product_of(tape), np.multiply
        view, back, adjoint, slopes, steps = tape.kept("walk", joined, self._plan_walk)
        if back is not view:
            np.copyto(back, view)
        self.slope(tape.hidden, out=slopes)
        for below, slope, rows in steps:
            product(back, below, adjoint)
            multiply(adjoint, slope, rows)

    def _plan_walk(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        slopes = np.empty_like(tape.hidden)
        steps = zip(tape.whole[:0:-1], slopes[::-1], tape.rows[::-1], strict=True)
        return *transposed(joined, tape), np.empty_like(tape.hidden[0]), slopes, list(steps)


class GRU(Cell):
    """r, z = sigmoid(W x_t + b + W_h h_{t-1} + b_h), h_t = (1 - z) n + z h_{t-1} with
    n = tanh(W_in x_t + b_in + r (W_hn h_{t-1} + b_hn)).

    Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder"; with r applied
    after the product, as in `torch.nn.GRU`. Rows: r, z, then n's input part and n's recurrent part by
    themselves, because r multiplies only the latter.
    """

    name = "gru"
    blocks = 3
    rows = 4
    gates = ("r", "z", "n")
    slopes_kept = 3

    def join(self, weights: Weights) -> Array:
        joined = super().join(weights)
        size = weights.weight_hh.shape[-1]
        both, new = joined[..., : 2 * size, :], joined[..., 2 * size :, :]
        from_input, from_state = new.copy(), new.copy()
        from_input[..., : size + 1] = 0.0
        from_state[..., size + 1 :] = 0.0
        return np.concatenate([both, from_input, from_state], axis=-2)

    def split(self, joined: Array, size: int) -> Weights:
        new = joined[..., 2 * size : 3 * size, :].copy()
        new[..., : size + 1] = joined[..., 3 * size :, : size + 1]
        return super().split(np.concatenate([joined[..., : 2 * size, :], new], axis=-2), size)

    def parts(self, tape: Tape) -> tuple[Array, ...]:
        both = tape.rows[..., : 2 * tape.size, :]
        return both, *(tape.gate(i) for i in range(4)), tape.before, tape.hidden

    def activate(self, *parts: Array) -> None:
        both, reset, update, new, recurrent, before, hidden = parts
        sigmoid(both, both)
        np.multiply(reset, recurrent, hidden)  # h_t's place is still free
        new += hidden
        np.tanh(new, new)
        np.subtract(before, new, hidden)
        hidden *= update
        hidden += new

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        reset, update, new, through = (tape.gate(i) for i in range(4))
        return (
            through * reset * (1.0 - reset),
            (tape.before - new) * update * (1.0 - update),
            (1.0 - update) * (1.0 - new * new),
            reset,
            update,
        )

    def derive(
        self, slopes: Sequence[Array], hidden: Array, memory: Array | None, rows: Array
    ) -> tuple[Array | None, Array | None]:
        by_reset, by_update, by_new, reset, update = slopes
        h = hidden.shape[-2]
        new, direct = by_new * hidden, update * hidden
        # reset may stand in the rows that are written last
        np.multiply(reset, new, out=rows[..., 3 * h :, :])
        np.multiply(by_reset, new, out=rows[..., :h, :])
        np.multiply(by_update, hidden, out=rows[..., h : 2 * h, :])
        rows[..., 2 * h : 3 * h, :] = new
        return direct, None

    def walk(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        # what the base class does, without new memory
        product, multiply = product_of(tape), np.multiply
        view, back, adjoint, direct, slopes, steps = tape.kept("walk", joined, self._plan_walk)
        if back is not view:
            np.copyto(back, view)
        self._slopes_into(tape, *slopes)
        direct.fill(0.0)
        for t, below, by_reset, by_update, by_new, reset, update, new, through in steps:
            product(back, below, adjoint)
            adjoint += direct
            if reaching is not None:
                adjoint += reaching[t]
            multiply(by_new, adjoint, new)
            multiply(reset, new, through)
            multiply(update, adjoint, direct)
            multiply(by_reset, new, reset)
            multiply(by_update, adjoint, update)

    def _plan_walk(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        slopes = [np.empty_like(tape.hidden) for _ in range(3)]
        gates = [tape.gate(index) for index in range(4)]
        backwards = (part[::-1] for part in (*slopes, *gates))
        steps = zip(range(tape.steps - 1, -1, -1), tape.whole[:0:-1], *backwards, strict=True)
        buffers = [np.empty_like(tape.hidden[0]) for _ in range(2)]
        return *transposed(joined, tape), *buffers, slopes, list(steps)

    def _slopes_into(self, tape: Tape, by_reset: Array, by_update: Array, by_new: Array) -> None:
        """The first three of `slopes`."""
        reset, update, new, through = (tape.gate(index) for index in range(4))
        np.multiply(new, new, by_reset)  # its place is still free
        np.subtract(1.0, by_reset, by_reset)
        np.subtract(1.0, update, by_update)
        np.multiply(by_reset, by_update, by_new)
        by_update *= update
        np.subtract(tape.before, new, by_reset)
        by_update *= by_reset
        np.subtract(1.0, reset, by_reset)
        by_reset *= reset
        by_reset *= through


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
    slopes_kept = 5

    def parts(self, tape: Tape) -> tuple[Array, ...]:
        assert tape.memory is not None and tape.squashed is not None
        both = tape.rows[..., : 2 * tape.size, :]
        states = tape.memory[:-1], tape.memory[1:], tape.squashed, tape.hidden
        return tape.rows, both, *(tape.gate(i) for i in range(4)), *states

    def forward(self, joined: Array, tape: Tape) -> None:
        # sigmoid(x) is (tanh(x / 2) + 1) / 2: with its rows halved beforehand, which is exact, one tanh
        # a step serves all gates
        factors, halved = tape.kept("halved", joined, self._plan_halved)
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

    def walk(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        # what the base class does, without new memory and with three gates in one call
        product, multiply = product_of(tape), np.multiply
        view, back, adjoint, rest, memories, slopes, steps = tape.kept("walk", joined, self._plan_walk)
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

    def _plan_walk(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
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


def _slope_of_tanh(h: Array, out: Array | None = None) -> Array:
    out = np.square(h, out=out)
    return np.subtract(1.0, out, out=out)


def _slope_of_relu(h: Array, out: Array | None = None) -> Array:
    return np.greater(h, 0.0, out=np.empty_like(h) if out is None else out, casting="unsafe")


def _slope_of_sigmoid(h: Array, out: Array | None = None) -> Array:
    out = np.subtract(1.0, h, out=out)
    return np.multiply(out, h, out=out)


def _slope_of_identity(h: Array, out: Array | None = None) -> Array:
    out = np.empty_like(h) if out is None else out
    out.fill(1.0)
    return out


def _relu(x: Array, out: Array | None = None) -> Array:
    return np.maximum(x, 0.0, out=out)


CELLS: dict[str, Cell] = {
    "tanh": Elman("tanh", np.tanh, _slope_of_tanh),
    "relu": Elman("relu", _relu, _slope_of_relu),
    "sigmoid": Elman("sigmoid", sigmoid, _slope_of_sigmoid),
    "identity": Elman("identity", np.positive, _slope_of_identity),
    "gru": GRU(),
    "lstm": LSTM(),
}
