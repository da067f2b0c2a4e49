"""How far a race should be by now, and how long it will yet take."""

import math

LATE = 1.0  # seconds that it makes up for at once, at most: after a computer's sleep it does not rush
MEMORY = 4.0  # seconds of training after which what was measured begins to count less
SURE = 3  # updates after which what was measured counts at all
SPARE = 0.8  # of what it can do it is planned with


class Timekeeper:
    """Keeps a race to the seconds that it is to take. Time is handed in: there is no clock here.

    A share u of the time is for the share u^2 of the samples: what a class wants to see happens in the
    first updates, so the first quarter of them takes half of the time, and the very first can be
    counted. Who computes too slowly for that begins faster, so that the end is kept.
    """

    def __init__(self, total: float, seen: float) -> None:
        self.total = total  # samples that every run is to see
        self.seen = seen  # samples that they have seen, their mean
        self.duration: float | None = None  # seconds that all of it is to take
        self.share = 0.0  # of them that have gone by
        self._samples = self._busy = self._passed = 0.0  # of late
        self._updates = 0

    def passes(self, seconds: float, busy: float, seen: float, duration: float | None) -> None:
        """So many seconds of training have gone by, it was at work for so many of them, and has seen so
        many samples by now; another `duration` than before counts from there."""
        if seen > self.seen:
            self._updates += 1
        if self._updates > 1:  # the first update makes what all later ones use
            self._samples += seen - self.seen
            self._busy += busy
            self._passed += seconds
        if self._passed > MEMORY:
            self._samples, self._busy, self._passed = (
                self._samples / 2,
                self._busy / 2,
                self._passed / 2,
            )
        self.seen = seen
        if duration is not None and duration == self.duration:
            self.share = min(self.share + min(seconds, LATE) / duration, 1.0)
        else:
            self.share = math.sqrt(min(seen / self.total, 1.0))
        self.duration = duration

    def aim(self) -> float:
        """Samples that every run should have seen by now."""
        planned = self.total * self.share**2
        if self.duration is not None and self.capacity:
            rest = (1.0 - self.share) * self.duration
            planned = max(planned, self.total - SPARE * self.capacity * rest)
        return planned

    @property
    def capacity(self) -> float:
        """Samples a second that it can see, 0 as long as that is not known."""
        return self._samples / self._busy if self._updates >= SURE and self._busy > 0.0 else 0.0

    @property
    def is_idle(self) -> bool:
        """Whether it is at work for less than a tenth of the time."""
        return self._updates >= SURE and self._busy < 0.1 * self._passed

    def remaining(self, updates: float = 0.0, speed: float | None = None) -> float | None:
        """Seconds that it will yet take; where it goes by updates a second so many are left. None as
        long as nobody knows."""
        asked = 0.0
        if self.duration is not None:
            asked = (1.0 - self.share) * self.duration
        elif speed is not None:
            asked = updates / speed
        if self.capacity:
            return max(asked, (self.total - self.seen) / self.capacity)
        return asked or None
