"""How often somebody has done something lately, and how fast they may go on, by a name such as an
address. Kept in this process alone: several processes of one store allow as many times as much."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MOST_NAMES = 20_000  # that are remembered; the one that was heard of longest ago is forgotten first


class Tally:
    """What was done in the last so many seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, name: str) -> int:
        """How often it was done."""
        with self._lock:
            times = self._times.get(name)
            if times is None:
                return 0
            while times and times[0] <= self._clock() - self.seconds:
                times.popleft()
            if not times:
                del self._times[name]
            return len(times)

    def note(self, name: str) -> None:
        """It was done once more."""
        with self._lock:
            self._times.setdefault(name, deque()).append(self._clock())
            self._times.move_to_end(name)
            if len(self._times) > MOST_NAMES:
                self._times.popitem(last=False)

    def take(self, name: str, most: int) -> bool:
        """Do it once more, unless it was done so often; says whether it may be."""
        if self.count(name) >= most:
            return False
        self.note(name)
        return True


class Pace:
    """So many a second, and so many at once after a rest; who asks for more waits, at most so long."""

    def __init__(
        self,
        rate: float,
        at_once: float,
        longest: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rate, self.at_once, self.longest = rate, at_once, longest
        self._clock = clock
        self._free: OrderedDict[str, tuple[float, float]] = OrderedDict()  # how many, and since when

    def wait(self, name: str, cost: float = 1.0) -> float:
        """Do it once more, as something that counts so much; the seconds until it is to be done."""
        now = self._clock()
        had, since = self._free.pop(name, (self.at_once, now))
        left = min(had + (now - since) * self.rate, self.at_once) - cost
        left = max(left, -self.longest * self.rate)
        self._free[name] = left, now
        if len(self._free) > MOST_NAMES:
            self._free.popitem(last=False)
        return max(-left / self.rate, 0.0)
