"""How little a network on Echo can lose if only its readout is chosen, and its states stay as they are.

Training a readout on given states is a logistic regression, which has one minimum. Newton's method
finds it (McCullagh & Nelder 1989, "Generalized linear models", section 2.5), where an optimizer may
still be far away: states hold much in directions that hardly vary.
"""

import numpy as np

from rnnviz.analysis.recall import HUGE, top_states
from rnnviz.data.stream import Stream
from rnnviz.nn.cells.base import Array, sigmoid
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo
from rnnviz.text.allowance import at_each

SEED, ROWS, STEPS = 20_300, 64, 150
MOST = 30  # steps of Newton's method
NEAR = 1e-9  # nats: what one more step would gain
SMALL = 1e-12  # share of the largest curvature below which a direction is left as it is


def best_readout(
    net: Network,
    task: Echo,
    window: int | None = None,
    delay: int = 0,
    size: tuple[int, int] = (STEPS, ROWS),
) -> float:
    """The cross-entropy in nats of the best readout of a network's states, fitted to the true
    probabilities of some sequences and judged by those of others, `size` (T, B) each.

    `window` resets the state every so many steps; answers are asked `delay` steps late. NaN where
    states overflow.
    """
    sides = [_data(net, task, SEED + part, window, delay, size) for part in (0, 1)]
    (states, chance), (others, truth) = sides
    if not (np.abs(states).max() < HUGE and np.abs(others).max() < HUGE):
        return float("nan")
    weights = np.zeros(states.shape[1])
    for _step in at_each(range(MOST)):
        found = sigmoid(states @ weights)
        slope = states.T @ (found - chance)
        bend = (states * (found * (1.0 - found))[:, None]).T @ states
        step = np.linalg.lstsq(bend, slope, rcond=SMALL)[0]
        weights -= step
        if abs(step @ slope) < NEAR * len(states):
            break
    logits = others @ weights
    return float(np.mean(np.logaddexp(0.0, logits) - truth * logits))


def _data(
    net: Network, task: Echo, seed: int, window: int | None, delay: int, size: tuple[int, int]
) -> tuple[Array, Array]:
    """States with a 1 behind them `(N, H + 1)`, and the true P(Y = 1) `(N,)`."""
    first, (steps, rows) = task.history + delay, size
    inputs, _ = Stream(Echo(lags={}), seed, rows).window(0, 0, first + steps)
    hidden, bits = top_states(net, inputs, window)[first:], inputs[:, 1].astype(float)
    seen = (weight * bits[first - lag - delay :][:steps] for lag, weight in task.lags.items())
    chance = np.clip(task.base + sum(seen, np.zeros((steps, rows))), 0.0, 1.0)
    states = hidden.transpose(0, 2, 1).reshape(-1, hidden.shape[1])
    return np.hstack([states, np.ones((len(states), 1))]), chance.ravel()
