"""The loss of two tokens and its derivative by the logits: all that a softmax says of two is how far
the wrong one is ahead of the right one, so it takes half the numbers."""

import math
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array


class TwoTokens:
    """Buffers for logits `(losses, [K,] 2, B)`, which are turned into their summed loss's derivative,
    p - y, in place.

    With the wrong logit ahead of the right one by m the loss is log(1 + e^m), and the derivatives are
    the wrong one's probability, e^m / (1 + e^m), and that with a minus. It is never below 0, as a
    difference of two large numbers may be.
    """

    def __init__(self, logits: Array) -> None:
        self.zero, self.one = logits[..., 0, :], logits[..., 1, :]
        shape, dtype = self.zero.shape, logits.dtype
        self.sign, self.ahead, self.powers = (np.empty(shape, dtype) for _ in range(3))
        self.total, self.costs = (np.empty(shape, dtype) for _ in range(2))
        # an array, because a call takes longer that is given a number
        self.unit = np.ones((), dtype)
        self.stacked = logits.ndim == 4
        self.ones = np.ones(shape[-1] if self.stacked else self.costs.size, dtype)
        self.flat = self.costs.reshape(-1)

    def __call__(self, targets: Array) -> Any:
        """The summed loss in nats over targets that are one-hot, of signed bytes or floats, of K
        networks an array `(K,)`."""
        sign, ahead, powers = self.sign, self.ahead, self.powers
        total, costs = self.total, self.costs
        np.subtract(targets[..., 0, :], targets[..., 1, :], sign)
        np.subtract(self.one, self.zero, ahead)
        np.multiply(ahead, sign, ahead)
        np.exp(ahead, powers)
        np.add(powers, self.unit, total)
        np.log(total, costs)
        np.divide(powers, total, total)
        loss = self._added_up()
        if not (np.isfinite(loss).all() if self.stacked else math.isfinite(loss)):
            loss = self._of_far_ahead()
        np.multiply(total, sign, self.one)
        np.negative(self.one, self.zero)
        return loss

    def _of_far_ahead(self) -> Any:
        """The same where powers were too large for a number: 1 is nothing beside them."""
        far = np.isinf(self.powers)
        np.copyto(self.costs, self.ahead, where=far)
        np.copyto(self.total, self.unit, where=far)
        return self._added_up()

    def _added_up(self) -> Any:
        if not self.stacked:
            return float(self.ones.dot(self.flat))
        return np.dot(self.costs, self.ones).sum(axis=0).astype(float)
