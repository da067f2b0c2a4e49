"""Trainings whose files are told from each other's, and what of them must stay the same."""

import io
import json
import zipfile

import numpy as np

from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Echo, Forecast, columns
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.race_view import Asked, look_at

PLAIN = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
WHOLE = Truncation.full()
RUNS = (Run(hidden=3, batch=20), Run(hidden=4, batch=20, cell="lstm"))


def own_column():
    """A task on a column of the reader's own, kept beside the store that RNNVIZ_STORE names."""
    return Forecast(kind="own", data=columns.keep("mine", np.sin(np.arange(200.0)).round(3)))


# each made when it is asked for: data of one's own lie beside the test's store
MADE = {
    "echo": lambda: Experiment(runs=RUNS, samples=4_000),
    "echo with seeds": lambda: Experiment(runs=RUNS, samples=2_000, seeds=3),
    "echo with a log": lambda: Experiment(
        task=Echo(length=1000), runs=(Run(hidden=3, batch=20, log=5),), samples=4_000
    ),
    "diverged": lambda: Experiment(
        runs=(
            Run(cell="relu", hidden=16, optimizer="sgd", rate=5.0, truncation=Truncation.windows(10)),
        ),
        samples=30_000,
    ),
    "addition": lambda: Experiment(
        task=TASKS["addition"](), runs=(Run(hidden=4, batch=10, truncation=WHOLE),), samples=400
    ),
    "own data": lambda: Experiment(
        task=own_column(),
        runs=(Run(hidden=3, batch=4, truncation=Truncation.windows(10)),),
        samples=800,
    ),
    "encoder-decoder": lambda: Experiment(
        task=TASKS["translate"](),
        runs=(Run(hidden=4, batch=10, truncation=WHOLE, embedding=3),),
        samples=200,
    ),
}


def trained(store: Store, experiment: Experiment, owner: str = "me", title: str = "mine") -> str:
    """Train an experiment to its end, and return its id."""
    id = store.add(experiment, title, owner)
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    Worker(store, id, "w").work()
    assert store.row(id).status == "finished", store.row(id).message
    return id


def pictures(store: Store, id: str, at: int | None = None) -> dict[str, object]:
    """All pictures that the training's page has of it."""
    row = store.row(id)
    is_echo = isinstance(row.experiment.task, Echo)
    asked = Asked("truncate" if is_echo else "tasks", id, "en", **PLAIN, at=at, batches=True)
    view = look_at(store, row, row.experiment, asked)
    drawn = (echo_pictures if is_echo else task_pictures)(view)
    return {name: piece.data for name, piece in drawn.items()}


def told(store: Store, id: str) -> dict[str, object]:
    """All that is stored of a training but whose it is, its id, and when it was looked at."""
    row = store.row(id)
    same = ("title", "created", "status", "samples", "total", "experiment", "newest", "message")
    tables = {
        table: [
            tuple(value for value in line if value != id)
            for line in store.rows(f"SELECT * FROM {table} WHERE experiment = ?", id)
        ]
        for table in ("frames", "checkpoints", "curves")
    }
    return {name: getattr(row, name) for name in same} | tables


def again(data: bytes, changed=None, extra=None, without=(), honest=True, **manifest) -> bytes:
    """A zip once more, with some members changed, added or left out; unless it is `honest` the
    manifest knows nothing of that."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        found = {name: old.read(name) for name in old.namelist() if name not in without}
    found |= changed or {}
    if honest and "manifest.json" in found:
        found["manifest.json"] = manifest_of(found, **manifest)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, content in (found | (extra or {})).items():
            new.writestr(name, content)
    return made.getvalue()


def manifest_of(members, **changed):
    """The manifest that fits to members."""
    from hashlib import sha256

    told = json.loads(members["manifest.json"]) | changed
    told["members"] = {
        name: {"size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in members.items()
        if name != "manifest.json"
    }
    return json.dumps(told).encode()


def member(data: bytes, name: str) -> bytes:
    """One member of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name)


def names(data: bytes) -> list[str]:
    """The names of all members of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.namelist()
