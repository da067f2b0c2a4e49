"""What all recurrences share: how a layer lies in memory, and its forward and backward pass.

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

from rnnviz.text.allowance import at_each

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
    squashed: Array | None  # (T, H, B): tanh(c_t), kept for the backward pass
    size: int  # H
    readout: int = 0  # V
    reset_slab: Array | None = None  # (T + 1, H + 2 + D, B): [r h_{t-1}; 1; 1; x_t], of the cell that
    # has its reset before the product
    matrix: Array | None = (
        None  # (rows, H + 2 + D): of a tape that is used again, where the joined matrix
    )
    # is copied to
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

    def planned(self, name: str, joined: Array, plan: Callable[[Array, "Tape"], Any]) -> Any:
        """A plan of a pass, made once for the matrix: views of every step, so that a loop over them
        indexes nothing."""
        found = self.scratch.get(name)
        if found is None or found[0] is not joined:
            found = self.scratch[name] = joined, plan(joined, self)
        return found[1]

    def holding(self, joined: Array) -> Array:
        """The matrix that passes are made with: this one, or its copy on a tape that is used again."""
        if self.matrix is None:
            return joined
        np.copyto(self.matrix, joined)
        return self.matrix

    def gate(self, index: int) -> Array:
        """The activated block of rows number `index`, `(T, H, B)`."""
        return self.rows[..., index * self.size : (index + 1) * self.size, :]


class Adjoint(NamedTuple):
    """Derivatives of a loss by what one layer read, from the backward pass over its tape."""

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
    slabs = 1  # of the tape
    gates: tuple[str, ...] = ()
    has_memory = False
    slope_arrays = 1  # arrays (T, H, B) that `backward_in_place` needs
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

    def reads(self, tape: Tape) -> tuple[tuple[slice, Array], ...]:
        """Which rows of the joined matrix are multiplied by which slab `(T + 1, H + 2 + D, B)`, from
        the first row to the last."""
        return ((slice(None), tape.slab),)

    def forward(self, joined: Array, tape: Tape) -> None:
        """Run the recurrence over the inputs and the first state that the tape's slab holds.

        Below the joined matrix may stand a readout's V rows [W_out b_out 0 0]. S[t + 1] holds h_t, so
        that the one product W @ S[t + 1] then gives the pre-activations of step t + 1 and, below
        them, the logits of step t.
        """
        product, activate = product_of(tape), self.activate
        steps, rest = tape.planned("forward", joined, self._plan_forward)
        for matrix, read, out, parts in at_each(steps):
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
        """The backward pass: `hidden` (T, H, B) is what reaches each h_t from outside the layer,
        `last` and `memory` (H, B) what reaches the state after the last step from beyond the window,
        and `by_memory` (T, H, B) what reaches each c_t from outside, if anything does."""
        recurrent = joined[..., : tape.size].swapaxes(-1, -2)
        by_step = list(zip(*self.slopes(tape), strict=True))
        rows = np.empty_like(tape.rows)
        if self.has_memory and memory is None:
            memory = np.zeros_like(last)
        for t in at_each(reversed(range(tape.steps))):
            if by_memory is not None:
                memory = memory + by_memory[t]
            last, memory = self.step_back(recurrent, by_step[t], hidden[t] + last, memory, rows[t])
        return Adjoint(rows, last, memory)

    def backward_in_place(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        """The backward pass from zeros, in place and with the readout: from the derivatives by the
        logits, which stand in `tape.logits`, and by each h_t from outside, `reaching` (T, H, B), to
        those by the pre-activations, which take their place in `tape.rows`."""
        product = product_of(tape)
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

    def shares(
        self, tape: Tape, rows: Array, turned: Callable[[Array], Array] = lambda steps: steps
    ) -> Array:
        """Each step's share of the derivative by the joined matrix, `(T, rows, H + 2 + D)`.

        `turned` puts rows and slabs into another order of their steps beforehand.
        """
        rows = turned(rows)
        parts = [
            rows[..., part, :] @ turned(slab[:-1]).swapaxes(-1, -2) for part, slab in self.reads(tape)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-2)


def transposed(joined: Array, tape: Tape) -> tuple[Array, Array]:
    """W_hh and the readout transposed, (H, rows + V): the view, and where it is to be copied if it is
    large, because products with rows that lie apart take twice as long."""
    view = joined[..., : tape.size].swapaxes(-1, -2)
    return view, np.empty(view.shape, view.dtype) if tape.size >= WIDE else view


def product_of(tape: Tape) -> Callable[..., Any]:
    """The product that starts sooner, where it can: `dot` knows no leading axes."""
    return np.dot if tape.slab.ndim == 3 else np.matmul
