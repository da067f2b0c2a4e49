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

WIDE = 64  # units from which a matrix is worth copying


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
    whole: Array  # (T + 1, rows + V, B): W @ S[t], see `Cell.forward`
    memory: Array | None  # (T + 1, H, B): c_{t-1}, an LSTM's cell state
    squashed: Array | None  # (T, H, B): tanh(c_t), kept because the way back needs it again
    size: int  # H
    readout: int = 0  # V
    steps: int = field(init=False)
    rows: Array = field(init=False, repr=False)  # (T, rows, B): pre-activations; gates are activated
    # in place
    logits: Array = field(init=False, repr=False)  # (T, V, B)
    hidden: Array = field(init=False, repr=False)  # (T, H, B): h_t for every step
    before: Array = field(init=False, repr=False)  # (T, H, B): h_{t-1} for every step
    inputs: Array = field(init=False, repr=False)  # (T, D, B): x_t for every step
    read: Array = field(init=False, repr=False)  # (T, B, H + 2 + D): the slabs, each transposed
    scratch: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.steps = len(self.whole) - 1
        count = self.whole.shape[-2] - self.readout
        self.rows = self.whole[:-1, ..., :count, :]
        self.logits = self.whole[1:, ..., count:, :]
        self.hidden = self.slab[1:, ..., : self.size, :]
        self.before = self.slab[:-1, ..., : self.size, :]
        self.inputs = self.slab[:-1, ..., self.size + 2 :, :]
        self.read = self.slab[:-1].swapaxes(-1, -2)

    def kept(self, name: str, joined: Array, plan: Callable[[Array, "Tape"], Any]) -> Any:
        """A plan of a walk, made once for the matrix: views of every step, so that a loop over them
        indexes nothing."""
        found = self.scratch.get(name)
        if found is None or found[0] is not joined:
            found = self.scratch[name] = joined, plan(joined, self)
        return found[1]

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
    slopes_kept = 1  # arrays (T, H, B) that `walk` needs
    # one step from its pre-activations to its state, in place; takes what `parts` gives for the step
    activate: Callable[..., Any]

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

    def tape(
        self, shape: tuple[int, ...], inputs: int, size: int, dtype: np.dtype, readout: int = 0
    ) -> Tape:
        """Buffers for a window; `shape` is (T, B) or (T, K, B), `readout` the number V of logits."""
        (steps, *stack), batch = shape[:-1], shape[-1]
        slab = np.zeros((steps + 1, *stack, size + 2 + inputs, batch), dtype)
        slab[..., size : size + 2, :] = 1.0
        states = (steps + 1, *stack, size, batch)
        return Tape(
            slab=slab,
            whole=np.zeros((steps + 1, *stack, self.rows * size + readout, batch), dtype),
            memory=np.zeros(states, dtype) if self.has_memory else None,
            squashed=np.empty((steps, *states[1:]), dtype) if self.has_memory else None,
            size=size,
            readout=readout,
        )

    def forward(self, joined: Array, tape: Tape) -> None:
        """Run the recurrence over the inputs and the first state that the tape's slab holds.

        Below the joined matrix may stand a readout's V rows [W_out b_out 0 0]. S[t + 1] holds h_t, so
        that the one product W @ S[t + 1] then gives the pre-activations of step t + 1 and, below
        them, the logits of step t.
        """
        product, activate = _product(tape), self.activate
        steps, rest = tape.kept("forward", joined, self._plan_forward)
        for matrix, read, out, parts in steps:
            product(matrix, read, out)
            activate(*parts)
        if rest:
            product(*rest)

    def _plan_forward(self, joined: Array, tape: Tape) -> tuple[list[Any], tuple[Array, ...]]:
        count, steps = tape.rows.shape[-2], range(1, tape.steps)
        wanted = [(joined[..., :count, :], tape.slab[0], tape.rows[0])]  # no logits before step 0
        wanted += [(joined, tape.slab[t], tape.whole[t]) for t in steps]
        parts = zip(*self.parts(tape), strict=True)
        rest = (joined[..., count:, :], tape.slab[-1], tape.logits[-1]) if tape.readout else ()
        return [(*one, views) for one, views in zip(wanted, parts, strict=True)], rest

    def parts(self, tape: Tape) -> tuple[Array, ...]:
        """What `activate` works on, for all steps at once: each with the first axis T."""
        raise NotImplementedError

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        """What `derive` multiplies by, for all steps at once, `(T, H, B)` each."""
        raise NotImplementedError

    def derive(
        self, slopes: Sequence[Array], hidden: Array, memory: Array | None, rows: Array
    ) -> tuple[Array | None, Array | None]:
        """From the derivatives by h_t and c_t to those by the pre-activations, written into `rows`
        (rows, B), which may be where the gates stand; returned are what h_{t-1} receives beside the
        product with W_hh, and the derivative by c_{t-1}.

        The derivatives may have leading axes of their own (one loss each): all broadcasts.
        """
        raise NotImplementedError

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        """One step back: `derive`, and with `recurrent`, W_hh transposed (H, rows), on to the
        derivatives by h_{t-1} and c_{t-1}, which are returned."""
        direct, memory = self.derive(slopes, hidden, memory, rows)
        carry = recurrent @ rows
        if direct is not None:
            carry += direct
        return carry, memory

    def backward(
        self,
        joined: Array,
        tape: Tape,
        hidden: Array,
        last: Array,
        memory: Array | None = None,
        by_memory: Array | None = None,
    ) -> Adjoint:
        """Walk back: `hidden` (T, H, B) is what reaches each h_t from outside the layer, `last` and
        `memory` (H, B) what reaches the state after the last step from beyond the window, and
        `by_memory` (T, H, B) what reaches each c_t from outside, if anything does."""
        recurrent = joined[..., : tape.size].swapaxes(-1, -2)
        by_step = list(zip(*self.slopes(tape), strict=True))
        rows = np.empty_like(tape.rows)
        if self.has_memory and memory is None:
            memory = np.zeros_like(last)
        for t in reversed(range(tape.steps)):
            if by_memory is not None:
                memory = memory + by_memory[t]
            last, memory = self.step_back(recurrent, by_step[t], hidden[t] + last, memory, rows[t])
        return Adjoint(rows, last, memory)

    def walk(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        """The same from zeros, in place and with the readout: from the derivatives by the logits, which
        stand in `tape.logits`, and by each h_t from outside, `reaching` (T, H, B), to those by the
        pre-activations, which take their place in `tape.rows`."""
        product = _product(tape)
        back = joined[..., : tape.size].swapaxes(-1, -2)
        by_step = list(zip(*self.slopes(tape), strict=True))
        adjoint = np.empty_like(tape.hidden[0])
        memory = np.zeros_like(adjoint) if self.has_memory else None
        direct = None
        for t in reversed(range(tape.steps)):
            product(back, tape.whole[t + 1], adjoint)
            if direct is not None:
                adjoint += direct
            if reaching is not None:
                adjoint += reaching[t]
            direct, memory = self.derive(by_step[t], adjoint, memory, tape.rows[t])

    def shares(self, tape: Tape, rows: Array) -> Array:
        """Each step's share of the derivative by the joined matrix, `(T, rows, H + 2 + D)`."""
        return rows @ tape.read


def _back(joined: Array, tape: Tape) -> tuple[Array, Array]:
    """W_hh and the readout transposed, (H, rows + V): the view, and where it is to be copied if it is
    large, because products with rows that lie apart take twice as long."""
    view = joined[..., : tape.size].swapaxes(-1, -2)
    return view, np.empty(view.shape, view.dtype) if tape.size >= WIDE else view


def _product(tape: Tape) -> Callable[..., Any]:
    """The product that starts sooner, where it can: `dot` knows no leading axes."""
    return np.dot if tape.slab.ndim == 3 else np.matmul


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
        product, multiply = _product(tape), np.multiply
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
        return *_back(joined, tape), np.empty_like(tape.hidden[0]), slopes, list(steps)


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
        product, multiply = _product(tape), np.multiply
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
        return *_back(joined, tape), *buffers, slopes, list(steps)

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
        product, multiply = _product(tape), np.multiply
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
        return *_back(joined, tape), adjoint, rest, memories, (stacked, by_memory), list(steps)

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
