"""The losses that a loop tells of itself, on their way into the store: of many the extremes stay."""

import threading
from contextlib import suppress
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.training.curve import MOST, thin

MOST_PENDING = 1000  # tensors that wait to be read; a loop that tells more waits for the newest once
KEPT = MOST // 2  # points


class LoopLosses:
    """What was told so far: points `(2, n)`, the step of the loop and its loss."""

    def __init__(self) -> None:
        self._pending: list[tuple[int, Any]] = []
        self._read = np.empty((2, 0))
        self._lock = threading.Lock()

    def tell(self, step: int, value: Any) -> None:
        """Note a loss, a number or a tensor of one: that is read later, so that the loop need not wait
        for the device that computes it."""
        self._pending.append((step, value.detach() if hasattr(value, "detach") else value))
        if len(self._pending) >= MOST_PENDING:
            self.points()

    @property
    def has_news(self) -> bool:
        """Whether there is more than was read last."""
        return bool(self._pending)

    def points(self) -> Array:
        """All that was told, `(2, n)`; of more than there is room for those that are least or largest
        in their stretch. What is no number is left out."""
        with self._lock:
            pending, self._pending = self._pending, []
            found = []
            for step, value in pending:
                with suppress(TypeError, ValueError, RuntimeError):  # of a tensor of several numbers
                    found.append((float(step), float(value)))
            if found:
                self._read = np.concatenate([self._read, np.array(found).T], axis=1)
            while self._read.shape[1] > KEPT:
                still = np.zeros_like(self._read)
                self._read = thin(np.concatenate([self._read, still]))[:2]
            return self._read
