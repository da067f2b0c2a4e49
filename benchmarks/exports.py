"""How long the files of the classic race take to be made, and its zip to be opened again: seconds of
the processor, medians."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.exports.report import report
from rnnviz.exports.tables import losses_csv, losses_parquet
from rnnviz.pretrained.recordings import PAIR
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

TIMES = 5
SEEDS = 8
STEPS = 10  # of the race from moment to moment


def tables() -> Iterator[str]:
    """One table, a row a file, of the classic race and of the same with several seeds."""
    races = {"the classic race": PAIR, f"with {SEEDS} seeds": PAIR.model_copy(update={"seeds": SEEDS})}
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for name, race in races.items() for row in _rows(Path(folder), name, race)]
    head = "| file | of | MB | median (s) | slowest (s) |\n|---|---|---|---|---|"
    yield "\n".join([head, *rows])


def _rows(folder: Path, name: str, race: Experiment) -> Iterator[str]:
    os.environ["RNNVIZ_STORE"] = str(folder / "store.sqlite")
    with closing(Store(folder / f"{race.seeds}.sqlite")) as store:
        id = store.add(race)
        _train(store, id, race)
        data = bundle(store, id)
        frames = len(store.frames(id))
        made: dict[str, Callable[[], int]] = {
            f"zip, {frames} moments": lambda: len(bundle(store, id)),
            "zip, the last moment alone": lambda: len(bundle(store, id, frames=False)),
            "CSV of all losses": lambda: len(losses_csv(store, id)),
            "Parquet of all losses": lambda: len(losses_parquet(store, id)),
            "zip, opened on another store": lambda: _opened(folder, data),
            "report": lambda: len(report(store, id)),
        }
        for what, make in made.items():
            size, spent = make(), []
            for _ in range(TIMES):
                begun = time.process_time()
                make()
                spent.append(time.process_time() - begun)
            mb, middle, most = size / 1e6, statistics.median(spent), max(spent)
            yield f"| {what} | {name} | {mb:.1f} | {middle:.2f} | {most:.2f} |"


def _train(store: Store, id: str, experiment: Experiment) -> None:
    """Train to the end, with as many moments as are kept of a race that is looked at."""
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    writer, race = FrameWriter(store, id, "w"), Race(experiment)
    writer.open(experiment.networks)
    begun = time.perf_counter()
    while race.running:
        for _ in range(STEPS):
            if race.running:
                race.step()
        frame = race.frame(time.perf_counter() - begun)
        writer.write(writer.pack(frame, race.learners), Status.RUNNING)
    writer.end(Status.FINISHED)


def _opened(folder: Path, data: bytes) -> int:
    path = folder / "other.sqlite"
    path.unlink(missing_ok=True)
    with closing(Store(path)) as other:
        open_bundle(other, data, "")
    return len(data)
