"""Which earlier bits of Echo stand in a network's state, and in which of its units."""

from dataclasses import dataclass

import numpy as np

from rnnviz.data.stream import Stream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.tasks import Echo

SEED, ROWS, STEPS = 20_270, 40, 150
BEYOND, MOST = 4, 40  # lags that are looked at: so many behind the longest, and at most so many


@dataclass(frozen=True)
class Held:
    """What the state h_t tells of the bits X[t-k], at the looked at lags k `(K,)`."""

    lags: tuple[int, ...]
    explained: Array  # (K,) the share of a bit's variance that a linear reading of all units explains
    units: Array  # (H, K) the correlation of each unit with each bit, 0 for a unit that stands still


def held(net: Network, task: Echo, row: int = -1) -> Held:
    """What one of the L rows of the state holds, on fair bits; the linear readings are fitted on one
    half of the sequences and judged on the other."""
    last = min(task.history + BEYOND, MOST)
    lags = tuple(sorted({*range(last + 1), *task.lags}))
    first = lags[-1]
    inputs, _ = Stream(task, SEED, ROWS).window(0, 0, first + STEPS)
    hidden = forward(net, inputs.astype(net.dtype)).tapes[row].hidden[first:]  # (T, H, B)
    signs = 2.0 * inputs[:, 1].astype(float) - 1.0
    bits = np.stack([signs[first - lag : len(signs) - lag] for lag in lags], axis=1)  # (T, K, B)
    half = ROWS // 2
    fitted = _columns(hidden[..., :half]), _columns(bits[..., :half])
    judged = _columns(hidden[..., half:]), _columns(bits[..., half:])
    weights = np.linalg.lstsq(_with_one(fitted[0]), fitted[1], rcond=None)[0]
    missed = judged[1] - _with_one(judged[0]) @ weights
    explained = 1.0 - (missed**2).mean(axis=0) / judged[1].var(axis=0)
    return Held(lags, np.clip(explained, 0.0, 1.0), _correlations(_columns(hidden), _columns(bits)))


def _columns(values: Array) -> Array:
    """`(T, F, B)` as `(T * B, F)`."""
    return values.transpose(0, 2, 1).reshape(-1, values.shape[1]).astype(float)


def _with_one(values: Array) -> Array:
    return np.hstack([values, np.ones((len(values), 1))])


def _correlations(states: Array, bits: Array) -> Array:
    states, bits = states - states.mean(axis=0), bits - bits.mean(axis=0)
    sizes = np.outer(np.linalg.norm(states, axis=0), np.linalg.norm(bits, axis=0))
    found: Array = np.divide(states.T @ bits, sizes, out=np.zeros(sizes.shape), where=sizes > 1e-9)
    return found
