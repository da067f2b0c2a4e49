"""The Elman cell (1990) and its derivative, with four activations."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Cell, sigmoid
from rnnviz.nn.cells.carried import carries, pieces
from rnnviz.nn.cells.tapes import Array, Tape, TokenTape


class Elman(Cell):
    """h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh).

    Elman (1990), "Finding structure in time", Cognitive Science 14(2); in the form of `torch.nn.RNN`.
    """

    def __init__(self, name: str, activate: Callable[..., Array], slope: Callable[..., Array]):
        self.name = name
        self.activate = activate
        self.slope = slope  # f' as a function of f's value

    def parts(self, tape: Tape | TokenTape) -> tuple[Array, ...]:
        return tape.gate(0), tape.hidden

    def slopes(self, tape: Tape) -> tuple[Array, ...]:
        return (self.slope(tape.hidden),)

    def derive(
        self, slopes: Sequence[Array], hidden: Array, memory: Array | None, rows: Array
    ) -> tuple[Array | None, Array | None]:
        np.multiply(hidden, slopes[0], rows)
        return None, None

    def backward_in_place(
        self, joined: Array, tape: Tape | TokenTape, reaching: Array | None = None
    ) -> None:
        # what the base class does, with nothing in the loop but the arithmetic
        multiply = np.multiply
        view, back, adjoint, carry, blocks = tape.planned("backward", joined, self._plan_backward)
        if back is not view:
            np.copyto(back, view)
        for hidden, slopes, steps in blocks:
            self.slope(hidden, out=slopes)
            if reaching is None:
                for carried, slope, rows, _ in steps:
                    carry(*carried)
                    multiply(adjoint, slope, rows)
            else:
                for carried, slope, rows, t in steps:
                    carry(*carried)
                    adjoint += reaching[t]
                    multiply(adjoint, slope, rows)

    def _plan_backward(self, joined: Array, tape: Tape | TokenTape) -> tuple[Any, ...]:
        view, back, adjoint, products, carry = carries(joined, tape)
        wheres, found, rows = pieces(tape, self.kept_at_hand), [], tape.gate(0)
        buffer = np.empty_like(tape.hidden[wheres[0]])
        todo = iter(zip(products, range(tape.steps - 1, -1, -1), strict=True))
        for where in wheres:
            hidden = tape.hidden[where]
            slopes = buffer[: len(hidden)]
            steps = [
                (carried, slope, rows[t], t)
                for slope, (carried, t) in zip(slopes[::-1], todo, strict=False)
            ]
            found.append((hidden, slopes, steps))
        return view, back, adjoint, carry, found


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
