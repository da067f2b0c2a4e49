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
from typing import Any, NamedTuple

import numpy as np

from rnnviz.nn.cells.carried import product_of
from rnnviz.nn.cells.tapes import Array, Tape, TokenTape
from rnnviz.text.allowance import at_each


class Weights(NamedTuple):
    """The parameters of one layer in one direction, under PyTorch's names."""

    weight_ih: Array  # (G * H, D)
    weight_hh: Array  # (G * H, H)
    bias_ih: Array | None  # (G * H,)
    bias_hh: Array | None  # (G * H,)


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
    slope_arrays = 1  # arrays (T, H, B) that `backward_in_place` needs, of as many steps as `at_hand`
    kept_at_hand = 2  # such arrays that each step reads and writes; 0: all are made at once
    by_token = True  # whether it knows tapes of tokens
    reading: tuple[int, ...] = (0,)  # the blocks of the joined matrix that read the state
    # which block of a tape of tokens holds the derivatives of each block of the joined matrix: those
    # that read the state come first
    derived: tuple[int, ...] = (0,)
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
        """Buffers for a window; `shape` is (T, B) or (T, K, B), `readout` the number V of logits.

        With K they lie as (T, rows, K, B), so that equal rows of all networks are one block.
        """
        (steps, *stack), batch = shape[:-1], shape[-1]

        def buffer(count: int, rows: int) -> Array:
            return np.zeros((count, rows, *stack, batch), dtype).swapaxes(1, -2)

        slab = buffer(steps + 1, size + 2 + inputs)
        slab[..., size : size + 2, :] = 1.0
        return Tape(
            slab=slab,
            whole=buffer(steps + 1, self.rows * size + readout),
            memory=buffer(steps + 1, size) if self.has_memory else None,
            squashed=buffer(steps, size) if self.has_memory else None,
            size=size,
            readout=readout,
        )

    def token_tape(self, shape: tuple[int, int], size: int, dtype: np.dtype) -> TokenTape:
        """Buffers for a window `(T, B)` of tokens."""
        steps, batch = shape
        states = np.zeros((steps + 1, batch, size), dtype)
        matrices = len(self.reading), size, size
        return TokenTape(
            lying=np.zeros((self.rows, steps, batch, size), dtype),
            states=states,
            memory=np.zeros_like(states).swapaxes(-1, -2) if self.has_memory else None,
            squashed=np.zeros_like(states[1:]).swapaxes(-1, -2) if self.has_memory else None,
            size=size,
            recurrent=np.empty(matrices, dtype),
            onward=np.empty(matrices, dtype),
        )

    def factors(self, joined: Array, size: int) -> Array | None:
        """By what each row of the joined matrix is multiplied before it is activated, `(rows, 1)`."""
        return None

    def forward_by_token(self, tape: TokenTape) -> None:
        """The recurrence over a tape whose blocks hold what inputs and biases give."""
        product, activate, add = np.matmul, self.activate, np.add
        for read, matrix, out, sums, parts in tape.planned("tokens", tape.onward, self._plan_tokens):
            product(read, matrix, out)
            for rows, own in sums:
                add(rows, own, rows)
            activate(*parts)

    def _plan_tokens(self, onward: Array, tape: TokenTape) -> list[Any]:
        out = np.empty((len(onward), *tape.states[0].shape), onward.dtype)
        runs: list[list[int]] = []  # neighbours are added to at once
        for place, index in enumerate(self.reading):
            if runs and runs[-1][1] == index:
                runs[-1][1] += 1
            else:
                runs.append([index, index + 1, place])
        parts = zip(*self.parts(tape), strict=True)
        return [
            (
                tape.states[t],
                onward,
                out,
                [(tape.lying[a:b, t], out[at : at + b - a]) for a, b, at in runs],
                views,
            )
            for t, views in enumerate(parts)
        ]

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

    def parts(self, tape: Tape | TokenTape) -> tuple[Array, ...]:
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

    def backward_in_place(
        self, joined: Array, tape: Tape | TokenTape, reaching: Array | None = None
    ) -> None:
        """The backward pass from zeros, in place and with the readout: from the derivatives by the
        logits, which stand in `tape.logits`, and by each h_t from outside, `reaching` (T, H, B), to
        those by the pre-activations, which take their place in `tape.rows`."""
        assert isinstance(tape, Tape)  # a cell that knows tapes of tokens has a pass of its own
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
