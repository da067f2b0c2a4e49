"""What both kinds of GRU multiply by in the backward pass: they differ in what r multiplies."""

import numpy as np

from rnnviz.nn.cells.tapes import Array


def gru_slopes(
    reset: Array, update: Array, new: Array, through: Array, before: Array
) -> tuple[Array, ...]:
    """`Cell.slopes` of h_t = (1 - z) n + z h_{t-1}, where r multiplies `through`: the derivatives of r
    times that by r's pre-activation, of h_t by z's, and of h_t by n's; then r and z."""
    return (
        through * reset * (1.0 - reset),
        (before - new) * update * (1.0 - update),
        (1.0 - update) * (1.0 - new * new),
        reset,
        update,
    )


def slopes_into(
    reset: Array,
    update: Array,
    new: Array,
    through: Array,
    before: Array,
    by_reset: Array,
    by_update: Array,
    by_new: Array,
) -> None:
    """The first three of `gru_slopes`, written into the last three, without new memory."""
    np.multiply(new, new, by_reset)  # its place is still free
    np.subtract(1.0, by_reset, by_reset)
    np.subtract(1.0, update, by_update)
    np.multiply(by_reset, by_update, by_new)
    by_update *= update
    np.subtract(before, new, by_reset)
    by_update *= by_reset
    np.subtract(1.0, reset, by_reset)
    by_reset *= reset
    by_reset *= through
