"""The gated recurrent unit with its reset before the product (Cho et al. 2014) and its derivative."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Cell, sigmoid
from rnnviz.nn.cells.carried import WIDE, product_of
from rnnviz.nn.cells.gru_slopes import gru_slopes, slopes_into
from rnnviz.nn.cells.tapes import Array, Tape, TokenTape
from rnnviz.text.allowance import at_each


class GRUBefore(Cell):
    """r, z = sigmoid(W x_t + b + W_h h_{t-1} + b_h), h_t = (1 - z) n + z h_{t-1} with
    n = tanh(W_in x_t + b_in + W_hn (r h_{t-1}) + b_hn).

    Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder", equations 5 to 8,
    with z and 1 - z in the places that PyTorch gives them; ONNX has it as `linear_before_reset=0`,
    Keras as `reset_after=False`. Because r multiplies h before W_hn does, n's rows read a slab of their
    own, [r_t h_{t-1}; 1; 1; x_t], and each step needs two products, one after the other.
    """

    name = "gru_before"
    blocks = 3
    rows = 3
    slabs = 2
    gates = ("r", "z", "n")
    slope_arrays = 4
    kept_at_hand = 0
    by_token = False

    def tape(
        self, shape: tuple[int, ...], inputs: int, size: int, dtype: np.dtype, readout: int = 0
    ) -> Tape:
        tape = super().tape(shape, inputs, size, dtype, readout)
        tape.reset_slab = tape.slab.copy(order="K")  # as it lies in memory
        return tape

    def reads(self, tape: Tape) -> tuple[tuple[slice, Array], ...]:
        assert tape.reset_slab is not None
        two, three = 2 * tape.size, 3 * tape.size
        return (
            (slice(two), tape.slab),
            (slice(two, three), tape.reset_slab),
            (slice(three, None), tape.slab),  # of a readout, if there is one
        )

    def forward(self, joined: Array, tape: Tape) -> None:
        product, activate = product_of(tape), sigmoid
        inputs, steps, rest = tape.planned("forward", joined, self._plan_forward)
        np.copyto(*inputs)
        for gates, candidate, (both, reset, update, new, before, kept, hidden) in at_each(steps):
            product(*gates)
            activate(both, both)
            np.multiply(reset, before, kept)
            product(*candidate)
            np.tanh(new, new)
            np.subtract(before, new, hidden)
            hidden *= update
            hidden += new
        if rest:
            np.matmul(*rest)

    def _plan_forward(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        assert tape.reset_slab is not None
        two, three, end = 2 * tape.size, 3 * tape.size, tape.size + 2
        both, new = joined[..., :two, :], joined[..., two:three, :]
        parts = zip(*self.parts(tape), strict=True)
        steps = [
            ((both, read, views[0]), (new, again, views[3]), views)
            for read, again, views in zip(tape.slab[:-1], tape.reset_slab[:-1], parts, strict=True)
        ]
        inputs = tape.reset_slab[..., end:, :], tape.slab[..., end:, :]
        # the logits of all steps at once: they read only h and the ones
        seen = tape.slab[1:, ..., :end, :]
        rest = (joined[..., three:, :end], seen, tape.logits) if tape.readout else ()
        return inputs, steps, rest

    def parts(self, tape: Tape | TokenTape) -> tuple[Array, ...]:
        assert isinstance(tape, Tape)  # it knows no others
        assert tape.reset_slab is not None
        both, kept = tape.rows[..., : 2 * tape.size, :], tape.reset_slab[:-1, ..., : tape.size, :]
        return both, *(tape.gate(i) for i in range(3)), tape.before, kept, tape.hidden

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        reset, update, new = (tape.gate(i) for i in range(3))
        return gru_slopes(reset, update, new, tape.before, tape.before)

    def step_back(
        self,
        recurrent: Array,
        slopes: Sequence[Array],
        hidden: Array,
        memory: Array | None,
        rows: Array,
    ) -> tuple[Array, Array | None]:
        by_reset, by_update, by_new, reset, update = slopes
        size = hidden.shape[-2]
        new = by_new * hidden
        kept = recurrent[..., 2 * size :] @ new  # by r h_{t-1}
        direct = update * hidden + reset * kept  # first, because both may stand in the rows
        np.multiply(by_reset, kept, out=rows[..., :size, :])
        np.multiply(by_update, hidden, out=rows[..., size : 2 * size, :])
        rows[..., 2 * size :, :] = new
        carry = recurrent[..., : 2 * size] @ rows[..., : 2 * size, :]
        carry += direct
        return carry, None

    def backward_in_place(
        self, joined: Array, tape: Tape | TokenTape, reaching: Array | None = None
    ) -> None:
        assert isinstance(tape, Tape)  # it knows no others
        product, multiply = product_of(tape), np.multiply
        matrices, buffers, slopes, outside, steps = tape.planned(
            "backward", joined, self._plan_backward
        )
        for view, copy in matrices:
            if copy is not view:
                np.copyto(copy, view)
        (_, gates), (_, candidate), (_, readout) = matrices
        adjoint, direct, kept = buffers
        reset, update, new = (tape.gate(i) for i in range(3))
        slopes_into(reset, update, new, tape.before, tape.before, *slopes)
        np.matmul(readout, tape.logits, outside)  # what reaches every h_t from its own logits
        if reaching is not None:
            outside += reaching
        direct.fill(0.0)
        after = None
        for seen, by_reset, by_update, by_new, reset, update, new, both in steps:
            np.add(direct, seen, adjoint)
            if after is not None:
                product(gates, after, kept)
                adjoint += kept
            multiply(by_new, adjoint, new)
            product(candidate, new, kept)
            multiply(update, adjoint, direct)
            multiply(by_update, adjoint, update)
            multiply(reset, kept, adjoint)
            direct += adjoint
            multiply(by_reset, kept, reset)
            after = both

    def _plan_backward(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        size = tape.size
        blocks = slice(2 * size), slice(2 * size, 3 * size), slice(3 * size, None)
        views = [joined[..., block, :size].swapaxes(-1, -2) for block in blocks]
        matrices = [(v, np.empty(v.shape, v.dtype) if size >= WIDE else v) for v in views]
        slopes = [np.empty_like(tape.hidden) for _ in range(3)]
        outside = np.empty_like(tape.hidden)
        both = tape.rows[..., : 2 * size, :]
        by_step = (outside, *slopes, *(tape.gate(i) for i in range(3)), both)
        steps = list(zip(*(part[::-1] for part in by_step), strict=True))
        buffers = [np.empty_like(tape.hidden[0]) for _ in range(3)]
        return matrices, buffers, slopes, outside, steps
