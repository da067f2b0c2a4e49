"""A store as a server has it after a while: a run of every task and cell, a watched loop, a network
from a file, a lecture that is held."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from faults.foreign import opened, watched
from rnnviz.experiments import repository, supervisor, ticker
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.ready import READY
from rnnviz.nn.cells import CELLS
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

UPDATES = 2
CODE = "FUZZ2"


@contextmanager
def prepared(folder: Path, cells: bool = True) -> Iterator[dict[str, str]]:
    """A process that uses such a store in a folder and starts no workers; gives the word of each
    network in the address by what it is a run of, or where it comes from."""
    folder.mkdir(parents=True, exist_ok=True)
    environ = {"RNNVIZ_STORE": str(folder / "store.db"), "HOME": str(folder)}
    with (
        mock.patch.dict(os.environ, environ),
        mock.patch.object(ticker, "start"),
        mock.patch.object(supervisor, "start"),
    ):
        store = Store()
        found = {name: _run(store, name, made) for name, made in _experiments(cells).items()}
        with mock.patch.object(live_session.secrets, "choice", _letters()):
            live_session.begin(store, next(iter(READY.values())))
        found |= {"loop": watched(store.path), "file": opened(store)}
        store.close()
        yield found


def _letters() -> mock.Mock:
    return mock.Mock(side_effect=list(CODE))


def _experiments(cells: bool) -> dict[str, Experiment]:
    """Of every task its usual run, one with several seeds, of every cell one of the task that has the
    smallest."""
    made = {}
    for name, task in TASKS.items():
        usual = {"batch": 2} | dict(task.usual) | {"hidden": 4}
        made[name] = Experiment(task=task(), runs=(Run(**usual),), samples=task.samples)
    made["seeds"] = made["echo"].model_copy(update={"seeds": 4})
    for cell in CELLS if cells else ():
        for name in ("echo", "hello", "sentiment", "translate"):
            usual = {"batch": 2} | dict(TASKS[name].usual) | {"hidden": 3, "cell": cell}
            try:
                run = Run(**usual)
                made[f"{name} {cell}"] = Experiment(task=TASKS[name](), runs=(run,), samples=10_000)
            except ValueError:
                continue  # not every task takes every cell
    return made


def _run(store: Store, name: str, experiment: Experiment) -> str:
    """Train an experiment for some updates, under an id that is the same in every process."""
    id = hashlib.sha256(name.encode()).hexdigest()[:8]
    with mock.patch.object(repository.secrets, "token_hex", return_value=id):
        store.add(experiment)
    store.rows("UPDATE experiments SET worker = 'fuzz' WHERE id = ?", id)
    race, writer = Race(experiment), FrameWriter(store, id, "fuzz")
    writer.open(experiment.networks)
    for _ in range(UPDATES):
        race.step()
    writer.write(writer.pack(race.frame(1.0), race.learners), Status.PAUSED)
    store.rows("UPDATE experiments SET worker = NULL WHERE id = ?", id)
    return f"run.{id}.1"
