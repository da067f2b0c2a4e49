"""What a network's state still knows of earlier bits of Echo: its linear memory, lag by lag.

Jaeger (2001), "Short term memory in echo state networks", section 3: the squared correlation of a bit
with the best linear readout of the state, and its sum over the lags, the memory capacity.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from rnnviz.data.stream import Stream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.kept_tapes import TAPES
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo

SEED, ROWS, STEPS = 20_290, 64, 150
HALVES = slice(ROWS // 2), slice(ROWS // 2, None)  # the rows that are fitted on, those judged on
FAR = 20  # lags that are looked at of every task, and those of the task itself
MOST_TOLD = 4  # lags by whose bits cases are told apart, the weightiest; of more each has few steps
HUGE = 1e100  # a state so large has overflowed: its squares soon do
SMALL = 1e-12  # share of the states' largest variance below which a direction holds nothing


@dataclass(frozen=True)
class Recall:
    """The share of a bit's variance that a linear readout of h_t finds, by its lag `(K,)`."""

    lags: tuple[int, ...]
    held: Array  # (K,) of a lag of the task: the mean over the cases of the bits at its other lags
    plain: Array  # (K,) all steps in one fit
    given: dict[int, tuple[int, ...]]  # lag of the task -> other lags whose bits are told apart for it

    def at(self, lag: int) -> float:
        """What is held of the bit at one of the lags."""
        return float(self.held[self.lags.index(lag)])

    @property
    def capacity(self) -> float:
        """The memory capacity, over lags 1 to `FAR`; of a state of H units it is at most H."""
        return float(sum(r for lag, r in zip(self.lags, self.plain, strict=True) if 1 <= lag <= FAR))


class _Moments(NamedTuple):
    """The covariances of a state and a bit in C cases."""

    states: Array  # (C, H, H), or (1, H, H) for all
    both: Array  # (C, H)
    bit: Array  # (C,)


class _Half(NamedTuple):
    """The steps of one half of the sequences, sorted by the bits at the lags that are told apart."""

    order: Array  # (N,) where each step stood
    bits: Array  # (N, K) at all lags
    edges: Array  # (2^L + 1,) where the steps of each combination begin, the first lag's bit the lowest
    rate: Array  # (K,) how often the bit at each lag is 1


def recall(net: Network, task: Echo, window: int | None = None, delay: int = 0) -> Recall:
    """What the top layer's state holds of the bit so many steps back, on fair bits.

    Readouts are fitted on one half of the sequences and judged on the other. A state may hold a bit
    one way or another depending on the task's other bits; so that of a lag of the task is read by a
    readout of its own in each case of those. `window` resets the state every so many steps; `delay` is
    how many steps later an answer, and with it its bits, is asked for. NaN where states overflow.
    """
    weights = {lag + delay: abs(weight) for lag, weight in task.lags.items() if weight}
    told = tuple(sorted(sorted(weights, key=lambda lag: -weights[lag])[:MOST_TOLD]))
    given = {lag: tuple(o for o in told if o != lag) if lag in told else () for lag in weights}
    lags = tuple(sorted({*range(FAR + 1), *weights}))
    inputs, sides = _probe(lags, told)
    found = top_states(net, inputs, window)[lags[-1] :]
    if not max(found.max(), -found.min()) < HUGE:
        none = np.full(len(lags), np.nan)
        return Recall(lags, none, none, given)
    sums = [_Sums(found[..., part], side) for part, side in zip(HALVES, sides, strict=True)]
    plain = _correlations(*(of.all_steps() for of in sums))
    held = plain.copy()
    for place, lag in enumerate(told):
        held[lags.index(lag)] = np.mean(_correlations(*(of.by_cases(place) for of in sums)))
    return Recall(lags, held, plain, given)


