"""Derivatives of losses by finite differences: of a parameter's entry, an input or a state.

Five points, error O(h^4) (Abramowitz & Stegun 1964, 25.3.6).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses as costs
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, forward
from rnnviz.nn.trace import Trace

_STEPS = (1e-3, 1e-4, 1e-5)  # how far an entry is moved; the next if the function bends too much


def derivatives(moved: Callable[[float], tuple[Array, Array]]) -> Array:
    """The derivatives at 0 of a function of one number, `(n, B)`, each column with the step that fits
    it best; NaN for the columns that have a kink nearby. The function also returns its side of each
    kink, `(..., B)`."""
    best, doubt = np.zeros(0), np.zeros(0)
    for step in _STEPS:
        (a, side), *others = (moved(factor * step) for factor in (-2.0, -1.0, 1.0, 2.0))
        (b, c, d), sides = ([run[i] for run in others] for i in range(2))
        three = (c - b) / (2.0 * step)
        five = (8.0 * (c - b) - (d - a)) / (12.0 * step)
        smooth = (
            np.all([other == side for other in sides], axis=0).reshape(-1, side.shape[-1]).all(axis=0)
        )
        unsure = np.where(smooth, abs(five - three).max(axis=0), np.inf)
        if not best.size:
            best, doubt = np.full_like(five, np.nan), np.full_like(unsure, np.inf)
        better = unsure < doubt
        best[:, better], doubt[better] = five[:, better], unsure[better]
        if (doubt <= 1e-4 * abs(best).max(axis=0)).all():
            break
    return best


def by_parameter(net: Network, trace: Trace, name: str, place: int) -> float:
    """The summed loss's derivative by one entry of a parameter."""
    array = net.parameters[name].copy()
    moving = replace(net, parameters={**net.parameters, name: array})
    middle = array.flat[place]
    memory = trace.initial_memory
    start = State(trace.initial[..., None], None if memory is None else memory[..., None])

    def moved(by: float) -> tuple[Array, Array]:
        array.flat[place] = middle + by
        done = forward(moving, trace.inputs[..., None], start)
        sides = np.concatenate([tape.hidden.ravel() > 0.0 for tape in done.tapes])
        return _costs(net, trace, done.logits), _side(net, sides[:, None])

    return float(derivatives(moved).sum())


def by_state(net: Network, trace: Trace, row: int, part: int, places: Array) -> Array:
    """Every loss's derivative by some entries of what a row of the L had at its steps, `(n, entries)`:
    of h (`part` 0) or c (1), or, for the row -1, of what the first layer read."""
    width = net.width(0) if row < 0 else net.hidden
    unit = np.zeros((trace.steps, width, len(places)))
    unit.reshape(-1, len(places))[places, np.arange(len(places))] = 1.0

    def moved(by: float) -> tuple[Array, Array]:
        logits, hidden = _nudged(net, trace, row, part, by * unit)
        return _costs(net, trace, logits), _side(net, hidden > 0.0)

    return derivatives(moved)


def _costs(net: Network, trace: Trace, logits: Array) -> Array:
    """The losses that there are, `(n, B)`."""
    assert trace.targets is not None
    wanted = np.repeat(trace.targets[..., None], logits.shape[-1], axis=-1)
    return costs(net.output, logits, wanted)[steps_with_loss(trace)]


def _side(net: Network, positive: Array) -> Array:
    """Only a ReLU has kinks."""
    return positive if net.cell == "relu" else positive[:1] & False


def _nudged(net: Network, trace: Trace, row: int, part: int, nudge: Array) -> tuple[Array, Array]:
    """The logits `(T, V, B)` if `nudge` (T, H or D, B) is added there, and all h
    before it is, `(L, T, H, B)`."""
    batch = nudge.shape[-1]
    below = np.repeat(trace.read[0][..., None], batch, axis=-1)
    if row < 0:
        below = below + nudge
    every: list[Array] = []
    above: list[Array] = []
    for index, (layer, direction, ending) in enumerate(net.passes()):
        tape = net.kind.tape((1, batch), net.width(layer), net.hidden, net.dtype)
        joined = net.kind.join(net.weights(ending))
        tape.before[0] = trace.initial[index][:, None]
        if tape.memory is not None and trace.initial_memory is not None:
            tape.memory[0] = trace.initial_memory[index][:, None]
        shown, own = np.empty((2, trace.steps, net.hidden, batch))
        for t in reversed(range(trace.steps)) if direction else range(trace.steps):
            tape.inputs[0] = below[t]
            net.kind.forward(joined, tape)
            own[t] = tape.hidden[0]
            if index == row and part == 0:
                tape.hidden[0] += nudge[t]
            tape.before[0] = shown[t] = tape.hidden[0]
            if tape.memory is not None:
                tape.memory[0] = tape.memory[1]
                if index == row and part == 1:
                    tape.memory[0] += nudge[t]
        every.append(own)
        above.append(shown)
        if len(above) == net.directions:
            below, above = np.concatenate(above, axis=1), []
    logits = below
    if net.readout:
        logits = net.parameters["readout.weight"] @ below
        if net.readout_bias:
            logits += net.parameters["readout.bias"][:, None]
    return logits, np.stack(every)
