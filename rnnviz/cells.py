"""The recurrences and their derivatives: Elman, GRU and LSTM.

Every array is time first and batch last, `(T, rows, B)`, so that one step is one contiguous block.
What step t reads stands stacked in one slab,

    S[t] = [h_{t-1}; 1; 1; x_t]         (H + 2 + D, B)

and the four parameters of a layer stand side by side in one matrix,

    W = [W_hh  b_hh  b_ih  W_ih]        (rows, H + 2 + D)

so that all pre-activations of a step are the single product `W @ S[t]`. Two rows of ones, because
PyTorch has two biases and an optimizer moves both. A leading axis K (many networks of one shape)
may stand before the last two of every array; `matmul` broadcasts over it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray


class Weights(NamedTuple):
    """The parameters of one layer in one direction, under PyTorch's names."""

    weight_ih: Array  # (G * H, D)
    weight_hh: Array  # (G * H, H)
    bias_ih: Array | None  # (G * H,)
    bias_hh: Array | None  # (G * H,)


@dataclass
class Tape:
    """All that one layer computed in one direction over a window, in the order in which it read."""

    slab: Array  # (T + 1, H + 2 + D, B): S[t] as above; S[T] holds the last state only
    rows: Array  # (T, rows, B): pre-activations; a GRU's and LSTM's gates are activated in place
    memory: Array | None  # (T + 1, H, B): c_{t-1}, an LSTM's cell state
    squashed: Array | None  # (T, H, B): tanh(c_t), kept because the way back needs it again
    size: int  # H
    steps: int = field(init=False)
    hidden: Array = field(init=False, repr=False)  # (T, H, B): h_t for every step
    before: Array = field(init=False, repr=False)  # (T, H, B): h_{t-1} for every step
    inputs: Array = field(init=False, repr=False)  # (T, D, B): x_t for every step
    read: Array = field(init=False, repr=False)  # (T, B, H + 2 + D): the slabs, each transposed
    scratch: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.steps = len(self.rows)
        self.hidden = self.slab[1:, ..., : self.size, :]
        self.before = self.slab[:-1, ..., : self.size, :]
        self.inputs = self.slab[:-1, ..., self.size + 2 :, :]
        self.read = self.slab[:-1].swapaxes(-1, -2)

    def listed(self, name: str, *arrays: Array) -> list[tuple[Array, ...]]:
        """Step by step views of some arrays, made once: a loop over them indexes nothing."""
        kept = self.scratch.get(name)
        if kept is None:
            kept = self.scratch[name] = list(zip(*arrays, strict=False))
        return kept

    def room(self, name: str, like: Array) -> Array:
        """A buffer of that shape that stays from one walk to the next: new memory for every array
        costs more than the arithmetic on it."""
        kept = self.scratch.get(name)
        if kept is None or kept.shape != like.shape:
            kept = self.scratch[name] = np.empty_like(like)
        return kept

    def gate(self, index: int) -> Array:
        """The activated block of rows number `index`, `(T, H, B)`."""
        return self.rows[..., index * self.size : (index + 1) * self.size, :]


class Adjoint(NamedTuple):
    """Derivatives of a loss by what one layer read, from a walk back over its tape."""

    rows: Array  # (T, rows, B): by the pre-activations
    hidden: Array  # (H, B): by the state before the first step
    memory: Array | None  # (H, B): by the cell state before the first step


def sigmoid(x: Array, out: Array | None = None) -> Array:
    """The logistic function by way of tanh, which NumPy has fast and which cannot overflow."""
    out = np.multiply(x, 0.5, out=out)
    np.tanh(out, out=out)
    out += 1.0
    out *= 0.5
    return out


