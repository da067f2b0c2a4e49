"""Finite differences by entries of parameters, inputs and states, in as many digits as they need."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from rnnviz.analysis.finite_differences import Slopes, derivatives
from rnnviz.analysis.moved_network import MovedNetwork, Mover
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, unroll
from rnnviz.text.allowance import at_each

WIDE = np.longdouble  # 80 bits on most machines, no more than float64 on some
_FINER = float(np.finfo(WIDE).eps / np.finfo(float).eps)
_ROUNDED = 4  # networks that differ by a rounding of each weight
_WIDE_WORK = 5e7  # multiplications in 80 bits that one step takes at most, a tenth of a second or so
_AT_ONCE = 8e6  # numbers in the matrices of the networks that are moved together
_LONG_WORK = 2.5e8  # multiplications in 80 bits, which take 2 to 3 ns each


class MovedEntries:
    """The derivatives of a trace's losses by finite differences."""

    def __init__(self, net: Network, trace: Trace) -> None:
        self.net, self.trace = net, trace
        self.plain = MovedNetwork(net, trace, np.float64)
        # told how much of a derivative's entries has been moved
        self.told: Callable[[float], None] = lambda share: None

    @cached_property
    def wide(self) -> MovedNetwork:
        """The network in 80 bits."""
        return MovedNetwork(self.net, self.trace, WIDE)

    @cached_property
    def rounded(self) -> list[tuple[Network, Trace]]:
        """Networks whose weights were moved by a rounding each, and their traces, states moved too."""
        rng, made = np.random.default_rng(0), []
        start = self.trace.initial, self.trace.initial_memory
        for _ in range(_ROUNDED):
            moved = {
                name: array * (1.0 + np.finfo(float).eps * rng.choice([-1.0, 1.0], array.shape))
                for name, array in self.net.parameters.items()
            }
            net = self.net.with_parameters(moved)
            state = start[0] if start[1] is None else start
            trace = unroll(net, self.trace.inputs, self.trace.targets, state)
            for tape in trace.forward.tapes:  # a saturated state shows nothing of its weights' rounding
                reset = None if tape.reset_slab is None else tape.reset_slab[:, : tape.size]
                for kept in (tape.hidden, tape.rows, tape.squashed, reset):
                    if kept is not None:
                        kept *= 1.0 + np.finfo(float).eps * rng.choice([-1.0, 1.0], kept.shape)
            made.append((net, trace))
        return made

    @cached_property
    def noise(self) -> Array:
        """What rounding makes of each loss, `(n,)`: the largest change in the rounded networks, and in
        one that is computed in 80 bits."""
        known, middle = steps_with_loss(self.trace), self.plain.costs
        with np.errstate(over="ignore", invalid="ignore"):
            changes = [abs(trace.losses[known] - middle) for _, trace in self.rounded]
            changes.append(abs((self.wide.costs - middle).astype(float)))
        least = np.finfo(float).eps * np.maximum(abs(middle), 0.1)
        return np.maximum(np.nan_to_num(np.max(changes, axis=0), nan=np.inf), least)

    def by_parameter(self, name: str, places: Array, wanted: Array) -> Slopes:
        """The summed loss's derivatives by entries of a parameter, `(1, B)`."""
        size = self.net.parameters[name].size
        return self._best(
            lambda network: network.parameter(name),
            places,
            wanted,
            max(1, int(_AT_ONCE // size)),
            summed=True,
        )

    def by_state(self, row: int, part: int, places: Array, wanted: Array) -> Slopes:
        """Every loss's derivative by some entries of what a row of the L had at its steps, `(n, B)`:
        of h (`part` 0) or c (1), or, for the row -1, of what the first layer read."""
        return self._best(
            lambda network: network.state(row, part), places, wanted, len(places), summed=False
        )

    def _best(
        self,
        mover: Callable[[MovedNetwork], Mover],
        places: Array,
        wanted: Array,
        at_once: int,
        summed: bool,
    ) -> Slopes:
        """In float64, and again in 80 bits where that leaves more doubt than is `wanted`."""
        plain, noise = mover(self.plain), self.noise
        parts = []
        for i in range(0, len(places), at_once):
            some, enough = places[i : i + at_once], wanted[:, i : i + at_once]
            parts.append(derivatives(plain, some, noise, enough, summed=summed))
            self.told(min(i + at_once, len(places)) / (len(places) + 1))
        found = Slopes.joined(parts)
        left = np.flatnonzero((found.doubt > wanted).any(axis=0) & ~found.kinks)
        left = left[:: max(1, -(-len(left) // self._affordable))]
        if not left.size or _FINER > 0.1:
            return found
        wide, tight = mover(self.wide), noise * _FINER
        finer = Slopes.joined(
            derivatives(wide, places[some], tight, wanted[:, some], found.steps[some], summed)
            for some in at_each(np.array_split(left, -(-len(left) // self._at_once_wide)))
        )
        better = finer.doubt < found.doubt[:, left]
        found.values[:, left] = np.where(better, finer.values, found.values[:, left])
        found.doubt[:, left] = np.where(better, finer.doubt, found.doubt[:, left])
        return found

    @property
    def _at_once_wide(self) -> int:
        """Entries that are moved together in 80 bits, where a product takes long."""
        return max(1, int(_WIDE_WORK * self.trace.steps / self.plain.work()))

    @cached_property
    def _affordable(self) -> int:
        """Entries of one derivative that are moved in 80 bits."""
        derivatives_there = len(self.net.parameters) + 3
        runs = _LONG_WORK / (8.0 * self.plain.work() * derivatives_there)
        return max(4, int(runs))
