"""What a gradient loses when losses may not reach far back: truncated against full.

The gradient is a sum over pairs (t, k): what the loss of step t gives for the parameters' use at step
k. A truncation leaves out pairs (Williams & Peng 1990); it changes none of those that stay, because
every path from the use at k to the loss at t lies between the two.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.per_loss import Chunk, PerLoss, afford
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import one_hot
from rnnviz.runs.truncation import Truncation
from rnnviz.text.allowance import at_each
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal


class Reaches(NamedTuple):
    """The gradient with every loss reaching exactly k2 steps, its own among them, against the full one:
    [k2 - 1] for k2 from 1 to T. NaN where the full gradient is 0."""

    cosine: Array  # (T,): of the angle between the two; 0 where the truncated one is 0
    size: Array  # (T,): ||truncated|| / ||full||


def reached(truncation: Truncation, steps: int) -> Array:
    """Which losses reach which steps, `(T, T)`: [t, k] for the loss of t and the step k; none a later
    one."""
    found = np.tri(steps, dtype=bool)
    if truncation.every is None:
        return found
    for t in at_each(range(steps)):
        first = bisect_left(range(t + 1), True, key=lambda k, t=t: truncation.reaches(t, k))  # type: ignore[misc]
        found[t, :first] = False
    return found


class _Pairs:
    """For every layer the derivatives by its pre-activations, a loss and a step at a time."""

    def __init__(self, flow: Flow) -> None:
        self.net, self.trace = flow.net, flow.trace
        if self.net.bidirectional:
            raise Refusal("With two directions no loss can be cut off from what it has read ahead.")
        self.found = PerLoss(self.net, self.trace)
        self.losses = self.found.losses  # (n,)
        self.rows = self.net.kind.rows * self.net.hidden

    def parts(self) -> Iterator[tuple[int, Chunk]]:
        """Some steps of a layer at a time, from the top layer and from the end; what reaches a layer is
        held until it has been gone through, and no more."""
        net, steps, count = self.net, self.trace.steps, len(self.losses)
        above = None
        for layer in reversed(range(net.layers)):
            width = net.width(layer) if layer else 0  # nothing lies below the first
            afford(N_("Every loss at every step"), steps, width * steps * count)
            below = np.zeros((steps, width, count))
            for chunk in self.found.chunks(layer, above):
                yield layer, chunk
                if layer:
                    below[chunk.steps, :, chunk.losses] = chunk.below()
            above = below

    def reads(self, layer: int) -> list[tuple[slice, Array]]:
        """Which rows of the layer's joined matrix were multiplied by what, `(T, H + 2 + D)` each."""
        tape = self.trace.forward.tapes[layer]
        return [(rows, slab[:-1, :, 0].astype(np.float64)) for rows, slab in self.net.kind.reads(tape)]

    def gradient(
        self, layer: int, rows: Array, reads: list[tuple[slice, Array]], steps: Array | slice
    ) -> dict[str, Array]:
        """A layer's gradients by their names, from the derivatives by its pre-activations at some
        steps, `(steps, rows)`."""
        net = self.net
        parts = [rows[:, part].T @ read[steps] for part, read in reads]
        joined = parts[0] if len(parts) == 1 else np.concatenate(parts)
        split = net.kind.split(joined, net.hidden)._asdict()
        named = {f"rnn.{name}_{net.ending(layer, 0)}": values for name, values in split.items()}
        return {name: values for name, values in named.items() if name in net.parameters}


