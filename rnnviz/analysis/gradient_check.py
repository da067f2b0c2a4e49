"""Our derivatives against two that are not ours: finite differences and PyTorch's autograd."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.finite_differences import by_parameter, by_state
from rnnviz.analysis.gradient_flow import Flow, gradient_flow, quiet
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.pytorch import Autograd, NoPyTorch, autograd
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.message import Refusal

MOST_RUNS = 400  # entries of all parameters together that are moved by themselves, one after another
MOST_MOVED = 100  # entries of the inputs, or of the states, that are moved together, in one batch
MOST_LOSSES = 64  # whose gradients autograd computes one by one
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
    compared = _Compared(flow, known, some, theirs, resolution)
    return _parameters(compared) | _per_loss(compared)


@dataclass(frozen=True)
class _Compared:
    """What the checks of all derivatives share."""

    flow: Flow
    known: Array  # (n,) the steps with a loss
    some: Array  # of these, those whose gradients autograd computes
    theirs: Autograd | None
    resolution: float


def _parameters(compared: _Compared) -> dict[str, Check]:
    """The summed loss's derivatives by the parameters."""
    flow, theirs, table = compared.flow, compared.theirs, {}
    net = flow.net
    most = max(MOST_RUNS // (net.layers * net.directions * len(net.parameters)), 4)
    for name, ours in flow.parameters.items():
        places = _sample(ours.size, most)
        slopes = np.array([by_parameter(net, flow.trace, name, place) for place in places])
        table[name] = _check(
            ours.ravel()[places],
            slopes,
            compared.resolution,
            theirs and relative(ours.ravel(), theirs.parameters[name].ravel()),
            ours.size,
            abs(ours).max(),
        )
    return table


def _per_loss(compared: _Compared) -> dict[str, Check]:
    """Every loss's derivatives by the inputs, and by the states of the row."""
    flow, theirs, table = compared.flow, compared.theirs, {}
    row = flow.row
    by_what = {
        "inputs": (flow.inputs, theirs and theirs.inputs, -1, 0),
        "dL_t/dh_k": (flow.adjoints, theirs and theirs.hidden[:, row], row, 0),
    }
    if flow.memory_adjoints is not None:
        by_what["dL_t/dc_k"] = flow.memory_adjoints, theirs and theirs.memory[:, row], row, 1
    for name, (ours, by_autograd, where, part) in by_what.items():
        flat = ours.reshape(len(ours), -1)
        places = _sample(flat.shape[1], MOST_MOVED)
        slopes = by_state(flow.net, flow.trace, where, part, places)
        table[name] = _check(
            flat[compared.known][:, places],
            slopes,
            compared.resolution,
            None if by_autograd is None else relative(ours[compared.some], by_autograd),
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
