"""Depth against length: one loss of a network as deep as its text is long, going back through layers
and through steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.gradient_flow import quiet
from rnnviz.analysis.norms import norm
from rnnviz.analysis.per_loss import PerLoss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, unroll

DEPTH = 20  # layers, and as many steps
TOKENS = 4
MOST_UNITS = 32


@dataclass(frozen=True)
class DepthAndLength:
    """The norm of the last step's gradient by distance from where it starts, `(DEPTH,)` each."""

    hidden: int
    by_layers: Array  # at the last step, from the top layer down
    by_steps: Array  # in the top layer, from the last step back


@quiet
def by_layer(stack: Sequence[tuple[Network, Trace]], t: int) -> Array:
    """dL_t/dh of every layer and step, `(L, T, H)`, of networks of one layer and one direction, from
    below: each reads the states of the one before, and the last has the loss. One backward pass."""
    every, above = [], None
    for net, trace in reversed(stack):
        found = PerLoss(net, trace, np.array([t]))
        hidden = np.zeros((trace.steps, net.hidden))
        below = np.zeros((trace.steps, net.width(0), 1))
        for chunk in found.chunks(0, above):
            hidden[chunk.steps] = chunk.hidden.sum(axis=-1)
            below[chunk.steps, :, chunk.losses] += chunk.below()
        every.append(hidden)
        above = below
    return np.stack(every[::-1])


def stacked(cell: str, hidden: int, seed: int, gain: float) -> list[tuple[Network, Trace]]:
    """DEPTH random layers of `hidden` units over DEPTH random tokens, from below."""
    tokens = np.random.default_rng(seed).integers(0, TOKENS, DEPTH + 1)
    made: list[tuple[Network, Trace]] = []
    for layer in range(DEPTH):
        top = layer == DEPTH - 1
        net = Network.random(
            cell,
            inputs=hidden if layer else TOKENS,
            hidden=hidden,
            outputs=TOKENS if top else hidden,
            readout=top,
            readout_bias=top,
            seed=seed + layer,
            gain=gain,
        )
        read = made[-1][1].hidden[0] if layer else tokens[:-1]
        made.append((net, unroll(net, read, tokens[1:] if top else None)))
    return made


def depth_and_length(cell: str, hidden: int, seed: int, gain: float) -> DepthAndLength:
    """How one gradient fades along the layers and along the steps of such a network; at most MOST_UNITS
    units a layer."""
    size = min(hidden, MOST_UNITS)
    sizes = norm(by_layer(stacked(cell, size, seed, gain), DEPTH - 1))
    return DepthAndLength(size, sizes[::-1, -1], sizes[-1, ::-1])
