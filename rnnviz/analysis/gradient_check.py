"""Our derivatives against two that are not ours: finite differences and PyTorch's autograd."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from rnnviz.analysis.finite_differences import Slopes
from rnnviz.analysis.gradient_flow import Flow, gradient_flow, quiet
from rnnviz.analysis.moved_entries import MovedEntries
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.pytorch import Autograd, NoPyTorch, autograd
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.allowance import CHECK, afford
from rnnviz.text.message import Refusal

CHECKED = 40  # times a network's bytes that its check holds, moved and in 80 bits
MOST_RUNS = 400  # entries of all parameters together that are moved, each in a run of its own
MOST_MOVED = 100  # entries of the inputs, or of the states, that are moved
MOST_LOSSES = 64  # whose gradients autograd computes one by one
# largest relative errors that the digits explain where nothing is amplified
BY_DIFFERENCES, BY_AUTOGRAD = 1e-5, 1e-8
_RESERVE = 30.0  # times what rounding was seen to change
_FLOOR = 0.01  # of the largest entry
_TINY = np.finfo(float).tiny / np.finfo(float).eps
_ENOUGH = 1e-6  # of an entry: as well as differences are wanted

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Check:
    """One derivative beside the two others: largest relative errors, without what rounding explains."""

    differences: float | None  # against finite differences; None if no entry's was known well enough
    autograd: float | None  # against PyTorch; None where it is not installed
    moved: int  # entries that were compared with finite differences
    entries: int  # that there are
    rounding: float = 0.0  # the largest error that rounding alone explains, of losses not counted above
    lost: int = 0  # entries whose differences rounding left without digits

    @property
    def error(self) -> float:
        """The larger of the two, NaN if one of them is, or if there is none."""
        there = [error for error in (self.differences, self.autograd) if error is not None]
        return float(np.max(there)) if there else float("nan")

    @property
    def differs(self) -> bool:
        """Whether one of the others says something else, beyond what rounding explains."""
        near = self.differences is None or self.differences <= BY_DIFFERENCES
        return not (near and (self.autograd is None or self.autograd <= BY_AUTOGRAD))

    @property
    def undecided(self) -> bool:
        """Whether nothing differs, but rounding decides the first digits or hid all differences."""
        hidden = self.differences is None and self.autograd is None and self.lost > 0
        return not self.differs and (hidden or self.rounding > BY_DIFFERENCES)


def check_gradients(net: Network, trace: Trace, layer: int = -1) -> dict[str, float]:
    """Compare our gradients with central finite differences and with PyTorch's autograd: name ->
    largest relative error; see `compare_gradients`, which says both apart.

    Without PyTorch the errors are those of the differences alone.
    """
    return {name: check.error for name, check in compare_gradients(net, trace, layer).items()}


@quiet
def compare_gradients(
    net: Network, trace: Trace, layer: int = -1, progress: Progress = lambda share, name: None
) -> dict[str, Check]:
    """Compare our gradients with central finite differences and with PyTorch's autograd: name ->
    largest relative errors, in float64 whatever the network's type.

    Under its name every parameter's gradient of the summed loss; under "inputs" all ∂L_t/∂x_k, under
    "∂L_t/∂h_k" and, for an LSTM, "∂L_t/∂c_k" the vectors that reach the row `layer` of the L. A
    relative error is |a - b| / max(|a|, |b|, floor); the floor is one percent of the largest entry
    (with autograd: of the vector from one loss to one step).

    Autograd is compared in every entry, of at most 64 losses spread evenly; finite differences in a
    sample that is the same each time: some hundred entries of all parameters, a hundred inputs and a
    hundred states. Each difference has a bound of its own error, is computed in 80 bits where float64
    has too few, and counts as far as that bound lets it; entries that push a ReLU over its kink are
    left out. Where an error is not beyond what a rounding of the weights makes of our own gradient, it
    stands in `rounding`. `progress` is told from 0 to 1 how far it has come, and what is compared.
    Raises ValueError if no step has a target, and what `gradient_flow` raises.
    """
    net = net.astype("float64")
    afford(CHECK, lambda: CHECKED * net.nbytes())
    state = trace.initial, trace.initial_memory
    start = (state[0] if state[1] is None else state,)
    trace = unroll(net, trace.inputs, trace.targets, *start)
    flow = gradient_flow(net, trace, layer)
    known = steps_with_loss(trace)
    if trace.targets is None or not known.size:
        raise Refusal("No step has a target, so there is no loss to take derivatives of.")
    flow.parameters  # noqa: B018 (what is too long for these is refused before it takes long)
    some = np.unique(np.linspace(0, len(known) - 1, MOST_LOSSES).astype(int))
    theirs: Autograd | None = None
    with suppress(NoPyTorch):
        theirs = autograd(net, trace.inputs, trace.targets, state, known[some])
    compared = _Compared(flow, known, some, theirs, MovedEntries(net, trace), progress)
    return _parameters(compared) | _per_loss(compared)


@dataclass(frozen=True, eq=False)
class _Compared:
    """What the checks of all derivatives share."""

    flow: Flow
    known: Array  # (n,) the steps with a loss
    some: Array  # which of these have their gradients computed by autograd
    theirs: Autograd | None
    entries: MovedEntries
    progress: Progress

    def begin(self, name: str, place: int) -> None:
        """Say from now on how far the derivative at this place among all has come."""
        count = len(self.flow.parameters) + (2 if self.flow.memory is None else 3)
        self.entries.told = lambda share: self.progress((place + share) / count, name)
        self.entries.told(0.0)

    @cached_property
    def rounded(self) -> list[Flow]:
        """The same of networks that differ by a rounding of each weight."""
        return [gradient_flow(net, trace, self.flow.row) for net, trace in self.entries.rounded]


def _parameters(compared: _Compared) -> dict[str, Check]:
    """The summed loss's derivatives by the parameters."""
    net, theirs, table = compared.flow.net, compared.theirs, {}
    most = max(MOST_RUNS // (net.layers * net.directions * len(net.parameters)), 4)
    for place, (name, ours) in enumerate(compared.flow.parameters.items()):
        compared.begin(name, place)
        places = sample(ours, most)
        table[name] = _check(
            compared,
            partial(_of_parameter, name=name),
            partial(compared.entries.by_parameter, name, places),
            places,
            theirs and theirs.parameters[name].reshape(1, 1, -1),
            np.zeros(1, int),
        )
    return table


def _of_parameter(flow: Flow, name: str) -> Array:
    return flow.parameters[name].reshape(1, 1, -1)


def _per_loss(compared: _Compared) -> dict[str, Check]:
    """Every loss's derivatives by the inputs, and by the states of the row."""
    flow, theirs, known, table = compared.flow, compared.theirs, compared.known, {}
    row = flow.row
    by_what: dict[str, tuple[Callable[[Flow], Array], Array | None, int, int]] = {
        "inputs": (lambda flow: flow.inputs[known], theirs and theirs.inputs, -1, 0),
        "∂L_t/∂h_k": (lambda flow: flow.adjoints[known], theirs and theirs.hidden[:, row], row, 0),
    }
    if flow.memory is not None:
        by_what["∂L_t/∂c_k"] = (
            lambda flow: _there(flow.memory_adjoints)[known],
            theirs and theirs.memory[:, row],
            row,
            1,
        )
    for place, (name, (part, by_autograd, where, kind)) in enumerate(by_what.items()):
        compared.begin(name, len(flow.parameters) + place)
        places = sample(abs(part(flow)).max(axis=0), MOST_MOVED)
        table[name] = _check(
            compared,
            part,
            partial(compared.entries.by_state, where, kind, places),
            places,
            by_autograd,
            compared.some,
        )
    return table


def _there(array: Array | None) -> Array:
    assert array is not None
    return array


def _check(
    compared: _Compared,
    part: Callable[[Flow], Array],
    by_differences: Callable[[Array], Slopes],
    places: Array,
    theirs: Array | None,
    some: Array,
) -> Check:
    """One derivative `(n, steps, entries)`, in places by differences, of some losses by autograd."""
    ours = part(compared.flow)
    flat = ours.reshape(len(ours), -1)[:, places]
    largest = _finite(ours).max()
    slopes = by_differences(_ENOUGH * np.maximum(_finite(flat), _FLOOR * largest))
    size = np.maximum(np.maximum(abs(flat), _finite(slopes.values)), _FLOOR * largest)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(size > 0.0, abs(flat - slopes.values) / size, 0.0)
        doubts = np.where(size > 0.0, slopes.doubt / size, slopes.doubt)
    # with few digits of its own a difference can still say that something is wrong
    counts = np.isfinite(slopes.doubt) & ((doubts <= BY_DIFFERENCES / 4) | (errors > _RESERVE * doubts))
    moved = counts.any(axis=0)
    explained: list[float] = []

    def beyond(error: Array, tolerance: float, rows: Array, per_vector: bool) -> float:
        """The largest error of a loss, where it is not what rounding makes of our own gradient."""
        error = error.reshape(len(rows), -1).max(axis=-1)
        unsure = ~(error <= tolerance)
        if unsure.any():
            noise = np.zeros(len(rows))
            first, *others = compared.rounded  # not ours, which may be wrong
            for flow in others:
                one = part(first)[rows]
                change = relative_errors(one, part(flow)[rows], None if per_vector else largest)
                noise = np.fmax(noise, change.reshape(len(rows), -1).max(axis=-1))
            unsure &= ~(error <= _RESERVE * noise)
            explained.extend(error[~unsure & (error > tolerance)])
            error = np.where(~unsure & (error > tolerance), 0.0, error)
        return float(error.max())

    differences = None
    if moved.any():
        errors = np.where(counts, errors, 0.0)
        differences = beyond(errors, BY_DIFFERENCES, np.arange(len(ours)), False)
    by_autograd = None
    if theirs is not None:
        by_autograd = beyond(relative_errors(ours[some], theirs), BY_AUTOGRAD, some, True)
    return Check(
        differences,
        by_autograd,
        int(moved.sum()),
        ours[0].size,
        float(max(explained, default=0.0)),
        int((~moved & ~slopes.kinks).sum()),
    )


def relative(ours: Array, theirs: Array) -> float:
    """The largest |a - b| / max(|a|, |b|, floor) of two arrays, vector by vector along the last axis;
    the floor is one percent of the vector's largest entry."""
    return float(relative_errors(ours, theirs).max())


def relative_errors(ours: Array, theirs: Array, largest: float | None = None) -> Array:
    """The same of every entry, or with the `largest` entry given; 0 where neither is finite, or
    both are so small that float64 has lost digits of them."""
    size = np.maximum(abs(ours), abs(theirs))
    size = np.where(size < _TINY, 0.0, size)
    most = size.max(axis=-1, keepdims=True) if largest is None else largest
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(size > 0.0, abs(ours - theirs) / np.maximum(size, _FLOOR * most), 0.0)
    errors = np.where(np.isnan(size), np.nan, errors)
    return np.where(np.isfinite(ours) | np.isfinite(theirs), errors, 0.0)


def _finite(values: Array) -> Array:
    """Sizes, 0 for what is no number."""
    return np.where(np.isfinite(values), abs(values), 0.0)


def sample(values: Array, most: int) -> Array:
    """At most so many places of an array, the same each time: a quarter are those of the largest
    entries, the others are drawn."""
    if values.size <= most:
        return np.arange(values.size)
    large = np.argsort(-_finite(values).ravel(), kind="stable")[: most // 4]
    others = np.setdiff1d(np.arange(values.size), large)
    drawn = np.random.default_rng(values.size).choice(others, most - len(large), replace=False)
    return np.sort(np.concatenate([large, drawn]))
