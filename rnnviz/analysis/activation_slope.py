"""Activations and their slopes, and where the sums of an opened step stand on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.chain_backward import Passes
from rnnviz.analysis.forward_step import forward_arithmetic
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.matrix_chain import Chain, draw
from rnnviz.nn.cells.base import Array, sigmoid

ENDS = 0.1  # a slope below this share of the steepest: there the curve is as good as flat
STEEPEST = {"tanh": 1.0, "sigmoid": 0.25, "relu": 1.0, "identity": 1.0}


@dataclass(frozen=True)
class OnCurve:
    """Where the sums that go through one activation stand at one step."""

    activation: str
    names: tuple[str, ...]  # what each row makes: h, or gates, or c for an LSTM's tanh(c)
    sums: Array  # (rows, H) what the activation is applied to
    values: Array  # (rows, H)
    slopes: Array  # (rows, H)

    @property
    def mean(self) -> float:
        """The mean slope."""
        return float(self.slopes.mean())

    @property
    def flat(self) -> int:
        """How many stand where the curve is as good as flat."""
        return int((self.slopes < ENDS * STEEPEST[self.activation]).sum())


def through(found: Sequence[OnCurve], activation: str) -> OnCurve:
    """Where the sums stand on one activation: those that go through it, or, if none does, all of them
    as if they did."""
    for one in found:
        if one.activation == activation:
            return one
    names = tuple(name for one in found for name in one.names)
    return _stand(activation, names, np.concatenate([one.sums for one in found]))


def _stand(activation: str, names: tuple[str, ...], sums: Array) -> OnCurve:
    values = value_of(activation, sums)
    return OnCurve(activation, names, sums, values, slope_at(activation, values))


@quiet
def value_of(activation: str, a: Array) -> Array:
    """The activation at `a`."""
    if activation == "tanh":
        return np.tanh(a)
    if activation == "sigmoid":
        return sigmoid(a)
    return np.maximum(a, 0.0) if activation == "relu" else a + 0.0


@quiet
def slope_at(activation: str, value: Array) -> Array:
    """The slope of an activation by its own value h: 1 − h^2, h (1 − h), [h > 0], 1."""
    if activation == "tanh":
        return 1.0 - value * value
    if activation == "sigmoid":
        return value * (1.0 - value)
    return (value > 0.0) * 1.0 if activation == "relu" else np.ones_like(value)


@quiet
def on_curves(flow: Flow, step: int) -> list[OnCurve]:
    """Where the sums of one step (from 0) of the flow's row stand, by activation: one of an Elman cell,
    sigmoid and tanh of a gated one."""
    layer, direction = divmod(flow.row, flow.net.directions)
    forward = forward_arithmetic(flow.net, flow.trace, step, layer, bool(direction))
    rows = [
        (line.activation, line.name.removesuffix("_t"), line.total.astype(np.float64))
        for line in forward.lines
    ]
    if flow.trace.memory is not None:
        rows.append(("tanh", "c", flow.trace.memory[flow.row, step].astype(np.float64)))
    found = []
    for activation in dict.fromkeys(activation for activation, *_ in rows):
        own = [(name, sums) for kind, name, sums in rows if kind == activation]
        names = tuple(name for name, _sums in own)
        found.append(_stand(activation, names, np.stack([one for _name, one in own])))
    return found


@quiet
def chain_on_curve(chain: Chain, done: Passes) -> OnCurve:
    """Where the sums of a chain's last step stand, of its first draw: a = W_hh h_{T-1} + W_ih x_T."""
    matrices = chain.matrices()
    (weight_ih, inputs), _start = draw(chain, len(matrices))
    before = done.tape.before[-1, 0, :, 0]
    sums = matrices[0] @ before + weight_ih[0] @ inputs[-1, 0, :, 0]
    return _stand(chain.activation, ("h",), sums[None])
