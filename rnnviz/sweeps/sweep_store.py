"""Sweeps in the store: as rows beside experiments, whose queue and workers they share, and their runs'
results, as a page polls them."""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from rnnviz.experiments.row import SWEEP, Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.nn.cells.base import Array
from rnnviz.storage.checksums import checksum_of_text, unchanged
from rnnviz.storage.clock import clock
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.result import Result, floors_of
from rnnviz.sweeps.training import CellRun
from rnnviz.text.message import Message
from rnnviz.text.written import one_line
from rnnviz.training.experiment import MOST_SAMPLES, refusal

LONGEST_TITLE = 60  # letters
RUNS = "SELECT cell, seed, samples, loss, diverged, seconds, checksum FROM sweep_runs WHERE sweep = ?"


class Progress(NamedTuple):
    """How far a sweep is."""

    status: Status
    message: Message  # what is said about it
    done: int  # runs
    failed: int  # cells that are marked
    total: int  # runs
    seconds: float  # that it has been trained for
    remaining: float | None  # seconds that it will yet take, None where nobody knows
    version: int  # another one as soon as there is another result


@dataclass(frozen=True)
class Results:
    """What there is of a sweep's map: arrays `(panel, y, x)`, NaN where there is no run yet."""

    version: int
    share: Array  # of what can be learned, the mean over the seeds that are there
    loss: Array  # nats, likewise, of those that did not diverge
    diverged: Array  # the share of the seeds that did
    seeds: Array  # how many are there
    failed: Mapping[int, Message]  # cells that could not be trained, by number, and why
    cells: Mapping[int, Result]  # by number; the seeds that are there, in their order


class SweepStore:
    """The sweeps of a store. Every method raises StoreError where the file is locked, damaged,
    read-only or its disk full, and for a sweep that is not there."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read: dict[str, Results] = {}  # the newest of each

    def add(self, sweep: Sweep, owner: str = "") -> str:
        """Enter a sweep, as queued, and return its id."""
        id, now = secrets.token_hex(4), clock.now()
        first, settings = sweep.cells[0].experiment.to_json(), sweep.to_json()
        with self.store.transaction() as run:
            run(
                "INSERT INTO experiments (id, title, created, experiment, checksum, digest, "
                "status, said, total, queued, owner, used, kind) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?)",
                (
                    *(id, one_line(sweep.title, LONGEST_TITLE), now),
                    # what the queue asks of an experiment: how large one training is
                    *(first, checksum_of_text(first), sweep.digest, Status.QUEUED),
                    *(sweep.runs * sweep.samples, now, owner, now, SWEEP),
                ),
            )
            run(
                "INSERT INTO sweeps (id, sweep, checksum) VALUES (?, ?, ?)",
                (id, settings, checksum_of_text(settings)),
            )
        return id

    def sweep(self, id: str) -> Sweep:
        """The sweep of that id."""
        found = self.store.rows("SELECT sweep, checksum FROM sweeps WHERE id = ?", id)
        if not found:
            raise StoreError("There is no sweep {id} (any more).", kind=ErrorKind.MISSING, id=id)
        text, written = found[0]
        return _sweep(unchanged(text, written, Message("A stored sweep")))

    def row(self, id: str) -> Row:
        """How it stands in the queue, and whose it is."""
        self.sweep(id)
        return self.store.row(id)

    def newest_of(self, owners: Sequence[str], most: int) -> list[str]:
        """The ids of the newest sweeps of some owners, at most so many, the newest first."""
        marks = ", ".join("?" * len(owners))
        asked = f"SELECT id FROM experiments WHERE kind = ? AND owner IN ({marks}) ORDER BY number DESC"
        return [id for (id,) in self.store.rows(f"{asked} LIMIT ?", SWEEP, *owners, most)]

    def newest(self, sweep: Sweep, owner: str | None = None) -> str | None:
        """The id of the newest sweep with the same numbers, of anybody's or of one owner's."""
        found = self.store.rows(
            "SELECT id FROM experiments WHERE kind = ? AND digest = ? AND (? IS NULL OR owner = ?) "
            "ORDER BY number DESC LIMIT 1",
            *(SWEEP, sweep.digest, owner, owner),
        )
        return found[0][0] if found else None

    # -- what has come of it

    def progress(self, id: str) -> Progress:
        """How far it is; cheap."""
        with self.store.reading() as run:
            row, sweep = self.row(id), self.sweep(id)
            ((seconds, version),) = run(
                "SELECT seconds, changes FROM sweeps WHERE id = ?", (id,)
            ).fetchall()
            ((failed,),) = run(
                "SELECT count(*) FROM sweep_cells WHERE sweep = ? AND failed > ''", (id,)
            ).fetchall()
            ((done,),) = run(
                "SELECT count(*) FROM sweep_runs AS runs WHERE sweep = ? AND samples >= coalesce("
                "(SELECT samples FROM sweep_cells WHERE sweep = runs.sweep AND cell = runs.cell), 0)",
                (id,),
            ).fetchall()
        remaining = row.remaining if row.status == Status.RUNNING else None
        return Progress(row.status, row.message, done, failed, sweep.runs, seconds, remaining, version)

    def results(self, id: str) -> Results:
        """What there is of its map; as before where nothing has come since."""
        with self.store.reading() as run:
            found = run("SELECT changes FROM sweeps WHERE id = ?", (id,)).fetchone()
            before = self._read.get(id)
            if found and before and before.version == found[0]:
                return before
            sweep = self.sweep(id)
            rows = [
                (cell, *of)
                for cell, _, *of in _whole(run(f"{RUNS} ORDER BY cell, seed", (id,)).fetchall())
            ]
            failed = run(
                "SELECT cell, failed FROM sweep_cells WHERE sweep = ? AND failed > ''", (id,)
            ).fetchall()
        made = results_of(
            sweep, rows, {cell: Message.from_json(text) for cell, text in failed}, found[0]
        )
        self._read = {id: made}
        return made

    def missing(self, id: str) -> Iterator[CellRun]:
        """The runs that are yet to be trained, in the order in which they are wanted."""
        sweep = self.sweep(id)
        there = {(cell, seed): samples for cell, seed, samples, *_ in _whole(self.store.rows(RUNS, id))}
        wanted: dict[int, int] = {}
        failed: set[int] = set()
        for cell, samples, text in self.store.rows(
            "SELECT cell, samples, failed FROM sweep_cells WHERE sweep = ?", id
        ):
            wanted[cell] = samples or sweep.samples
            if text:
                failed.add(cell)
        for run in coarse_first(sweep):
            samples = wanted.get(run.cell, sweep.samples)
            if run.cell not in failed and there.get((run.cell, run.seed), 0) < samples:
                yield run._replace(samples=samples)

    def ask_for_more(self, id: str, cells: Sequence[int], samples: int) -> None:
        """Have some cells see so many samples in all, if that is more than they are to see; those that
        have failed are tried again. They are trained when the sweep goes on."""
        sweep = self.sweep(id)
        samples = min(samples, MOST_SAMPLES)
        with self.store.transaction() as run:
            for cell in cells:
                if cell not in range(sweep.size):
                    raise StoreError(
                        "The sweep has no cell {cell}; it has {count:,}.",
                        kind=ErrorKind.MISSING,
                        cell=cell,
                        count=sweep.size,
                    )
                run(
                    "INSERT INTO sweep_cells (sweep, cell, samples) VALUES (?, ?, ?) ON CONFLICT DO "
                    "UPDATE SET samples = max(coalesce(samples, 0), excluded.samples), failed = ''",
                    (id, cell, max(samples, sweep.samples)),
                )
            run("UPDATE sweeps SET changes = changes + 1 WHERE id = ?", (id,))


def _whole(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Runs as they were written, without damaged ones, which are missing and trained again."""
    return [tuple(of) for *of, written in rows if written in (None, checksum_of_run(*of))]