class _ByDistance:
    """All pairs of a loss and a step, those of one distance below each other: `(pairs, rows)` for each
    layer, so that a reach's pairs need not be gathered."""

    def __init__(self, pairs: _Pairs) -> None:
        losses, steps = pairs.losses, pairs.trace.steps
        self.first = np.searchsorted(losses, np.arange(steps + 1))  # [d]: the first loss from step d on
        self.starts = np.concatenate([[0], np.cumsum(len(losses) - self.first[:-1])])
        count = int(self.starts[-1])
        afford(N_("Every loss at every step"), steps, pairs.net.layers * pairs.rows * count)
        self.rows = [np.empty((count, pairs.rows)) for _ in range(pairs.net.layers)]
        for layer, chunk in pairs.parts():
            for k, block in zip(at_each(range(steps)[chunk.steps]), chunk.rows(), strict=True):
                later = np.arange(self.first[k], len(losses))
                distances = losses[later] - k
                places = self.starts[distances] + later - self.first[distances]
                self.rows[layer][places] = block[:, self.first[k] - chunk.losses.start :].T

    def of(self, layer: int, distance: int) -> Array:
        """A layer's derivatives by its pre-activations so many steps before each loss, `(n, rows)`."""
        return self.rows[layer][self.starts[distance] : self.starts[distance + 1]]


@quiet
def truncated_gradient(flow: Flow, truncation: Truncation) -> dict[str, Array]:
    """Name -> gradient of the summed loss with the cut applied: of all pairs (t, k) only those where
    `truncation.reaches(t, k)`. The readout's is never cut, since it is used at k = t.

    Raises ValueError for a network of both directions, unless nothing is cut, or if it would take more
    than 1 GB.
    """
    if truncation.every is None:
        return dict(flow.parameters)
    pairs, net, steps = _Pairs(flow), flow.net, range(flow.trace.steps)
    within = np.array(
        [[truncation.reaches(int(t), k) for t in pairs.losses] for k in at_each(steps)], float
    )
    rows = np.zeros((net.layers, len(steps), pairs.rows))
    inputs = np.zeros((len(steps), net.width(0)))
    for layer, chunk in pairs.parts():
        left = within[chunk.steps, chunk.losses, None]
        rows[layer, chunk.steps] = (chunk.rows() @ left)[..., 0]
        if net.embedding is not None and not layer:
            inputs[chunk.steps] = (chunk.below() @ left)[..., 0]
    found = {name: flow.parameters[name] for name in net.parameters if name.startswith("readout.")}
    for layer, of in enumerate(rows):
        found |= pairs.gradient(layer, of, pairs.reads(layer), slice(None))
    if net.embedding is not None:
        read = flow.trace.inputs
        tokens = read if read.ndim == 1 else np.full(len(steps), -1)  # -1: no token, no row
        found["embedding.weight"] = one_hot(tokens, net.inputs, np.dtype(np.float64)) @ inputs
    return {name: found[name].astype(net.dtype) for name in net.parameters}


@quiet
def compare_reaches(flow: Flow) -> Reaches:
    """For every reach k2 the truncated gradient's direction and size against the full one's.

    As one vector of all recurrent layers' parameters (`rnn.*`): the readout's gradient is never cut and
    would make all reaches look alike. Raises ValueError for a network of both directions, or if it
    would take more than 1 GB.
    """
    pairs, steps = _Pairs(flow), flow.trace.steps
    reads = [pairs.reads(layer) for layer in range(flow.net.layers)]
    sums: list[Array] = []  # by reach: the gradient as one vector
    numbers = sum(a.size for name, a in flow.net.parameters.items() if name.startswith("rnn."))
    afford(N_("The gradients of all reaches"), steps, steps * numbers)
    by_distance = _ByDistance(pairs)
    for distance in at_each(range(steps)):
        uses = pairs.losses[by_distance.first[distance] :] - distance
        parts = [
            part.ravel()
            for layer in range(flow.net.layers)
            for part in pairs.gradient(
                layer, by_distance.of(layer, distance), reads[layer], uses
            ).values()
        ]
        vector = np.concatenate(parts)
        sums.append(sums[-1] + vector if sums else vector)
    full = sums[-1]
    whole = np.linalg.norm(full)
    sizes = np.array([np.linalg.norm(each) for each in sums])
    if not whole > 0.0:
        return Reaches(np.full(steps, np.nan), np.full(steps, np.nan))
    dots = np.array([each @ (full / whole) for each in sums])
    return Reaches(np.divide(dots, sizes, out=np.zeros(steps), where=sizes != 0.0), sizes / whole)
