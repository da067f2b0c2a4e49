"""Experiments that workers train while faults are made, and whether their numbers are those of one that
nobody disturbed."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

import numpy as np

from faults.outcome import until
from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import Pause
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame
from rnnviz.training.race import Race

LONG = 10**9  # samples: more than anybody waits for
# an endless stream, padded examples, one answer to a sequence, an encoder and a decoder
KINDS = ("echo", "labelling", "sentiment", "translate", "hello", "addition")


def experiment(number: int, samples: int = LONG) -> Experiment:
    """One of several kinds, each with numbers of its own."""
    name = KINDS[number % len(KINDS)]
    usual = {"batch": 8} | dict(TASKS[name].usual) | {"hidden": 5}
    cell = ("tanh", "lstm", "gru", "gru_before")[number % 4]
    try:
        runs = (Run(**usual), Run(**usual | {"cell": cell, "hidden": 4}))
    except ValueError:  # what is usual for a task may not go with every cell
        runs = (Run(**usual), Run(**usual | {"hidden": 4}))
    seeds = 2 if number % 4 == 3 else 1
    return Experiment(task=TASKS[name](), seed=number, seeds=seeds, samples=samples, runs=runs)


@contextmanager
def store_of_its_own(folder: Path | None = None, name: str = "store.db") -> Iterator[Store]:
    """A store, with as many cores as anybody wants; its workers end with the block."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-faults-", dir=folder) as own:
        store = Store(Path(own) / name)
        with mock.patch.object(supervisor, "cores", return_value=99):
            try:
                yield store
            finally:
                end_all(store)
                store.close()


def end_all(store: Store) -> None:
    """End every worker of a store, and wait until those that this process has started have gone."""
    pids = {row.pid for row in store.experiments() if row.pid and row.worker is not None}
    for pid in pids:
        kill(pid)
    for row in store.experiments():
        store.remove(row.id)
    for pid in pids & supervisor._children.keys():
        supervisor._children.pop(pid).wait(20)


def kill(pid: int) -> None:
    """As the system does when memory is short, without a warning."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def begin(store: Store, asked: Experiment) -> str:
    """Enter an experiment and give it a worker."""
    id = store.add(asked)
    supervisor.start(id, store)
    return id


def updates(store: Store, id: str) -> int:
    """How many updates of its first run are stored."""
    frame = store.last_frame(id)
    return frame.runs[0].updates if frame else 0


def wait_for_more(store: Store, id: str, more: int = 1) -> int:
    """Wait until so many more updates are stored; returns how many there are then."""
    before = updates(store, id)
    return until(lambda: (now := updates(store, id)) >= before + more and now)


def wait_for_death(store: Store, id: str, seconds: float = 30.0) -> None:
    """Look after the store until an experiment counts as dead."""

    def is_dead() -> bool:
        supervisor.tend(store)
        return store.row(id).status == Status.DIED

    until(is_dead, seconds)


def wait_for(store: Store, id: str, *statuses: Status) -> Row:
    """Wait until an experiment stands at one of these."""
    return until(lambda: (row := store.row(id)).status in statuses and row)  # type: ignore[return-value]


def paused(store: Store, id: str) -> Frame:
    """Its last frame, once it stands still."""
    store.command(id, Pause())
    wait_for(store, id, Status.PAUSED, Status.FINISHED)
    frame = store.last_frame(id)
    assert frame is not None
    return frame


def differences(frame: Frame, asked: Experiment) -> list[str]:
    """What of a frame is not, bit for bit, what an uninterrupted training has after as many updates."""
    wanted = [one.updates for one in frame.states]
    found = []
    for place, (theirs, mine) in enumerate(zip(frame.states, _after(asked, wanted), strict=True)):
        which = f"run {place // asked.seeds + 1}" + f", seed {theirs.seed}" * (asked.seeds > 1)
        if mine is None:
            found.append(f"{which} has {theirs.updates} updates, to which none comes")
            continue
        for name, value in mine.items():
            if not np.array_equal(value, theirs.parameters[name]):
                found.append(f"{which}: {name} after {theirs.updates} updates")
    return found


def _after(asked: Experiment, updates: list[int]) -> list[dict[str, Array] | None]:
    """The parameters of each seed of each run after so many updates of it, in lockstep: what is trained
    together may be rounded so."""
    race = Race(asked)
    made: list[dict[str, Array] | None] = [None] * len(updates)
    while True:
        for place, learner in enumerate(race.learners):
            if learner.optimizer.updates == updates[place] and made[place] is None:
                made[place] = learner.checkpoint()["parameters"]
        if not race.running or None not in made:
            return made
        race.step()
