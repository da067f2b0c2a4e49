"""The time of day, which may be set anew at any moment, and ages that survive that."""

import math
import threading
import time
from collections.abc import Callable

JUMP = 1.0  # seconds by which the time of day may differ from what has passed, between two looks


class Clock:
    """Notices that the time of day is set, or that the computer has slept, beside a clock that nobody
    sets."""

    def __init__(
        self, day: Callable[[], float] = time.time, passing: Callable[[], float] = time.monotonic
    ) -> None:
        self._day, self._passing = day, passing
        self._lock = threading.Lock()
        self._offset: float | None = None  # of the time of day from that other clock
        self._moved: float | None = None  # when that was seen to change last, on the other clock

    def now(self) -> float:
        """Seconds since 1970."""
        return self._day()

    def steady(self) -> float:
        """Seconds since the time of day was seen to be set last, infinity if it never was."""
        here = self._passing()
        with self._lock:
            offset = self.now() - here
            if self._offset is not None and abs(offset - self._offset) > JUMP:
                self._moved = here
            self._offset = offset
            return math.inf if self._moved is None else here - self._moved

    def age(self, at: float) -> float:
        """Seconds since a moment that any process has noted; no more than since the clock was set last,
        so that whoever gives signs of life has the time to give another one."""
        return min(abs(self.now() - at), self.steady())


clock = Clock()  # of this process
