"""Where a network that adds keeps the carry: the state that has to hold it, place by place."""

from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.tasks.addition import Addition, sums

SUMS, SEED = 500, 20_270


@dataclass(frozen=True)
class Carrier:
    """How well each unit of the top layer stands for the carry."""

    correlations: Array  # (H,) with the true carry over random sums, 0 for a unit that never moves

    @property
    def best(self) -> int:
        """The unit (from 0) that stands for it best, with either sign."""
        return int(np.argmax(np.abs(self.correlations)))


def carrier(task: Addition, net: Network, bits: int, delay: int = 0) -> Carrier:
    """Pearson's correlation of each unit's state with the true carry, over all places of random sums;
    the first place is left out, whose carry is always 0."""
    first, second = np.random.default_rng(SEED).integers(0, 2**bits, (2, SUMS))
    states, carries = carry_states(task, net, first, second, bits, delay)
    units = states[1:].swapaxes(0, 1).reshape(states.shape[1], -1)
    wanted = carries[1:].ravel() - carries[1:].mean()
    units = units - units.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(units).sum(axis=1) * np.square(wanted).sum())
    moves = spread > 0.0
    return Carrier(np.where(moves, units @ wanted / np.where(moves, spread, 1.0), 0.0))


def carry_states(
    task: Addition, net: Network, first: Array, second: Array, bits: int, delay: int = 0
) -> tuple[Array, Array]:
    """The states of the top layer that have to hold the carry into each place `(P, H, B)`, and that
    carry `(P, B)`; places with the least significant first.

    Read from the least significant bit on, that is the state before a place is read; else the one that
    answers for the place, which has by then looked ahead.
    """
    count = bits + 1
    inputs, _ = sums(first, second, count)
    least = task.order == "least"
    read = inputs if least else inputs[::-1]
    blank = np.zeros((delay, *read.shape[1:]))
    top = forward(net, np.concatenate([read, blank])).top
    if least:
        states = np.concatenate([np.zeros_like(top[:1]), top[: count - 1]])
    else:
        states = top[delay : delay + count][::-1]
    place = np.arange(count)[:, None]
    low = 2**place - 1  # what is below a place carries into it
    return states, ((first & low) + (second & low)) >> place