def checksum_of_run(
    cell: int, seed: int, samples: int, loss: float | None, diverged: bool, seconds: float
) -> bytes:
    """The checksum of what came of a run."""
    lost = None if loss is None else float(loss)
    return checksum_of_text(
        repr((int(cell), int(seed), int(samples), lost, int(diverged), float(seconds)))
    )


@lru_cache(maxsize=64)
def _sweep(text: str) -> Sweep:
    try:
        return Sweep.from_json(text)
    except ValidationError as error:
        raise StoreError(
            "A stored sweep makes no sense to this rnnviz: {error}",
            kind=ErrorKind.FOREIGN,
            error=refusal(error, Sweep, Message("sweep")).message,
        ) from error


def results_of(
    sweep: Sweep, rows: Sequence[Any], failed: Mapping[int, Message], version: int = 0
) -> Results:
    """A map from the runs that are there: of each its cell, samples, loss (None if it diverged),
    whether it diverged, and its seconds, cell by cell in the order of seeds."""
    by_cell: dict[int, list[Any]] = {}
    for cell, *of in rows:
        by_cell.setdefault(cell, []).append(of)
    cells = {number: _result(sweep, number, of) for number, of in by_cell.items()}
    arrays = {name: np.full(sweep.shape, math.nan) for name in ("share", "loss", "diverged")}
    seeds = np.zeros(sweep.shape, int)
    for number, result in cells.items():
        arrays["share"].flat[number] = result.share
        arrays["loss"].flat[number] = result.loss
        arrays["diverged"].flat[number] = result.share_diverged
        seeds.flat[number] = len(result.losses)
    return Results(version, **arrays, seeds=seeds, failed=failed, cells=cells)


def _result(sweep: Sweep, number: int, of: list[Any]) -> Result:
    return Result(
        samples=min(samples for samples, *_ in of),
        losses=tuple(math.nan if loss is None else loss for _, loss, _, _ in of),
        diverged=tuple(bool(gone) for _, _, gone, _ in of),
        seconds=sum(seconds for *_, seconds in of),
        floors=floors_of(sweep.cells[number].experiment.task),
    )
