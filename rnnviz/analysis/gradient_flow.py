"""From a trace back: how each loss reaches each earlier step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from rnnviz.analysis.norms import norms, spectral_norms
from rnnviz.analysis.per_loss import (
    Chunk,
    PerLoss,
    afford,
    backward_pass,
    by_logits,
    steps_with_loss,
)
from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import Gradients, backward
from rnnviz.nn.trace import Trace
from rnnviz.text.allowance import at_each
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

quiet = np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such


class Arrivals(NamedTuple):
    """What reaches each step of one of the L rows from a single loss."""

    hidden: Array  # (T, H): dL_t/dh_k
    memory: Array | None  # (T, H): dL_t/dc_k of an LSTM
    rows: Array  # (T, rows): by the pre-activations; a GRU's n twice, its input and its recurrent part


@dataclass(frozen=True, eq=False)
class CellFlow:
    """How losses reach the cell states of an LSTM; a derivative by c_k holds h_k fixed."""

    matrix: Array  # (T, T): [t, k] = ||dL_t / dc_k||, so that [k, k] is 0 in the top layer
    _flow: "Flow" = field(repr=False)

    @cached_property
    def jacobian(self) -> Array:
        """`(T, T)`: [t, k] = ||dc_t / dc_k||, the spectral norm, 1 on the diagonal."""
        return _jacobian(self._flow, memory=True)


@dataclass(frozen=True, eq=False)
class Flow:
    """How the losses of a trace reach one of the L rows (layers times directions, in PyTorch's order).

    Only `matrix` is computed at once, all else when it is first asked for. t is the step of the loss, k
    the step it reaches. Without a right-to-left direction no loss reaches past its own step (k > t);
    with one it may. All is float64 but for `parameters` and `by_step`. What asks for more than 1 GB
    raises ValueError.
    """

    net: Network = field(repr=False)
    trace: Trace = field(repr=False)
    row: int  # of the L
    matrix: Array  # (T, T): [t, k] = ||dL_t / dh_k||_2, rows without a target are 0
    cell_matrix: Array | None = field(default=None, repr=False)  # the same by c_k, of an LSTM

    @cached_property
    def memory(self) -> CellFlow | None:
        """How the losses reach c, of an LSTM."""
        return None if self.cell_matrix is None else CellFlow(self.cell_matrix, self)

    @cached_property
    def jacobian(self) -> Array:
        """`(T, T)`: [t, k] = ||dh_t / dh_k||, the spectral norm along the row's own recurrence, 1 on
        the diagonal and 0 where nothing passes (k > t, or k < t if the row reads right to left).

        These are T^2 / 2 eigenvalue problems of H x H, the one slow thing here (`jacobian_seconds`).
        """
        return _jacobian(self, memory=False)

    @property
    def parameters(self) -> dict[str, Array]:
        """Name -> gradient of the summed loss."""
        return self._summed.parameters

    @property
    def by_step(self) -> dict[str, Array]:
        """Name -> the share in `parameters` of each step that used the parameter, `(T, ...)`."""
        return {name: self._summed.by_step[name] for name in self.net.parameters}

    @cached_property
    @quiet
    def inputs(self) -> Array:
        """`(T, T, D)`: [t, k] = dL_t/dx_k, by what the first layer read at step k: an embedded token,
        a one-hot one, or numbers."""
        steps = self.trace.steps
        afford(N_("The derivatives by all inputs"), steps, steps**2 * self.net.width(0))
        found = PerLoss(self.net, self.trace)
        below = found.above(-1)
        assert below is not None
        if len(found.losses) == steps:
            return below.transpose(2, 0, 1)
        inputs = np.zeros((steps, *below.shape[:2]))
        inputs[found.losses] = below.transpose(2, 0, 1)
        return inputs

    @cached_property
    def adjoints(self) -> Array:
        """`(T, T, H)`: [t, k] = dL_t/dh_k, the vectors that `matrix` has the norms of."""
        return self._vectors(lambda chunk: chunk.hidden)

    @cached_property
    def memory_adjoints(self) -> Array | None:
        """`(T, T, H)`: [t, k] = dL_t/dc_k of an LSTM, else None."""
        return self._vectors(lambda chunk: chunk.memory) if self.memory is not None else None

    @cached_property
    @quiet
    def by_logits(self) -> Array:
        """`(T, V)`: the derivative of each step's loss by its logits, 0 where there is no target."""
        return by_logits(self.net, self.trace)

    def arriving(self, t: int) -> Array:
        """dL_t/dh_k of one loss for every k, `(T, H)`; zeros if the step has no target."""
        return self.itemised(t).hidden

    @quiet
    def itemised(self, t: int) -> Arrivals:
        """One loss going back over the row, step by step. Raises ValueError for a step that is
        not in the sequence."""
        steps = self.trace.steps
        if not 0 <= t < steps:
            raise Refusal("The step is {t}; allowed are 0 to {last}.", t=t, last=steps - 1)
        found = PerLoss(self.net, self.trace, np.array([t]))
        hidden = np.zeros((steps, self.net.hidden))
        memory = np.zeros_like(hidden) if self.net.kind.has_memory else None
        rows = np.zeros((steps, self.net.kind.rows * self.net.hidden))
        if self.trace.targets is not None and t in steps_with_loss(self.trace):
            for chunk in found.chunks(self.row, found.above(self.row // self.net.directions)):
                # over one loss, or over none at steps that it does not reach
                hidden[chunk.steps] = chunk.hidden.sum(axis=-1)
                rows[chunk.steps] = chunk.rows().sum(axis=-1)
                if memory is not None:
                    memory[chunk.steps] = chunk.memory.sum(axis=-1)
        return Arrivals(hidden, memory, rows)

    @cached_property
    @quiet
    def _summed(self) -> Gradients:
        numbers = sum(array.size for array in self.net.parameters.values())
        afford(N_("The gradient's shares"), self.trace.steps, self.trace.steps * numbers)
        slopes = by_logits(self.net, self.trace).astype(self.net.dtype)[..., None]
        return backward(self.net, self.trace.forward, slopes, by_step=True)

    @quiet
    def _vectors(self, part: Callable[[Chunk], Array]) -> Array:
        steps, size = self.trace.steps, self.net.hidden
        afford(N_("The vectors from all losses to all steps"), steps, steps**2 * size)
        found = PerLoss(self.net, self.trace)
        vectors = np.zeros((steps, size, steps))  # k, H, t: as the pass makes them
        for chunk in found.chunks(self.row, found.above(self.row // self.net.directions)):
            vectors[chunk.steps, :, _columns(found, chunk)] = part(chunk)
        return vectors.transpose(2, 0, 1)


@quiet
def _is_row(layer: object, rows: int) -> bool:
    whole = isinstance(layer, int | np.integer) and not isinstance(layer, bool)
    return whole and -rows <= int(layer) < rows  # type: ignore[call-overload]


def gradient_flow(net: Network, trace: Trace, layer: int = -1, known: Flow | None = None) -> Flow:
    """How each loss of a trace reaches each step of one layer, all losses in one backward pass.

    `layer` is one of the L rows of `trace.hidden`, from the end if negative. For an LSTM a derivative
    by h_k holds c_k fixed and one by c_k holds h_k fixed, as autograd has it when the pair is made a
    leaf at k. The recursion is that of backpropagation through time (Werbos 1990), with one column for
    each loss; see `per_loss.py`. What is `known` of another sequence through the same network and layer
    is taken over for every loss that has not changed: with a letter more, all but one.

    Raises ValueError if there is no such layer, if the trace is of another network, or if the answer
    would take more than 1 GB.
    """
    rows, steps, size = net.layers * net.directions, trace.steps, net.hidden
    if not _is_row(layer, rows):
        raise Refusal(
            "layer is {layer}; allowed are {first} to {last}.", layer=layer, first=-rows, last=rows - 1
        )
    if trace.hidden.shape != (rows, steps, size) or trace.read[0].shape[1] != net.width(0):
        raise Refusal("The trace is of another network; unroll this one first.")
    row = layer % rows
    afford(N_("The matrix of gradient norms"), steps, steps**2 * (2 if net.kind.has_memory else 1))
    hidden = np.zeros((steps, steps))  # k, t: as the pass makes them
    memory = np.zeros((steps, steps)) if net.kind.has_memory else None
    same = np.zeros(steps, bool) if known is None else _unchanged(known, trace)
    if known is not None and same.any():
        at = np.flatnonzero(same)
        most = at[-1] + 1
        hidden[:most, at] = known.matrix[at, :most].T
        if memory is not None and known.cell_matrix is not None:
            memory[:most, at] = known.cell_matrix[at, :most].T
    losses = steps_with_loss(trace)
    found = PerLoss(net, trace, losses[~same[losses]])
    if not found.losses.size:
        return Flow(net, trace, row, hidden.T, None if memory is None else memory.T)
    for chunk in found.chunks(row, found.above(row // net.directions)):
        columns = _columns(found, chunk)
        hidden[chunk.steps, columns] = norms(chunk.hidden)
        if memory is not None:
            memory[chunk.steps, columns] = norms(chunk.memory)
    return Flow(net, trace, row, hidden.T, None if memory is None else memory.T)


def _unchanged(known: Flow, trace: Trace) -> Array:
    """Of which steps `(T,)` the loss reaches the others as it did in another sequence: all that was
    read up to there, and what is due there, is the same."""
    old, same = known.trace, np.zeros(trace.steps, bool)
    if known.net.bidirectional or not _begins_alike(old, trace):
        return same
    both = min(old.steps, trace.steps)
    read = np.logical_and.accumulate(_equal(old.inputs[:both], trace.inputs[:both]))
    if old.targets is None or trace.targets is None:
        same[:both] = read & (old.targets is trace.targets)
    elif old.targets.ndim == trace.targets.ndim:
        same[:both] = read & _equal(old.targets[:both], trace.targets[:both])
    return same


def _begins_alike(one: Trace, other: Trace) -> bool:
    """Whether two sequences start from the same state, and their steps read the same kind of thing."""
    pairs = ((one.initial, other.initial), (one.initial_memory, other.initial_memory))
    return one.inputs.ndim == other.inputs.ndim and all(
        a is b or (a is not None and b is not None and np.array_equal(a, b)) for a, b in pairs
    )


def _equal(one: Array, other: Array) -> Array:
    """At which steps two sequences have the same, `(T,)`; where both have no number they do."""
    same = (one == other) | ((one != one) & (other != other))
    return same if same.ndim == 1 else same.all(axis=1)


def jacobian_seconds(steps: int, hidden: int) -> float:
    """How long `jacobian` takes: measured, some seven seconds for 200 steps of 64 units, two for 32."""
    return 7.0 * (steps / 200) ** 2 * (max(hidden, 16) / 64) ** 1.8


def _columns(found: PerLoss, chunk: Chunk) -> Any:
    """At which steps a chunk's losses stand: as a slice, which is quicker, if every step has one."""
    return chunk.losses if len(found.losses) == found.trace.steps else found.losses[chunk.losses]


@quiet
def _jacobian(flow: Flow, memory: bool) -> Array:
    """||dh_t/dh_k|| or ||dc_t/dc_k||: the pass with H columns for each step, from the unit vectors."""
    net, steps, size = flow.net, flow.trace.steps, flow.net.hidden
    propagator = propagator_of(net, flow.trace, flow.row)
    afford(N_("The Jacobians"), steps, steps * size * (3 * propagator.states * size + size) + steps**2)
    part = slice(size, 2 * size) if memory else slice(size)
    seed = np.zeros((propagator.states * size, size))
    seed[part] = np.eye(size)
    seeds = np.broadcast_to(seed, (steps, *seed.shape))
    found = np.zeros((steps, steps))
    for low, high, states in backward_pass(propagator, np.arange(steps), seeds, None, True):
        for k, block in at_each(zip(range(low, high), states[:, part], strict=True)):
            columns = block[:, (k - low) * size :].reshape(size, steps - k, size)
            found[k:, k] = spectral_norms(columns.swapaxes(0, 1))
    return found[::-1, ::-1] if flow.row % net.directions else found
