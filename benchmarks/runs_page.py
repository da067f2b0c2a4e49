"""How fast the page Runs is: a store with 1,000 trainings is listed, 200 of their curves are drawn."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks import runs_in_browser
from rnnviz.catalogue.courses import courses, points_each
from rnnviz.catalogue.line import lines
from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.figures.runs.drawn_line import drawn_lines
from rnnviz.figures.runs.line_words import named_floors
from rnnviz.figures.runs.overlay import ChartLook, overlay
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race
from rnnviz.ui.components.live_figure import figure_data
from rnnviz.ui.components.theme import Appearance
from rnnviz.watch.loop_store import LoopStore

TRAININGS = 1000
FRAMES = 60  # of each training
UPDATES = 60  # between two frames
DRAWN = 200
TIMES = 5
PLAIN = Appearance("en", dark=False, strong=False)


def experiment(place: int) -> Experiment:
    """One of many trainings, each with settings of its own."""
    cut = Truncation.windows(2 + place % 10)
    run = Run(hidden=4 + place // 10, batch=20, truncation=cut)
    return Experiment(task=Echo(), samples=1_000_000, runs=(run,))


def fill(store: Store, count: int = TRAININGS) -> None:
    """So many trainings with frames and curves: one that was made here, under other settings."""
    made = experiment(0)
    first = store.add(made, owner=MACHINE)
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", first)
    writer, race = FrameWriter(store, first, "w"), Race(made)
    writer.open(1)
    for at in range(FRAMES):
        for _ in range(UPDATES):
            race.step()
        writer.write(writer.pack(race.frame(float(at)), race.learners), Status.FINISHED)
    store.rows("UPDATE experiments SET worker = NULL WHERE id = ?", first)
    for place in range(1, count):
        _copy(store, first, experiment(place))


def _copy(store: Store, first: str, other: Experiment) -> None:
    id = store.add(other, owner=MACHINE)
    with store.transaction() as run:
        run(
            "UPDATE experiments SET status = 'finished', samples = of.samples FROM "
            "(SELECT samples FROM experiments WHERE id = ?) AS of WHERE id = ?",
            (first, id),
        )
        for table in ("frames", "checkpoints", "curves"):
            names = [name for _, name, *_ in run(f"PRAGMA table_info({table})")]
            rest = ", ".join(name for name in names if name != "experiment")
            run(
                f"INSERT INTO {table} (experiment, {rest}) SELECT ?, {rest} FROM {table} "
                "WHERE experiment = ?",
                (id, first),
            )


def tables() -> Iterator[str]:
    """What the core of the page takes, and the page in a browser."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        with closing(Store(path)) as store, closing(LoopStore(path)) as loops:
            fill(store)
            yield _core(store, loops)
        yield runs_in_browser.table(path, TRAININGS, DRAWN)


def _core(store: Store, loops: LoopStore) -> str:
    kinds = ("listed, for the first time", "listed again", "drawn, for the first time", "drawn again")
    taken: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for _ in range(TIMES):
        list_of = RunCatalogue(store, loops)
        for kind in kinds[:2]:
            with _timed(taken[kind]):
                found = lines(list_of.entries((MACHINE,)))
    few = found[:DRAWN]
    floors = named_floors(few)
    for turn in range(TIMES):
        with _timed(taken[kinds[2 + bool(turn)]]):
            drawn = courses(store, loops, few, points_each(len(few)))
            shown = drawn_lines(few, drawn, None, "samples")
            figure_data(overlay(shown, floors, ChartLook("samples", "nats", dark=False)), "", PLAIN)
    rows = ["| what | seconds | of the processor |", "|---|---|---|"]
    for kind, took in taken.items():
        wall, own = (statistics.median(of) for of in zip(*took, strict=True))
        count = len(found) if "listed" in kind else len(few)
        rows.append(f"| {count:,} runs {kind} | {wall:.3f} | {own:.3f} |")
    return "\n".join(rows)


@contextmanager
def _timed(into: list[tuple[float, float]]) -> Iterator[None]:
    """Notes how long a block takes, and how much of that its own process computes."""
    begun, own = time.perf_counter(), time.process_time()
    yield
    into.append((time.perf_counter() - begun, time.process_time() - own))
