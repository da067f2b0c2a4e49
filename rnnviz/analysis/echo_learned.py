"""What a network has learned of Echo: its own table beside the true one, and how much of each lag."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rnnviz.data.stream import Stream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.kept_tapes import TAPES
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo

PROBE_STEPS, PROBE_ROWS, PROBE_SEED = 150, 40, 20_250


@dataclass(frozen=True)
class Learned:
    """P(Y = 1) for every combination of the lagged bits, as it is and as the network has it, and the
    share of each lag's information that it has learned (0 to 1)."""

    bits: Array  # (2^L, L) the combinations, the first lag first
    true: Array  # (2^L,)
    found: Array  # (2^L,) mean prediction over a probe sequence, NaN for what did not occur in it
    shares: dict[int, float]  # lag -> share
    right: float = np.nan  # the share of its likelier answers that are right, all combinations as often


def learned(net: Network, task: Echo, window: int | None = None) -> Learned:
    """What the network predicts on a fixed probe sequence, averaged over all places where the lagged
    bits are the same.

    `window` resets the state every so many steps, as a run without carried state was trained.
    """
    index, inputs = _probe(task)
    chance = predict(net.output, _logits(net, inputs, window))[:, 1]
    first, count = _first(task), 2 ** len(task.lags)
    chance = chance[first:].ravel()
    # how often each combination came with a 0 and with a 1 as the likelier answer
    answers = np.bincount(index.ravel() + count * (chance > 0.5), minlength=2 * count)
    seen = answers[:count] + answers[count:]
    total = np.bincount(index.ravel(), weights=chance, minlength=count)
    found = np.where(seen > 0, total / np.maximum(seen, 1), np.nan)
    bits = np.arange(count)[:, None] >> np.arange(len(task.lags)) & 1
    true = task.table().astype(float)
    right = np.nan
    if np.isfinite(total).all():  # else it has diverged, and answers nothing
        says_one = answers[count:][seen > 0] / seen[seen > 0]
        is_one = true[seen > 0]
        right = float(np.mean(says_one * is_one + (1.0 - says_one) * (1.0 - is_one)))
    known = _known(*_key(task))
    shares = {
        lag: information(true, found, place) / known[place]
        for place, lag in enumerate(task.lags)
        if task.lags[lag]
    }
    clipped = {lag: float(np.clip(s, 0.0, 1.0)) for lag, s in shares.items()}
    return Learned(bits, true, found, clipped, right)


def _logits(net: Network, inputs: Array, window: int | None) -> Array:
    """`(T, V, B)`, from a state that is reset every `window` steps."""
    size = window or len(inputs)
    found = []
    for start in range(0, len(inputs), size):
        with TAPES.forward(net, inputs[start : start + size].astype(net.dtype)) as done:
            found.append(done.logits.copy())
    return found[0] if len(found) == 1 else np.concatenate(found)


def information(true: Array, found: Array, place: int) -> float:
    """How many nats a table of P(Y = 1), all other bits averaged out, gains by looking at one bit.

    The cross-entropy of its mean minus that of its two values for the bit, under the true ones: of the
    true table it is the mutual information of bit and answer.
    """
    side = np.arange(len(true)) >> place & 1
    # mostly nothing is missing, and the plain mean is ten times as fast
    mean = np.nanmean if np.isnan(found).any() else np.mean
    truth, guess = (np.array([mean(t[side == bit]) for bit in (0, 1)]) for t in (true, found))
    return cross_entropy(truth, guess.mean()) - cross_entropy(truth, guess)


def cross_entropy(true: Array, found: Array | float) -> float:
    """The mean over all combinations of -P log Q - (1 - P) log(1 - Q), in nats."""
    q = np.clip(found, 1e-12, 1.0 - 1e-12)
    return float(np.nanmean(-true * np.log(q) - (1.0 - true) * np.log(1.0 - q)))


def _key(task: Echo) -> tuple[tuple[tuple[int, float], ...], float]:
    """An Echo's settings, for what is kept of it from one frame to the next."""
    return tuple(task.lags.items()), task.base


def _first(task: Echo) -> int:
    """The first step of the probe that is looked at."""
    return max(task.history, 20)


@lru_cache(maxsize=16)
def _known(lags: tuple[tuple[int, float], ...], base: float) -> list[float]:
    """The information of each lag, in nats."""
    true = Echo(lags=dict(lags), base=base).table().astype(float)
    return [information(true, true, place) for place in range(len(lags))]


@lru_cache(maxsize=4)
def _probe_of(lags: tuple[tuple[int, float], ...], base: float) -> tuple[Array, Array]:
    task = Echo(lags=dict(lags), base=base)
    first = _first(task)
    inputs, _ = Stream(task, PROBE_SEED, PROBE_ROWS).window(0, 0, PROBE_STEPS + first)
    tokens = inputs.argmax(axis=1)
    index = np.zeros(tokens[first:].shape, np.int64)
    for place, lag in enumerate(lag for lag, _weight in lags):
        index |= tokens[first - lag : len(tokens) - lag].astype(np.int64) << place
    return index, inputs


def _probe(task: Echo) -> tuple[Array, Array]:
    """The number of the lagged bits' combination at every step from the first `(T, B)`, and the inputs
    of all steps."""
    return _probe_of(*_key(task))
