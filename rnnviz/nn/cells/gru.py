"""The gated recurrent unit (Cho et al. 2014, in the form of PyTorch) and its derivative."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Cell, Weights, sigmoid
from rnnviz.nn.cells.carried import carries, pieces
from rnnviz.nn.cells.gru_slopes import gru_slopes, slopes_into
from rnnviz.nn.cells.tapes import Array, Tape, TokenTape


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
    slope_arrays = 3
    kept_at_hand = 7
    reading = (0, 1, 3)
    derived = (0, 1, 3, 2)

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

    def parts(self, tape: Tape | TokenTape) -> tuple[Array, ...]:
        return tape.block(0, 2), *(tape.gate(i) for i in range(4)), tape.before, tape.hidden

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
        return gru_slopes(reset, update, new, through, tape.before)

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

    def backward_in_place(
        self, joined: Array, tape: Tape | TokenTape, reaching: Array | None = None
    ) -> None:
        # what the base class does, without new memory
        multiply = np.multiply
        view, back, adjoint, direct, carry, blocks = tape.planned(
            "backward", joined, self._plan_backward
        )
        if back is not view:
            np.copyto(back, view)
        direct.fill(0.0)
        for values, slopes, steps in blocks:
            slopes_into(*values, *slopes)
            for carried, t, by_reset, by_update, by_new, reset, update, new, through in steps:
                carry(*carried)
                adjoint += direct
                if reaching is not None:
                    adjoint += reaching[t]
                multiply(by_new, adjoint, new)
                multiply(reset, new, through)
                multiply(update, adjoint, direct)
                multiply(by_reset, new, reset)
                multiply(by_update, adjoint, update)

    def _plan_backward(self, joined: Array, tape: Tape | TokenTape) -> tuple[Any, ...]:
        view, back, adjoint, products, carry = carries(joined, tape)
        gates = [tape.gate(index) for index in range(4)]
        # of tokens n's recurrent part comes beside r and z, because the three read the state
        order = self.derived if isinstance(tape, TokenTape) else range(4)
        written = [gates[index] for index in order]
        wheres, found = pieces(tape, self.kept_at_hand), []
        buffers = [np.empty_like(tape.hidden[wheres[0]]) for _ in range(3)]
        for where in wheres:
            values = [part[where] for part in (*gates, tape.before)]
            slopes = [buffer[: len(values[0])] for buffer in buffers]
            stepwise = zip(
                products[len(products) - where.stop : len(products) - where.start],
                range(where.stop - 1, where.start - 1, -1),
                *(part[::-1] for part in slopes),
                *(part[where][::-1] for part in written),
                strict=True,
            )
            found.append((values, slopes, list(stepwise)))
        return view, back, adjoint, np.empty_like(adjoint), carry, found
