"""All that an owner has trained, watched or brought, as a list; of what has not changed nothing is read
again."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rnnviz.catalogue import stored_runs
from rnnviz.catalogue.all_lines import AllLines
from rnnviz.catalogue.entry import Entry, EntryKind, read_task
from rnnviz.experiments.row import SWEEP
from rnnviz.experiments.store import Store
from rnnviz.storage import own_curves
from rnnviz.storage.clock import clock
from rnnviz.storage.database import StoreError
from rnnviz.storage.own_curves import OwnCurve
from rnnviz.storage.tags import tags_of
from rnnviz.training.experiment import Experiment
from rnnviz.training.settled import come_to
from rnnviz.watch.loop_store import Loop, LoopStore

MOST_LOOPS, MOST_SWEEPS = 200, 100
MOST_READ = 10_000  # experiments that are remembered
MOST_LISTS = 16  # of several readers, that are remembered as lines
FEW = 64  # points of the small picture of a loop or of a curve


class RunCatalogue:
    """The list of one store. Its methods raise StoreError."""

    def __init__(self, store: Store, loops: LoopStore) -> None:
        self.store, self.loops = store, loops
        self._read: dict[str, Experiment] = {}
        self._known: dict[str, tuple[Hashable, list[Entry]]] = {}  # by ids, and what they were made of
        self._tagged: dict[tuple[str, int, int], tuple[Entry, Entry]] = {}
        self._lists: OrderedDict[tuple[int, ...], AllLines] = OrderedDict()
        self._lock = threading.Lock()

    def lines(self, entries: Sequence[Entry]) -> AllLines:
        """The lines of some entries; the same ones as before of the same entries."""
        key = tuple(map(id, entries))
        with self._lock:
            found = self._lists.pop(key, None) or AllLines(entries)
            self._lists[key] = found
            while len(self._lists) > MOST_LISTS:
                self._lists.popitem(last=False)
        return found

    def entries(self, owners: Sequence[str], ids: Sequence[str] = ()) -> list[Entry]:
        """What some owners have, and beside it the trainings and curves of some ids, which a link
        names; the newest first. What has not changed is the same entry as before."""
        found = [entry for of in self._runs(owners, ids) for entry in of]
        found += self._loops(tuple(owners))
        found += self._curves(owners, ids)
        found += self._sweeps(owners)
        tags = tags_of(self.store, {entry.id for entry in found})
        with self._lock:
            tagged = [self._with_tags(entry, tags.get(entry.id, ())) for entry in found]
        return sorted(tagged, key=lambda entry: -entry.created)

    def _with_tags(self, entry: Entry, tags: tuple[str, ...]) -> Entry:
        if not tags:
            return entry
        key = entry.id, entry.place, entry.seed
        before, made = self._tagged.get(key, (None, None))
        if made is None or before is not entry or made.tags != tags:
            made = replace(entry, tags=tags)
            if len(self._tagged) > MOST_READ:
                self._tagged.clear()
            self._tagged[key] = (entry, made)
        return made

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
            found = [known[row.id][1] for row in rows]
            if len(known) > MOST_READ:
                self._known = {row.id: known[row.id] for row in rows}
            return found

    def _once(self, id: str, of: Hashable, make: Callable[[], Entry]) -> Entry:
        """The entry that was made before of the same, or another one."""
        with self._lock:
            if id not in self._known or self._known[id][0] != of:
                self._known[id] = (of, [make()])
            return self._known[id][1][0]

    def _loops(self, owners: tuple[str, ...]) -> list[Entry]:
        found = self.loops.loops(owners, MOST_LOOPS)
        told = self.loops.stamps_of_losses([loop.id for loop in found])
        return [
            self._once(loop.id, (loop, loop.status, told.get(loop.id)), partial(self._loop, loop))
            for loop in found
        ]

    def _loop(self, loop: Loop) -> Entry:
        losses = self.loops.losses(loop.id)
        return Entry(
            EntryKind.LOOP,
            loop.id,
            loop.name,
            loop.created,
            loop.status,
            loop.owner,
            samples=loop.calls,
            updates=loop.calls,
            loss=come_to(losses[1]),
            course=own_curves.thinned(losses, FEW),
        )

    def _curves(self, owners: Sequence[str], ids: Sequence[str]) -> list[Entry]:
        # their points never change; but looking at one is noted, so that it does not age
        hour = clock.now() // own_curves.TOUCHED
        return [
            self._once(curve.id, (curve, hour), partial(self._curve, curve))
            for curve in own_curves.curves(self.store, owners, ids)
        ]

    def _curve(self, curve: OwnCurve) -> Entry:
        try:
            points = own_curves.points_of(self.store, curve.id)
            status = "brought"
        except StoreError:  # what is damaged says so, and the others are there
            points, status = own_curves.NO_POINTS, "damaged"
        return Entry(
            EntryKind.CURVE,
            curve.id,
            curve.name,
            curve.created,
            status,
            curve.owner,
            task=read_task(curve.task),
            samples=int(points[0, -1]) * curve.per_step if points.shape[1] else 0,
            updates=int(points[0, -1]) if points.shape[1] else 0,
            loss=come_to(points[1]),
            course=own_curves.thinned(points, FEW),
            per_step=curve.per_step,
        )

    def _sweeps(self, owners: Sequence[str]) -> list[Entry]:
        asked = (
            "SELECT id, title, created, status, owner, json_extract(sweep, '$.x.setting'), "
            "json_extract(sweep, '$.y.setting') FROM experiments JOIN sweeps USING (id) "
            f"WHERE kind = '{SWEEP}' AND owner IN (SELECT value FROM json_each(?)) "
            "ORDER BY number DESC LIMIT ?"
        )
        found = self.store.rows(asked, json.dumps(list(owners)), MOST_SWEEPS)
        return [self._once(id, tuple(of), partial(_map, id, *of)) for id, *of in found]


def _map(id: str, title: str, created: float, status: str, owner: str, x: object, y: object) -> Entry:
    return Entry(EntryKind.SWEEP, id, title, created, status, owner, axes=(str(x), str(y)))


def by_word(entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """The newest entry of each word, and of each lasting one."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.word, entry)
        found.setdefault(entry.lasting, entry)
    return found
