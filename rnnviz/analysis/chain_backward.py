"""The gradient going back through the steps of a recurrence, with its value at every step.

One step back along an Elman network is dL/dh_{t-1} = W_hh^T (f'(h_t) * dL/dh_t) (Pascanu, Mikolov &
Bengio 2013, "On the difficulty of training recurrent neural networks", section 2): it multiplies the
norm by at most the largest singular value of W_hh times the largest slope f'. M are stacked networks,
B the sequences that each of them reads; both together are the draws.
"""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.norms import norm
from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array, Tape, Weights
from rnnviz.text.allowance import at_each

SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)  # of the draws that lie below the rows of `band`


@dataclass(frozen=True)
class Passes:
    """The forward and the backward pass; distance d counts steps back from the last."""

    tape: Tape
    slopes: Array | None  # (T, M, H, B): f' at each step of an Elman cell, else None
    gradients: Array  # (T + 1, M, H, B): [d] = dL/dh_{T-d}
    cell_gradients: Array | None  # the same by c, of an LSTM
    rows: Array  # (T, M, rows, B): by the pre-activations, step by step

    def norms(self) -> Array:
        """The 2-norm of dL/dh_{T-d} (of an LSTM, of h and c together), `(T + 1, draws)`; NaN from
        where a state that it depends on is not finite."""
        parts = (
            [self.gradients] if self.cell_gradients is None else [self.gradients, self.cell_gradients]
        )
        norms = norm(np.concatenate(parts, axis=-2), axis=-2)
        if self.lost:
            # back from the last step the first slope met is already that of a state that is no number
            norms[1:, ~np.isfinite(self.tape.hidden).all(axis=(0, 2))] = np.nan
        return norms.reshape(len(norms), -1)

    @property
    def lost(self) -> int:
        """The first step at which a state that slopes depend on overflowed, 0 if none did."""
        if self.slopes is not None and bool((self.slopes == 1.0).all()):
            return 0  # of the identity, or of a ReLU that is always on: no state matters
        broken = ~np.isfinite(self.tape.hidden).all(axis=(1, 2, 3))
        return int(broken.argmax()) + 1 if broken.any() else 0


def both_passes(cell: str, weights: Weights, inputs: Array, start: Array) -> Passes:
    """Run a cell over inputs `(T, M, D, B)` from the zero state and carry dL/dh_T = `start` (M, H, B)
    back; `weights` with a leading M."""
    kind = CELLS[cell]
    steps, _, width, _ = inputs.shape
    size = weights.weight_hh.shape[-1]
    joined = kind.join(weights)
    shape = (steps, len(joined), inputs.shape[-1])
    tape = kind.tape(shape, width, size, joined.dtype)
    tape.inputs[...] = inputs
    with np.errstate(all="ignore"):  # what overflows is shown as such
        kind.forward(joined, tape)
        slopes = kind.slopes(tape)
        recurrent = joined[..., :size].swapaxes(-1, -2)
        rows = np.empty_like(tape.rows)
        gradients = np.empty((steps + 1, *start.shape))
        gradients[0] = start
        cell_gradients = np.zeros_like(gradients) if kind.has_memory else None
        by_step = list(zip(*slopes, strict=True))
        for d, t in at_each(enumerate(reversed(range(steps)))):
            memory = None if cell_gradients is None else cell_gradients[d]
            back, memory = kind.step_back(recurrent, by_step[t], gradients[d], memory, rows[t])
            gradients[d + 1] = back
            if cell_gradients is not None:
                cell_gradients[d + 1] = memory
    return Passes(tape, slopes[0] if kind.blocks == 1 else None, gradients, cell_gradients, rows)


def band(norms: Array) -> Array:
    """For each distance the norms below which SHARES of the draws lie, each that of one of the draws,
    `(T + 1, draws)` -> `(5, T + 1)`; what is no number counts as overflowed."""
    ordered = np.sort(np.where(np.isnan(norms), np.inf, norms), axis=1)
    draws = norms.shape[1]
    places = [max(int(np.ceil(share * draws - 1e-9)) - 1, 0) for share in SHARES]
    return ordered[:, places].T


def shares(values: Array, low: float, high: float, bins: int) -> Array:
    """Which share of the finite values `(T, N)` of each step lies in each of some equal bins,
    `(T, bins)`; NaN for a step without any."""
    steps = len(values)
    flat = values.reshape(steps, -1)
    finite = np.isfinite(flat)
    place = np.where(finite, flat, low)
    place = np.clip((place - low) * (bins / (high - low)), 0, bins - 1).astype(int)
    place += bins * np.arange(steps)[:, None]
    counted = np.bincount(place[finite], minlength=steps * bins).reshape(steps, bins)
    total = finite.sum(axis=1, keepdims=True)
    return np.where(total > 0, counted / np.maximum(total, 1), np.nan)
