"""The backward pass with every loss by itself: one pass for all losses instead of one for each.

The derivatives of all later losses by the state after step k are the columns of one block `(S, n)`; one
product with the step's Jacobian moves them all a step back, and the loss of that step joins:

    G_k = J_{k+1}^T G_{k+1}, and a new column dL_k/ds_k

(backpropagation through time, Werbos 1990, with the sum over losses left undone). The state s is h, or
h above c for an LSTM: S = H or 2H. J is formed from the cell's slopes for every step: what a step
passes on is the same for all losses, so the gates are gone through once and not once a loss. All is
float64, because in float32 the squares of what reaches back 200 steps are mostly false zeros.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.propagator import Propagator, propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.text.allowance import at_each, most_bytes
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

LIMIT = 1e9  # bytes that one answer may take up
_CACHE = 2**19  # bytes of blocks that are worked on together
_MATRICES = 100_000_000  # bytes of one-step Jacobians that are made at once


def afford(what: str, steps: int, numbers: float) -> None:
    """Refuse `what`, before anything is allocated, if so many float64 would pass the limit."""
    limit = most_bytes(LIMIT)
    if 8.0 * numbers > limit:
        raise Refusal(
            "{what} for {steps} steps would take {size:.1f} GB of memory; the limit is "
            "{limit:.2g} GB, so the sequence must be shorter.",
            what=Message(what),
            steps=steps,
            size=8e-9 * numbers,
            limit=limit / 1000000000.0,
        )


def steps_with_loss(trace: Trace) -> Array:
    """The steps that have a target, `(n,)`, whether or not their losses are finite."""
    if trace.targets is None:
        return np.zeros(0, int)
    missing = trace.targets == -1 if trace.targets.ndim == 1 else np.isnan(trace.targets).any(axis=1)
    return np.flatnonzero(~missing)


def by_logits(net: Network, trace: Trace) -> Array:
    """Each loss's derivative by the logits of its step, `(T, V)`, 0 where there is no target."""
    if trace.targets is None:
        return np.zeros(trace.logits.shape)
    slopes = losses_by_logits(net.output, trace.logits[..., None], trace.targets[..., None])
    return slopes[..., 0].astype(np.float64)


