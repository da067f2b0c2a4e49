"""Trainings whose files are told from each other's, and what of them must stay the same."""

import json
import os
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np
from support.kept_stores import row_read

from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.exports.archive import CURVE, LOOP
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage import own_curves
from rnnviz.storage.tags import tags_of
from rnnviz.tasks import TASKS, Echo, Forecast, columns
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.race_view import Asked, look_at
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.packed_frame import unpack

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


def read_again(path) -> dict[str, object]:
    """What is read of a zip once it is opened on an empty store of its own."""
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "new.sqlite")) as store:
        before = os.environ.get("RNNVIZ_STORE", "")
        os.environ["RNNVIZ_STORE"] = str(store.path)
        try:
            opened = open_bundle(store, path, "me", path.name)
            return _read(store, opened.kind, opened.id)
        finally:
            os.environ["RNNVIZ_STORE"] = before


def _read(store: Store, kind: str, id: str) -> dict[str, object]:
    found = tags_of(store, [id]).get(id)
    tagged = {"tags": list(found)} if found else {}
    if kind == CURVE:
        (curve,) = own_curves.curves(store, (), (id,))
        told = {name: getattr(curve, name) for name in ("name", "created", "task", "per_step", "told")}
        return told | {"points": own_curves.points_of(store, id).tolist()} | tagged
    if kind == LOOP:
        with closing(LoopStore(store.path)) as loops:
            one, frames = loops.loop(id), [loops.frame(id, head.number) for head in loops.heads(id)]
            points = loops.losses(id)
            losses = {"losses": points.tolist()} if points.size else {}
            return {
                "name": one.name,
                "calls": one.calls,
                "message": str(one.message),
                "norms": [dict(frame.norms) for frame in frames],
                "hidden": [
                    float(layer.hidden.sum())
                    for frame in frames
                    for layer in unpack(frame.packed).layers.values()
                ],
                **losses,
                **tagged,
            }
    found = row_read(store, store.row(id)) | {"id": "", "newest": ""}
    return json.loads(json.dumps(found)) | tagged
