"""Taking a sweep out of the store so that it can be put back as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rnnviz.experiments.row import SWEEP
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store

# the tables that a sweep has rows in, by the column that names it; those first that others refer to
TABLES = (
    *(("experiments", "id"), ("sweeps", "id"), ("sweep_cells", "sweep"), ("sweep_runs", "sweep")),
    ("tags", "id"),
)
AT_REST = (Status.FINISHED, Status.STOPPED, Status.DIED, Status.PAUSED)


@dataclass(frozen=True)
class RemovedSweep:
    """All that the store held of a sweep."""

    id: str
    rows: tuple[tuple[str, tuple[str, ...], tuple[tuple[Any, ...], ...]], ...]  # table, columns, rows


def take_out(store: Store, id: str, owner: str) -> RemovedSweep | None:
    """Remove an owner's sweep that rests, and return what it was; None if it is none, or is at work.
    Raises StoreError."""
    with store.transaction() as run:
        found = run(
            "SELECT status, worker FROM experiments WHERE id = ? AND owner = ? AND kind = ?",
            (id, owner, SWEEP),
        ).fetchone()
        if found is None or Status(found[0]) not in AT_REST or found[1] is not None:
            return None
        kept = RemovedSweep(id, tuple(_held(run, table, column, id) for table, column in TABLES))
    return kept if store.remove(id, owner) else None


def _held(
    run: Any, table: str, column: str, id: str
) -> tuple[str, tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    found = run(f"SELECT * FROM {table} WHERE {column} = ?", (id,))
    return table, tuple(one[0] for one in found.description), tuple(map(tuple, found.fetchall()))


def put_back(store: Store, removed: RemovedSweep) -> None:
    """Enter a sweep again that was taken out; nothing where it is there. Raises StoreError."""
    with store.transaction() as run:
        if run("SELECT 1 FROM experiments WHERE id = ?", (removed.id,)).fetchone():
            return
        for table, columns, rows in removed.rows:
            _enter(run, table, columns, rows)


def _enter(run: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    # its place in the order of all may be another's by now
    kept = [place for place, name in enumerate(columns) if name != "number"]
    names, marks = ", ".join(columns[place] for place in kept), ", ".join("?" * len(kept))
    for row in rows:
        run(f"INSERT INTO {table} ({names}) VALUES ({marks})", [row[place] for place in kept])
