"""What came of a fault that was made: so many times tried, so many times held."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
NOBODY = 65534  # the usual number of the user who owns nothing


@dataclass
class Outcome:
    """One line of the table."""

    fault: str
    wanted: str  # what must hold
    tried: int = 0
    held: int = 0
    figures: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # what did not hold, a sentence each
    left_out: str = ""  # why it could not be tried here
    seconds: float = 0.0

    def note(self, holds: bool, sentence: str = "") -> bool:
        """One try, and whether it held; if not, the sentence says what was."""
        self.tried += 1
        self.held += bool(holds)
        if not holds and sentence not in self.broken:
            self.broken.append(sentence)
        return holds

    @property
    def is_well(self) -> bool:
        """Whether everything held."""
        return self.held == self.tried and not self.broken


@dataclass(frozen=True)
class Part:
    """One kind of fault; `count` is how often it is made if nobody says otherwise."""

    word: str
    count: int
    make: Callable[[int], Iterator[Outcome]]


@contextmanager
def timed(outcome: Outcome) -> Iterator[Outcome]:
    """The same, with how long it took."""
    begun = time.monotonic()
    try:
        yield outcome
    finally:
        outcome.seconds += time.monotonic() - begun


def until(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """The first true value of a condition; raises TimeoutError if there is none in time."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError("It did not happen in time.")
        time.sleep(0.005)
    return found


@contextmanager
def nobody() -> Iterator[None]:
    """As somebody whom the system may refuse: to root nothing is read-only."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