class Cell:
    """What every kind of cell shares: its parameters side by side, and its tape."""

    name: str
    blocks = 1  # blocks of H rows in PyTorch's parameters (G)
    rows = 1  # blocks of H rows in the joined matrix
    gates: tuple[str, ...] = ()
    has_memory = False

    def join(self, weights: Weights) -> Array:
        """The layer's parameters side by side, `(rows, H + 2 + D)`; a missing bias is 0."""
        zeros = np.zeros_like(weights.weight_hh[..., :1])
        biases = [zeros if b is None else b[..., None] for b in (weights.bias_hh, weights.bias_ih)]
        return np.concatenate([weights.weight_hh, *biases, weights.weight_ih], axis=-1)

    def split(self, joined: Array, size: int) -> Weights:
        """The inverse of `join`: views of the four parameters in a joined array."""
        return Weights(
            weight_ih=joined[..., size + 2 :],
            weight_hh=joined[..., :size],
            bias_ih=joined[..., size + 1],
            bias_hh=joined[..., size],
        )

    def tape(self, shape: tuple[int, ...], inputs: int, size: int, dtype: np.dtype) -> Tape:
        """Buffers for a window; `shape` is (T, B) or (T, K, B)."""
        (steps, *stack), batch = shape[:-1], shape[-1]
        slab = np.zeros((steps + 1, *stack, size + 2 + inputs, batch), dtype)
        slab[..., size : size + 2, :] = 1.0
        states = (steps + 1, *stack, size, batch)
        return Tape(
            slab=slab,
            rows=np.empty((steps, *stack, self.rows * size, batch), dtype),
            memory=np.zeros(states, dtype) if self.has_memory else None,
            squashed=np.empty((steps, *states[1:]), dtype) if self.has_memory else None,
            size=size,
        )

    def forward(self, joined: Array, tape: Tape) -> None:
        """Run the recurrence over the inputs and the first state that the tape's slab holds."""
        raise NotImplementedError

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        """What `step_back` multiplies by, for all steps at once, `(T, H, B)` each."""
        raise NotImplementedError

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        """One step back: from the derivatives by h_t and c_t to those by the pre-activations, written
        into `rows` (rows, B), and to those by h_{t-1} and c_{t-1}, returned.

        `recurrent` is W_hh transposed (H, rows). The derivatives may have leading axes of their own
        (one loss each): all broadcasts.
        """
        raise NotImplementedError

    def backward(
        self, joined: Array, tape: Tape, hidden: Array, last: Array, memory: Array | None = None
    ) -> Adjoint:
        """Walk back: `hidden` (T, H, B) is what reaches each h_t from outside the layer, `last` and
        `memory` (H, B) what reaches the state after the last step from beyond the window."""
        recurrent = joined[..., : tape.size].swapaxes(-1, -2)
        by_step = list(zip(*self.slopes(tape), strict=True))
        rows = np.empty_like(tape.rows)
        if self.has_memory and memory is None:
            memory = np.zeros_like(last)
        for t in reversed(range(tape.steps)):
            last, memory = self.step_back(recurrent, by_step[t], hidden[t] + last, memory, rows[t])
        return Adjoint(rows, last, memory)

    def shares(self, tape: Tape, rows: Array) -> Array:
        """Each step's share of the derivative by the joined matrix, `(T, rows, H + 2 + D)`."""
        return rows @ tape.read


