"""How well a race keeps to the time that it is asked to take, how right the time is that it says is
left, and how soon it is seen to pause.

What is left can be known where nothing else comes or goes on the machine meanwhile.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import FULL, ChangeDuration, Command, Pace, Pause, Resume, Stop
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.pretrained.recordings import PAIR
from rnnviz.training.experiment import Experiment

LONG = PAIR.model_copy(update={"samples": 40_000_000})
LONGER = PAIR.model_copy(update={"samples": 160_000_000})
ASKED: dict[str, tuple[Experiment, Pace]] = {
    "the classic pair, 5 s": (PAIR, ChangeDuration(5.0)),
    "the classic pair, 15 s": (PAIR, ChangeDuration(15.0)),
    "the classic pair, 1 minute": (PAIR, ChangeDuration(60.0)),
    "20 times as long, 15 s": (LONG, ChangeDuration(15.0)),
    "20 times as long, as fast as it can": (LONG, FULL),
    "80 times as long, as fast as it can": (LONGER, FULL),
}
LOOK = 0.05  # seconds between two looks
PAUSES = 20
OFTEN = 0.002  # seconds between two looks for what comes at once
SOON = 1.0  # seconds after which the time that is left counts as said


def tables() -> Iterator[str]:
    """Seconds that races took, and how far off what was said to be left was, at worst."""
    lines = [
        "| race, and what it is asked to take | took (s) | time left, off by at most (s) | frames |",
        "|---|---|---|---|",
    ]
    for name, (experiment, pace) in ASKED.items():
        took, off, frames = _one(experiment, pace)
        lines.append(f"| {name} | {took:.1f} | {off:.1f} | {frames} |")
    yield "\n".join(lines)
    yield _pauses()


def _pauses() -> str:
    """From the command to the status in the store, and back."""
    seen: dict[str, list[float]] = {"Pause": [], "Resume": []}
    with _begun(LONGER, FULL) as (store, id):
        for _ in range(PAUSES):
            time.sleep(5 * LOOK)
            seen["Pause"].append(_until(store, id, Pause(), Status.PAUSED))
            seen["Resume"].append(_until(store, id, Resume(), Status.RUNNING))
    lines = [f"| at full speed, {PAUSES} times | seen after (ms) | slowest (ms) |", "|---|---|---|"]
    for name, waits in seen.items():
        lines.append(f"| {name} | {1000 * statistics.median(waits):.0f} | {1000 * max(waits):.0f} |")
    return "\n".join(lines)


def _until(store: Store, id: str, command: Command, status: Status) -> float:
    """Seconds."""
    before = time.perf_counter()
    store.command(id, command)
    while store.row(id).status != status:
        time.sleep(OFTEN)
    return time.perf_counter() - before


def _one(experiment: Experiment, pace: Pace) -> tuple[float, float, int]:
    with _begun(experiment, pace) as (store, id):
        begun, said = time.perf_counter(), []
        while (row := store.row(id)).status == Status.RUNNING:
            if row.remaining is not None:
                said.append((time.perf_counter() - begun, row.remaining))
            time.sleep(LOOK)
        took, frames = time.perf_counter() - begun, len(store.frames(id))
    return took, max((abs(took - at - left) for at, left in said if at > SOON), default=0.0), frames


@contextmanager
def _begun(experiment: Experiment, pace: Pace) -> Iterator[tuple[Store, str]]:
    """A race that runs, ended with the block, in a store of its own."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as folder:
        store = Store(Path(folder) / "store.db")
        id = store.add(experiment)
        store.command(id, pace)
        supervisor.start(id, store)
        while store.row(id).status == Status.QUEUED:
            time.sleep(OFTEN)
        yield store, id
        store.command(id, Stop())
        while store.row(id).status in (Status.RUNNING, Status.PAUSED):
            time.sleep(OFTEN)
        store.close()
