"""What a worker asks of its machine: how soon it trains, and how much memory it takes."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import Stop
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment

STARTS = 7
SECONDS = 5.0  # that a worker trains before its memory is read
SHAPES = ((5, 4), (10, 16), (20, 64))  # window T, hidden units H


def tables() -> Iterator[str]:
    """Seconds to the first heartbeat and to the first frame, and the most memory that it took."""
    lines = [
        "| window T, hidden H | to the first heartbeat (s) | to the first frame (s) "
        "| memory at most (MB) |",
        "|---|---|---|---|",
    ]
    for steps, hidden in SHAPES:
        found = [_one(steps, hidden, SECONDS if start == 0 else 0.0) for start in range(STARTS)]
        beat, frame, _ = (statistics.median(column) for column in zip(*found, strict=True))
        lines.append(f"| T={steps}, H={hidden} | {beat:.2f} | {frame:.2f} | {found[0][2]:.0f} |")
    yield "\n".join(lines)


def _one(steps: int, hidden: int, train: float) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as folder:
        store = Store(Path(folder) / "store.db")
        run = Run(hidden=hidden, truncation=Truncation.windows(steps))
        id = store.add(Experiment(samples=10**10, runs=(run,)))
        begun = time.perf_counter()
        supervisor.start(id, store)
        while store.row(id).status == Status.QUEUED:
            time.sleep(0.002)
        beat = time.perf_counter() - begun
        while store.last_frame(id) is None:
            time.sleep(0.002)
        frame = time.perf_counter() - begun
        time.sleep(train)
        memory = _most_memory(store.row(id).pid or 0)
        store.command(id, Stop())
        while store.row(id).worker is not None:
            time.sleep(0.02)
    return beat, frame, memory


def _most_memory(pid: int) -> float:
    """The most resident memory of a process so far, in MB, as Linux counts it; NaN elsewhere."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1e3
    except OSError:
        return float("nan")
