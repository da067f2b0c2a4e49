"""Our derivatives against two that are not ours: finite differences and PyTorch's autograd."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.analysis.gradient_flow import gradient_flow, quiet
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses as costs
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, forward
from rnnviz.nn.pytorch import Autograd, NoPyTorch, autograd
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.message import Refusal

MOST_RUNS = 400  # entries of all parameters together that are moved by themselves, one after another
MOST_MOVED = 100  # entries of the inputs, or of the states, that are moved together, in one batch
MOST_LOSSES = 64  # whose gradients autograd computes one by one
_STEPS = (1e-3, 1e-4, 1e-5)  # how far an entry is moved; the next if the function bends too much
_FLOOR = 0.01  # of the largest entry
_RESOLUTION = 1e-5  # of the largest loss: below, differences in float64 have too few digits


@dataclass(frozen=True)
class Check:
    """One derivative beside the two others: largest relative errors."""

    differences: float | None  # against finite differences; None if no entry could be moved
    autograd: float | None  # against PyTorch; None where it is not installed
    moved: int  # entries that were compared with finite differences
    entries: int  # that there are

    @property
    def error(self) -> float:
        """The larger of the two, NaN if one of them is, or if there is none."""
        there = [error for error in (self.differences, self.autograd) if error is not None]
        return float(np.max(there)) if there else float("nan")


def check_gradients(net: Network, trace: Trace, layer: int = -1) -> dict[str, float]:
    """Compare our gradients with central finite differences and with PyTorch's autograd: name ->
    largest relative error; see `compare_gradients`, which says both apart.

    Without PyTorch the errors are those of the differences alone.
    """
    return {name: check.error for name, check in compare_gradients(net, trace, layer).items()}


@quiet
def compare_gradients(net: Network, trace: Trace, layer: int = -1) -> dict[str, Check]:
    """Compare our gradients with central finite differences and with PyTorch's autograd: name ->
    largest relative errors, in float64 whatever the network's type.

    Under its name every parameter's gradient of the summed loss; under "inputs" all dL_t/dx_k, under
    "dL_t/dh_k" and, for an LSTM, "dL_t/dc_k" the vectors that reach the row `layer` of the L. A
    relative error is |a - b| / max(|a|, |b|, floor); the floor is one percent of the largest entry
    (with autograd: of the vector from one loss to one step), and for differences no less than 1e-5 of
    the largest loss.

    Autograd is compared in every entry, of at most 64 losses spread evenly; finite differences (five
    points, error O(h^4); Abramowitz & Stegun 1964, 25.3.6) in a sample that is the same each time: some
    hundred entries of all parameters, a hundred inputs and a hundred states. Entries that push a ReLU
    over its kink are left out. Raises ValueError if no step has a target, and what `gradient_flow`
    raises.
    """
    net = net.astype("float64")
    state = trace.initial, trace.initial_memory
    start = (state[0] if state[1] is None else state,)
    trace = unroll(net, trace.inputs, trace.targets, *start)
    flow = gradient_flow(net, trace, layer)
    known = steps_with_loss(trace)
    if trace.targets is None or not known.size:
        raise Refusal("No step has a target, so there is no loss to take derivatives of.")
    some = known[np.unique(np.linspace(0, len(known) - 1, MOST_LOSSES).astype(int))]
    theirs: Autograd | None = None
    with suppress(NoPyTorch):
        theirs = autograd(net, trace.inputs, trace.targets, state, some)
    resolution = _RESOLUTION * max(1.0, float(np.nanmax(abs(trace.losses))))
    table = {}
    most = max(MOST_RUNS // (net.layers * net.directions * len(net.parameters)), 4)
    for name, ours in flow.parameters.items():
        places = _sample(ours.size, most)
        slopes = np.array([_by_parameter(net, trace, name, place) for place in places])
        table[name] = _check(
            ours.ravel()[places],
            slopes,
            resolution,
            theirs and relative(ours.ravel(), theirs.parameters[name].ravel()),
            ours.size,
            abs(ours).max(),
        )
    row = flow.row
    itemised = {
        "inputs": (flow.inputs, theirs and theirs.inputs, -1, 0),
        "dL_t/dh_k": (flow.adjoints, theirs and theirs.hidden[:, row], row, 0),
    }
    if flow.memory_adjoints is not None:
        itemised["dL_t/dc_k"] = flow.memory_adjoints, theirs and theirs.memory[:, row], row, 1
    for name, (ours, by_autograd, where, part) in itemised.items():
        flat = ours.reshape(len(ours), -1)
        places = _sample(flat.shape[1], MOST_MOVED)
        slopes = _by_state(net, trace, where, part, places)
        table[name] = _check(
            flat[known][:, places],
            slopes,
            resolution,
            None if by_autograd is None else relative(ours[some], by_autograd),
            flat.shape[1],
            abs(ours).max(),
        )
    return table


def relative(ours: Array, theirs: Array, least: float = 0.0, largest: float | None = None) -> float:
    """The largest |a - b| / max(|a|, |b|, floor) of two arrays, vector by vector along the last axis;
    the floor is one percent of the vector's `largest` entry, but no less than `least`."""
    size = np.maximum(abs(ours), abs(theirs))
    most = size.max(axis=-1, keepdims=True) if largest is None else largest
    scale = np.maximum(np.maximum(size, _FLOOR * most), least)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(size > 0.0, abs(ours - theirs) / scale, 0.0)
    return float(np.where(np.isnan(size), np.nan, errors).max())


def _check(
    ours: Array, slopes: Array, resolution: float, autograd: float | None, entries: int, largest: float
) -> Check:
    compared = ~np.isnan(slopes)
    if not compared.any():
        return Check(None, autograd, 0, entries)
    error = relative(ours[compared], slopes[compared], resolution, largest)
    moved = int(compared.any(axis=0).sum()) if ours.ndim > 1 else int(compared.sum())
    return Check(error, autograd, moved, entries)


def _sample(size: int, most: int) -> Array:
    """At most so many places of an array, the same each time."""
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(size).choice(size, most, replace=False))


def _slopes(moved: Callable[[float], tuple[Array, Array]]) -> Array:
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


def _by_parameter(net: Network, trace: Trace, name: str, place: int) -> float:
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

    return float(_slopes(moved).sum())


def _by_state(net: Network, trace: Trace, row: int, part: int, places: Array) -> Array:
    """Every loss's derivative by some entries of what a row of the L had at its steps, `(n, entries)`:
    of h (`part` 0) or c (1), or, for the row -1, of what the first layer read."""
    width = net.width(0) if row < 0 else net.hidden
    unit = np.zeros((trace.steps, width, len(places)))
    unit.reshape(-1, len(places))[places, np.arange(len(places))] = 1.0

    def moved(by: float) -> tuple[Array, Array]:
        logits, hidden = _nudged(net, trace, row, part, by * unit)
        return _costs(net, trace, logits), _side(net, hidden > 0.0)

    return _slopes(moved)


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
