"""How the backward pass goes from step to step: its products, and how many steps' slopes are made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.nn.cells.tapes import Array, Tape, TokenTape

WIDE = 64  # units from which a matrix is worth copying
AT_HAND = 1 << 17  # numbers that are worked on again before they have left the cache


def carries(joined: Array, tape: Tape | TokenTape) -> tuple[Array, Array, Array, list[Any], Any]:
    """How derivatives come from one step to the state before it.

    W_hh and the readout transposed, (H, rows + V), the view, and where it is to be copied if it is
    large, because products with rows that lie apart take twice as long; where they arrive (H, B); the
    arguments for each step, from the last one to the first; and the function that takes them.
    """
    adjoint = np.empty_like(tape.hidden[0])
    if isinstance(tape, TokenTape):
        matrix, count = tape.recurrent, len(tape.recurrent)
        out = np.empty((count, *tape.states[0].shape), adjoint.dtype)
        below = [tape.lying[:count, t] for t in range(tape.steps)]
        if count == 1:  # nothing to add up
            ends = [(rows[0], matrix[0], adjoint.T) for rows in below[:0:-1]]
            first = below[0][0, :, :0], matrix[0, :0], adjoint.T  # comes from beyond the window
            return matrix, matrix, adjoint, [first, *ends], np.dot
        nothing = below[0][..., :0], matrix[:, :0], out, adjoint.T  # comes from beyond the window
        steps: list[Any] = [nothing, *((rows, matrix, out, adjoint.T) for rows in below[:0:-1])]
        return matrix, matrix, adjoint, steps, _product_and_sum
    view = joined[..., : tape.size].swapaxes(-1, -2)
    copy = np.empty(view.shape, view.dtype) if tape.size >= WIDE else view
    steps = [(copy, rows, adjoint) for rows in tape.whole[:0:-1]]
    return view, copy, adjoint, steps, product_of(tape)


def _product_and_sum(left: Array, right: Array, out: Array, total: Array) -> None:
    np.matmul(left, right, out)
    np.add.reduce(out, axis=0, out=total)


def at_hand(steps: int, numbers: int) -> int:
    """Of how many steps, so many numbers each, the slopes are made at once."""
    return min(steps, max(AT_HAND // numbers, 1))


def pieces(tape: Tape | TokenTape, count: int) -> list[slice]:
    """The steps from the last to the first, in slices of which `count` arrays as large as the states
    are still in the cache when they are read again."""
    many = at_hand(tape.steps, count * tape.hidden[0].size)
    return [slice(max(stop - many, 0), stop) for stop in range(tape.steps, 0, -many)]


def product_of(tape: Tape) -> Callable[..., Any]:
    """The product that starts sooner, where it can: `dot` knows no leading axes."""
    return np.dot if tape.slab.ndim == 3 else np.matmul