class _Sums:
    """What all moments of one half are made of: sums over the steps of each combination of bits."""

    def __init__(self, states: Array, half: _Half) -> None:
        columns = np.take(_columns(states), half.order, axis=0, mode="clip")
        ones = np.ones(len(columns))  # a product with them is the sum, sooner
        columns -= ones @ columns / len(columns)
        parts = [columns[start:stop] for start, stop in pairwise(half.edges)]
        self.count = np.diff(half.edges)
        self.first = np.array([ones[: len(part)] @ part for part in parts])  # (2^L, H)
        self.second = np.array([part.T @ part for part in parts])  # (2^L, H, H)
        self.rate = half.rate
        self.both = half.bits.T @ columns / len(columns)  # (K, H)

    def all_steps(self) -> _Moments:
        """Those of all steps with the bit at each of the K lags."""
        spread = self.second.sum(axis=0) / self.count.sum()
        return _Moments(spread[None], self.both, self.rate * (1.0 - self.rate))

    def by_cases(self, place: int) -> _Moments:
        """Those with the bit at one of the lags that are told apart, in each case of the others."""
        numbers = np.arange(len(self.count))
        zero = numbers[numbers >> place & 1 == 0]
        one = zero | 1 << place
        count = (self.count[zero] + self.count[one])[:, None]
        mean, rate = (self.first[zero] + self.first[one]) / count, self.count[one, None] / count
        spread = (self.second[zero] + self.second[one]) / count[..., None]
        spread -= mean[:, :, None] * mean[:, None, :]
        return _Moments(spread, self.first[one] / count - rate * mean, (rate * (1.0 - rate))[:, 0])


def top_states(net: Network, inputs: Array, window: int | None = None) -> Array:
    """The top layer's states `(T, H, B)`, reset every `window` steps."""
    size = window or len(inputs)
    parts = (inputs[start : start + size] for start in range(0, len(inputs), size))
    found = []
    for part in parts:
        with TAPES.forward(net, part.astype(net.dtype)) as done:
            found.append(done.tapes[-1].hidden.astype(float))
    return found[0] if len(found) == 1 else np.concatenate(found)


@lru_cache(maxsize=4)
def _probe(lags: tuple[int, ...], told: tuple[int, ...]) -> tuple[Array, list[_Half]]:
    """Inputs `(T, 2, B)`, and the steps of each half from the longest lag on."""
    first = lags[-1]
    inputs, _ = Stream(Echo(lags={}), SEED, ROWS).window(0, 0, first + STEPS)
    read = inputs[:, 1].astype(float)
    bits = np.stack([read[first - lag : len(read) - lag] for lag in lags], axis=1)
    return inputs, [_sorted(_columns(bits[..., half]), lags, told) for half in HALVES]


def _sorted(bits: Array, lags: tuple[int, ...], told: tuple[int, ...]) -> _Half:
    places = [lags.index(lag) for lag in told]
    case = (bits[:, places] @ (1 << np.arange(len(told)))).astype(int)
    order = np.argsort(case, kind="stable")
    edges = np.searchsorted(case[order], np.arange(2 ** len(told) + 1))
    return _Half(order, bits[order], edges, bits.mean(axis=0))


def _columns(values: Array) -> Array:
    """`(T, F, B)` as `(T * B, F)`."""
    return np.ascontiguousarray(values.transpose(0, 2, 1)).reshape(-1, values.shape[1])


def _correlations(fitted: _Moments, judged: _Moments) -> Array:
    """The squared correlation `(C,)`, on the judged steps, of the bit with the linear readout that is
    the best on the fitted ones; 0 for a readout that stands still."""
    sizes, turned = np.linalg.eigh(fitted.states)
    least = SMALL * np.maximum(sizes[:, -1:], 1e-200)
    inverse = np.where(sizes > least, 1.0 / np.maximum(sizes, least), 0.0)
    along = np.einsum("chu,ch->cu", turned, fitted.both) * inverse
    readout = np.einsum("chu,cu->ch", turned, along)
    shared = np.einsum("ch,ch->c", readout, judged.both)
    moved = np.einsum("ch,chu,cu->c", readout, judged.states, readout, optimize=True)
    scale = moved * judged.bit
    found: Array = np.divide(shared**2, scale, out=np.zeros(len(shared)), where=scale > 1e-24)
    return found
