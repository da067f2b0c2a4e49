"""What a network of a text answers to its parts, one by one."""

from collections.abc import Sequence

import numpy as np

from rnnviz.data.delay import late_logits
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses, predict
from rnnviz.nn.network import Network


def surprises(tokens: Sequence[str], net: Network, parts: Sequence[str], delay: int = 0) -> Array:
    """-log p of each part in nats, `(T,)`, foreseen from all before it; NaN for the first and for parts
    that are no tokens."""
    known = {token: number for number, token in enumerate(tokens)}
    numbers = np.array([known.get(part, -1) for part in parts], np.int64)
    costs = np.full(len(parts), np.nan)
    if len(parts) > 1:
        logits = late_logits(net, numbers[:-1, None], delay)
        costs[1:] = losses(net.output, logits, numbers[1:, None])[:, 0]
    return costs


def chances(tokens: Sequence[str], net: Network, parts: Sequence[str], delay: int = 0) -> Array:
    """The probability of each token after each part, `(T, V)`."""
    numbers = np.array([[tokens.index(part)] for part in parts])
    return predict(net.output, late_logits(net, numbers, delay))[..., 0]
