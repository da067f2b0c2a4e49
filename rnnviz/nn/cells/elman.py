"""The Elman cell (1990) and its derivative, with four activations."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array, Cell, Tape, product_of, sigmoid, transposed


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

    def backward_in_place(self, joined: Array, tape: Tape, reaching: Array | None = None) -> None:
        if reaching is not None:
            super().backward_in_place(joined, tape, reaching)
            return
        # what the base class does, with nothing in the loop but the arithmetic
        product, multiply = product_of(tape), np.multiply
        view, back, adjoint, slopes, steps = tape.planned("backward", joined, self._plan_backward)
        if back is not view:
            np.copyto(back, view)
        self.slope(tape.hidden, out=slopes)
        for below, slope, rows in steps:
            product(back, below, adjoint)
            multiply(adjoint, slope, rows)

    def _plan_backward(self, joined: Array, tape: Tape) -> tuple[Any, ...]:
        slopes = np.empty_like(tape.hidden)
        steps = zip(tape.whole[:0:-1], slopes[::-1], tape.rows[::-1], strict=True)
        return *transposed(joined, tape), np.empty_like(tape.hidden[0]), slopes, list(steps)


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


TANH = Elman("tanh", np.tanh, _slope_of_tanh)
RELU = Elman("relu", _relu, _slope_of_relu)
SIGMOID = Elman("sigmoid", sigmoid, _slope_of_sigmoid)
IDENTITY = Elman("identity", np.positive, _slope_of_identity)