def backward_pass(
    propagator: Propagator, joins: Array, seeds: Array | None, reaching: Array | None, growing: bool
) -> Iterator[tuple[int, int, Array]]:
    """Some steps at a time, from the end: the first, the one after the last, and the derivatives by
    their states `(steps, S, columns)`, which are overwritten when it goes on. They lack the
    columns of the losses before the first of these steps if nothing reaches these.

    `joins` are the steps with a loss, rising. Either the columns of a loss join at its step, `seeds`
    (n, S, columns of each), or `reaching` (T, H, n) is added to what reaches every h. If `growing`, no
    loss reaches past its own step, and no work is done there.
    """
    steps, size = propagator.steps, propagator.size
    width = 1 if seeds is None else seeds.shape[-1]
    columns, rows = len(joins) * width, propagator.states * size
    first = np.searchsorted(joins, np.arange(steps + 1)) * width * growing
    # two at least, because each is made from the one after it
    span = max(2, min(steps, _CACHE // (8 * rows * max(columns, 1)), _MATRICES // (8 * rows * size)))
    blocks, spare = np.zeros((span, rows, columns)), np.empty((size, columns))
    after = blocks[0]
    high = steps
    while high > 0:
        low = max(high - span, 0)
        back = None if columns <= propagator.few else propagator.back(low + 1, min(high + 1, steps))
        for t in at_each(reversed(range(low, high))):
            block = blocks[t - high]
            if t + 1 < steps:
                begin = first[t + 1]
                later = after[:, begin:]
                if back is None:
                    propagator.send_back(t + 1, later, block[:size, begin:])
                else:
                    np.matmul(back[t - low], later, block[:size, begin:])
                if propagator.past:
                    by_hidden, by_memory = (past[t + 1] for past in propagator.past)
                    memory = block[size:, begin:]
                    np.multiply(by_hidden, later[:size], memory)
                    memory += np.multiply(by_memory, later[size:], spare[:, begin:])
            if reaching is not None:
                block[:size, first[t] :] += reaching[t, :, first[t] :]
            elif seeds is not None and first[t] < first[t + 1]:
                block[:, first[t] : first[t + 1]] = seeds[first[t] // width]
            after = block
        yield low, high, blocks[low - high :, :, first[low] :]
        high = low


@dataclass(frozen=True)
class Chunk:
    """Some steps of a backward pass, in the order of the sequence, and the losses that reach them."""

    propagator: Propagator
    low: int  # in the order of reading
    high: int
    states: Array  # (steps, S, n) in the order of reading
    count: int  # of all losses of the pass
    backwards: bool

    @property
    def losses(self) -> slice:
        """Which of the pass's losses these n are; no others reach these steps."""
        reached = self.states.shape[-1]
        return slice(reached) if self.backwards else slice(self.count - reached, self.count)

    @property
    def steps(self) -> slice:
        """Which steps of the sequence these are."""
        if self.backwards:
            return slice(self.propagator.steps - self.high, self.propagator.steps - self.low)
        return slice(self.low, self.high)

    @property
    def hidden(self) -> Array:
        """dL_t/dh_k, `(steps, H, n)`; overwritten when the pass goes on, as all here."""
        return self._turn(self.states[:, : self.propagator.size])

    @property
    def memory(self) -> Array:
        """dL_t/dc_k, `(steps, H, n)`."""
        return self._turn(self.states[:, self.propagator.size :])

    def rows(self) -> Array:
        """The derivatives by the pre-activations, `(steps, rows, n)`."""
        rows = self.propagator.through(self.low, self.high, self.states)
        return self._turn(rows.reshape(len(rows), rows.shape[1] * rows.shape[2], rows.shape[3]))

    def below(self) -> Array:
        """The derivatives by what the layer read, `(steps, D, n)`."""
        return self._turn(self.propagator.below(self.low, self.high) @ self.states)

    def _turn(self, values: Array) -> Array:
        return values[::-1, ..., ::-1] if self.backwards else values


class PerLoss:
    """The losses of a trace, some or all, each going back through all layers by itself."""

    def __init__(self, net: Network, trace: Trace, losses: Array | None = None) -> None:
        self.net, self.trace = net, trace
        self.losses = steps_with_loss(trace) if losses is None else losses  # (n,) rising
        slopes = by_logits(net, trace)[self.losses]
        weight = net.parameters.get("readout.weight")
        self.top = slopes if weight is None else slopes @ weight.astype(np.float64)  # (n, H or 2H)

    def above(self, layer: int) -> Array | None:
        """What reaches a layer's h from the layer above it, `(T, H or 2H, n)`; None for the top layer,
        which each loss reaches at its own step only. The layer -1 is what the first layer read."""
        net, steps = self.net, self.trace.steps
        widths = [net.width(upper) for upper in range(layer + 1, net.layers)]
        pairs = [a + b for a, b in zip([*widths, 0], [0, *widths], strict=True)]
        afford(N_("What reaches each layer"), steps, steps * len(self.losses) * max(pairs))
        above = None
        for upper in reversed(range(layer + 1, net.layers)):
            below = np.zeros((steps, net.width(upper), len(self.losses)))
            for direction in range(net.directions):
                for chunk in self.chunks(upper * net.directions + direction, above):
                    below[chunk.steps, :, chunk.losses] += chunk.below()
            above = below
        return above

    def chunks(self, row: int, above: Array | None) -> Iterator[Chunk]:
        """The backward pass over one of the L rows, given what `above` says of its layer."""
        net, size = self.net, self.net.hidden
        backwards = bool(row % net.directions)
        own = slice(size, 2 * size) if backwards else slice(size)
        propagator = propagator_of(net, self.trace, row)
        turn = slice(None, None, -1) if backwards else slice(None)
        joins = (propagator.steps - 1 - self.losses if backwards else self.losses)[turn]
        if above is None:
            seeds = np.zeros((len(joins), propagator.states * size, 1))
            seeds[:, :size, 0] = self.top[turn, own]
            parts = backward_pass(propagator, joins, seeds, None, True)
        else:
            reaching = above[turn, own, turn]
            parts = backward_pass(propagator, joins, None, reaching, not net.bidirectional)
        for low, high, states in parts:
            yield Chunk(propagator, low, high, states, len(joins), backwards)
