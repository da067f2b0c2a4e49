"""What can be known of a text by who reads it in windows and remembers nothing of the one before."""

from collections.abc import Iterable
from math import gcd

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run

_DEEP = 400  # tokens in a row that are counted at most


def reset_floor(tokens: Array, batch: int, window: int, least: float) -> float | None:
    """The exact entropy in nats of the next of a text's tokens `(N,)` where the state is reset every
    `window` steps: the mean over the places in a window of what the tokens that it shows up to there
    tell. None where that is not more than `least`.

    Rows begin as those of `TextStream`, their windows where the one before ended.
    """
    count = len(tokens)
    after = np.roll(tokens, -1)
    often = _beginnings(count, batch, window)
    parts, total = np.zeros(count, np.int64), 0.0
    settled = False
    for place in range(window):
        if not settled:
            # who shows the same to here, by the token at hand and who showed the same before it
            before, known = parts, parts.max() + 1
            parts = np.unique(tokens * known + np.roll(before, 1), return_inverse=True)[1]
            settled = place > 0 and parts.max() + 1 == known
        found = _entropy(parts, after, np.roll(often, place))
        total += found
        # of what is shown later less is unknown
        if (total + (window - place - 1) * found) / window <= least or place >= _DEEP:
            return None
    return total / window


class ResetFloors:
    """The floors of runs on a text that are above the lowest of those who forget nothing, `least`."""

    def __init__(self, tokens: Array, least: float) -> None:
        self.tokens, self.least = tokens, least
        self.known: dict[tuple[int, int], float | None] = {}  # by batch and window

    def of(self, runs: Iterable[Run]) -> dict[tuple[int, int], float]:
        """By window and delay; of runs that differ in their batch, which moves windows, the higher."""
        found: dict[tuple[int, int], float] = {}
        for run in runs:
            window = run.truncation.every
            if run.carry or window is None or run.delay:  # what a late answer says has been read
                continue
            floor = self._of(run.batch, window)
            if floor is not None:
                found[window, 0] = max(floor, found.get((window, 0), 0.0))
        return found

    def _of(self, batch: int, window: int) -> float | None:
        if (batch, window) not in self.known:
            found = reset_floor(self.tokens, batch, window, self.least)
            self.known[batch, window] = found
        return self.known[batch, window]


def _beginnings(count: int, batch: int, window: int) -> Array:
    """How often a window begins at each place of a text that is read over and over, `(N,)`."""
    step = gcd(window, count)
    starts = np.arange(batch) * count // batch
    return np.tile(np.bincount(starts % step, minlength=step).astype(float), count // step)


def _entropy(known: Array, after: Array, often: Array) -> float:
    """The entropy in nats of what comes after by what is known, each place counted so often."""
    size = int(after.max()) + 1
    pairs = np.unique(known * size + after, return_inverse=True)[1]
    return _bits(pairs, often) - _bits(known, often)


def _bits(values: Array, often: Array) -> float:
    shares = np.bincount(values, often)
    shares = shares[shares > 0.0] / shares.sum()
    return float(-(shares * np.log(shares)).sum())
