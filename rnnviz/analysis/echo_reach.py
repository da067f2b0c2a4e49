"""A fixed sequence of Echo on which networks are compared, and how their losses reach back on it."""

from functools import lru_cache

import numpy as np

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.data.stream import Stream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.tasks import Echo
from rnnviz.text.allowance import at_each

SEED = 20_260
STEPS = 20


def probe(task: Echo, steps: int = STEPS) -> tuple[Array, Array]:
    """Tokens and answers, `(steps,)` each, the same for every network that looks at the task; the bits
    before the first are not shown."""
    return _probe(tuple(task.lags.items()), task.base, steps)


@lru_cache(maxsize=16)
def _probe(lags: tuple[tuple[int, float], ...], base: float, steps: int) -> tuple[Array, Array]:
    task = Echo(lags=dict(lags), base=base)
    inputs, targets = Stream(task, SEED, 1).window(0, 0, steps)
    return inputs[..., 0].argmax(axis=1), targets[..., 0].argmax(axis=1)


def reach_matrix(net: Network, task: Echo, window: int | None = None, steps: int = STEPS) -> Array:
    """||dL_t/dh_k|| of the top layer on a probe sequence of so many steps, `(T, T)`, from a state of
    zeros.

    `window` resets the state every so many steps, and then no loss reaches past its own window.
    """
    net = net.astype("float64")
    tokens, answers = probe(task, steps)
    found = np.zeros((len(tokens), len(tokens)))
    size = window or len(tokens)
    for start in at_each(range(0, len(tokens), size)):
        part = slice(start, start + size)
        trace = unroll(net, tokens[part], answers[part])
        found[part, part] = gradient_flow(net, trace).matrix
    return found