class Elman(Cell):
    """h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh).

    Elman (1990), "Finding structure in time", Cognitive Science 14(2); in the form of `torch.nn.RNN`.
    """

    def __init__(self, name: str, activate: Callable[..., Array], slope: Callable[..., Array]):
        self.name = name
        self.activate = activate
        self.slope = slope  # f' as a function of f's value

    def forward(self, joined: Array, tape: Tape) -> None:
        activate = self.activate
        for slab, rows, hidden in tape.listed("forward", tape.slab, tape.rows, tape.hidden):
            np.matmul(joined, slab, rows)
            activate(rows, hidden)

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        return (self.slope(tape.hidden, out=tape.room("slope", tape.hidden)),)

    def backward(
        self, joined: Array, tape: Tape, hidden: Array, last: Array, memory: Array | None = None
    ) -> Adjoint:
        # what the base class does, without a single new array in the loop
        recurrent = joined[..., : tape.size].swapaxes(-1, -2)
        (slopes,) = self.slopes(tape)
        rows = tape.room("rows", tape.rows)
        adjoint, carry = tape.room("adjoint", last), tape.room("carry", last)
        np.copyto(carry, last)
        steps = tape.listed("backward", slopes[::-1], rows[::-1])
        for reaching, (slope, row) in zip(hidden[::-1], steps, strict=True):
            np.add(reaching, carry, adjoint)
            np.multiply(adjoint, slope, row)
            np.matmul(recurrent, row, carry)
        return Adjoint(rows, carry, None)

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        np.multiply(hidden, slopes[0], out=rows)
        return recurrent @ rows, None


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

    def forward(self, joined: Array, tape: Tape) -> None:
        h = tape.size
        hidden, before = tape.hidden, tape.before
        for t in range(tape.steps):
            rows = tape.rows[t]
            np.matmul(joined, tape.slab[t], out=rows)
            sigmoid(rows[..., : 2 * h, :], out=rows[..., : 2 * h, :])
            reset, update = rows[..., :h, :], rows[..., h : 2 * h, :]
            new, recurrent = rows[..., 2 * h : 3 * h, :], rows[..., 3 * h :, :]
            new += reset * recurrent
            np.tanh(new, out=new)
            np.subtract(before[t], new, out=hidden[t])
            hidden[t] *= update
            hidden[t] += new

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        reset, update, new, through = (tape.gate(i) for i in range(4))
        return (
            through * reset * (1.0 - reset),
            (tape.before - new) * update * (1.0 - update),
            (1.0 - update) * (1.0 - new * new),
            reset,
            update,
        )

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        by_reset, by_update, by_new, reset, update = slopes
        h = hidden.shape[-2]
        new = by_new * hidden
        np.multiply(by_reset, new, out=rows[..., :h, :])
        np.multiply(by_update, hidden, out=rows[..., h : 2 * h, :])
        rows[..., 2 * h : 3 * h, :] = new
        np.multiply(reset, new, out=rows[..., 3 * h :, :])
        carry = recurrent @ rows
        carry += update * hidden
        return carry, None


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

    def forward(self, joined: Array, tape: Tape) -> None:
        assert tape.memory is not None and tape.squashed is not None
        h = tape.size
        hidden, memory = tape.hidden, tape.memory
        for t in range(tape.steps):
            rows = tape.rows[t]
            np.matmul(joined, tape.slab[t], out=rows)
            sigmoid(rows[..., : 2 * h, :], out=rows[..., : 2 * h, :])
            np.tanh(rows[..., 2 * h : 3 * h, :], out=rows[..., 2 * h : 3 * h, :])
            sigmoid(rows[..., 3 * h :, :], out=rows[..., 3 * h :, :])
            write, keep = rows[..., :h, :], rows[..., h : 2 * h, :]
            new, show = rows[..., 2 * h : 3 * h, :], rows[..., 3 * h :, :]
            np.multiply(keep, memory[t], out=memory[t + 1])
            memory[t + 1] += write * new
            np.tanh(memory[t + 1], out=tape.squashed[t])
            np.multiply(show, tape.squashed[t], out=hidden[t])

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

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        by_write, by_keep, by_new, by_show, by_memory, keep = slopes
        h = hidden.shape[-2]
        memory = by_memory * hidden + memory
        np.multiply(by_write, memory, out=rows[..., :h, :])
        np.multiply(by_keep, memory, out=rows[..., h : 2 * h, :])
        np.multiply(by_new, memory, out=rows[..., 2 * h : 3 * h, :])
        np.multiply(by_show, hidden, out=rows[..., 3 * h :, :])
        return recurrent @ rows, keep * memory


def _slope_of_tanh(h: Array, out: Array | None = None) -> Array:
    out = np.multiply(h, h, out=out)
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
