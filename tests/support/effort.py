"""What something may cost: the processor's time, which nobody else's work makes longer."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from support.waiting import until

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def cpu_at_most(seconds: float, what: object = "") -> Iterator[None]:
    """Fails if this thread computes for longer within the block."""
    begun = time.thread_time()
    yield
    spent = time.thread_time() - begun
    assert spent < seconds, f"{spent:.3f} s of computing, allowed are {seconds}: {what}"


def cpu_of(pid: int) -> float:
    """The seconds which a process and all its threads have computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def cpu_until(pid: int, condition: Callable[[], object]) -> float:
    """The seconds which a process computes until a condition is true, or until it has ended before."""
    begun = last = cpu_of(pid)

    def is_true():
        nonlocal last
        with suppress(FileNotFoundError, ProcessLookupError):
            last = cpu_of(pid)
        return condition()

    until(is_true)
    return last - begun
