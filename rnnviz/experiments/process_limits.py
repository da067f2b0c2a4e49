"""How much of the machine a worker's process may take."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import bytes_to_train

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MORE = 1.5  # times what a training is estimated to hold
# what threads, the store and a task's data map beside it
BASE = 600_000_000
NICE = 5  # below the server, whose pages are waited for


def be_nice() -> None:
    """Leave the cores to the server where both want them."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICE)


def mapped() -> int:
    """Bytes of address space of this process; 0 where nobody tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def address_space(experiment: Experiment) -> Iterator[int]:
    """Within it the process may map what it has, and what that training should need with room to
    spare; gives how many bytes more that is, 0 where there is no such limit."""
    now = mapped()
    if resource is None or not now:
        yield 0
        return
    more = BASE + int(MORE * bytes_to_train(experiment))
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + more
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (OSError, ValueError):  # a system that knows the name and keeps no such limit
        yield 0
        return
    try:
        yield more
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
