"""Bits of Echo as somebody types them, and answers to them."""

from collections.abc import Sequence

import numpy as np

from rnnviz.tasks.echo import Echo

SHORTEST, LONGER = 24, 12  # an example: so many bits, or so many more than the longest lag


def example(task: Echo) -> str:
    """Fair bits, enough of them for every lag to be met."""
    count = max(SHORTEST, task.history + LONGER)
    return "".join(map(str, np.random.default_rng(1).integers(0, 2, count)))


def tossed(task: Echo, bits: Sequence[str]) -> list[str]:
    """The answers of the steps from the longest lag on: coins weighted by the lagged bits, tossed once
    for each place, whatever is typed behind it; "" where one of those bits is neither 0 nor 1."""
    thrown = np.random.default_rng(0).random(len(bits))
    found = []
    for step in range(task.history, len(bits)):
        seen = {lag: bits[step - lag] for lag in task.lags}
        chance = task.base + sum(task.lags[lag] for lag, bit in seen.items() if bit == "1")
        found.append(str(int(thrown[step] < chance)) if set(seen.values()) <= {"0", "1"} else "")
    return found
