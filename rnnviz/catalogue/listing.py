"""All that an owner has trained, watched or brought, as a list; of what has not changed nothing is read
again."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rnnviz.catalogue import stored_runs
from rnnviz.catalogue.entry import Entry, EntryKind, read_task
from rnnviz.catalogue.stored_runs import StoredRow
from rnnviz.experiments.row import SWEEP
from rnnviz.experiments.store import Store
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError
from rnnviz.storage.tags import tags_of
from rnnviz.training.experiment import Experiment
from rnnviz.watch.loop_store import LoopStore

MOST_LOOPS, MOST_SWEEPS = 200, 100
MOST_READ = 10_000  # experiments that are remembered
FEW = 64  # points of the small picture of a loop or of a curve


class RunCatalogue:
    """The list of one store. Its methods raise StoreError."""

    def __init__(self, store: Store, loops: LoopStore) -> None:
        self.store, self.loops = store, loops
        self._read: dict[str, Experiment] = {}
        self._known: dict[str, tuple[StoredRow, list[Entry]]] = {}
        self._lock = threading.Lock()

    def entries(self, owners: Sequence[str], ids: Sequence[str] = ()) -> list[Entry]:
        """What some owners have, and beside it the trainings and curves of some ids, which a link
        names; the newest first."""
        found = [entry for of in self._runs(owners, ids) for entry in of]
        found += self._loops(tuple(owners))
        found += self._curves(owners, ids)
        found += self._sweeps(owners)
        tags = tags_of(self.store, {entry.id for entry in found})
        tagged = [replace(entry, tags=tags[entry.id]) if entry.id in tags else entry for entry in found]
        return sorted(tagged, key=lambda entry: -entry.created)

    def _runs(self, owners: Sequence[str], ids: Sequence[str]) -> list[list[Entry]]:
        rows = stored_runs.rows(self.store, owners, ids)
        with self._lock:
            known = self._known
            new = [row for row in rows if row.id not in known or known[row.id][0] != row]
            if len(self._read) > MOST_READ:
                self._read.clear()
            made = stored_runs.entries(self.store, new, self._read)
            for row in new:
                known[row.id] = (row, made.get(row.id, []))
            if len(known) > MOST_READ:
                self._known = {row.id: known[row.id] for row in rows}
            return [known[row.id][1] for row in rows]

    def _loops(self, owners: tuple[str, ...]) -> list[Entry]:
        found = []
        for loop in self.loops.loops(owners, MOST_LOOPS):
            losses = self.loops.losses(loop.id)
            found.append(
                Entry(
                    EntryKind.LOOP,
                    loop.id,
                    loop.name,
                    loop.created,
                    loop.status,
                    loop.owner,
                    samples=loop.calls,
                    updates=loop.calls,
                    loss=float(losses[1, -1]) if losses.shape[1] else float("nan"),
                    course=own_curves.thinned(losses, FEW),
                )
            )
        return found

    def _curves(self, owners: Sequence[str], ids: Sequence[str]) -> list[Entry]:
        found = []
        for curve in own_curves.curves(self.store, owners, ids):
            try:
                points = own_curves.points_of(self.store, curve.id)
                status = "brought"
            except StoreError:  # what is damaged says so, and the others are there
                points, status = own_curves.NO_POINTS, "damaged"
            found.append(
                Entry(
                    EntryKind.CURVE,
                    curve.id,
                    curve.name,
                    curve.created,
                    status,
                    curve.owner,
                    task=read_task(curve.task),
                    samples=int(points[0, -1]) * curve.per_step if points.shape[1] else 0,
                    updates=int(points[0, -1]) if points.shape[1] else 0,
                    loss=float(points[1, -1]) if points.shape[1] else float("nan"),
                    course=own_curves.thinned(points, FEW),
                    per_step=curve.per_step,
                )
            )
        return found

    def _sweeps(self, owners: Sequence[str]) -> list[Entry]:
        asked = (
            "SELECT id, title, created, status, owner, json_extract(sweep, '$.x.setting'), "
            "json_extract(sweep, '$.y.setting') FROM experiments JOIN sweeps USING (id) "
            f"WHERE kind = '{SWEEP}' AND owner IN (SELECT value FROM json_each(?)) "
            "ORDER BY number DESC LIMIT ?"
        )
        found = self.store.rows(asked, json.dumps(list(owners)), MOST_SWEEPS)
        return [
            Entry(EntryKind.SWEEP, id, title, created, status, owner, axes=(str(x), str(y)))
            for id, title, created, status, owner, x, y in found
        ]


def by_word(entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """The newest entry of each word, and of each lasting one."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.word, entry)
        found.setdefault(entry.lasting, entry)
    return found
