"""What can be done with chosen lines: other names, tags, going on, copies, removing and having back."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.catalogue.line import RunLine
from rnnviz.experiments import admission, supervisor
from rnnviz.experiments.own_copy import copy_rows
from rnnviz.experiments.repository import LONGEST_TITLE
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.storage import own_curves, removal
from rnnviz.storage.clock import clock
from rnnviz.storage.own_curves import LONGEST_NAME
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStore

TABLES = {EntryKind.RUN: "experiments", EntryKind.LOOP: "loops", EntryKind.CURVE: "own_curves"}
RESTING = (Status.PAUSED, Status.STOPPED, Status.DIED)


@dataclass
class Removed:
    """What was removed together, by the tables that it stands in."""

    ids: dict[str, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many things that was."""
        return sum(map(len, self.ids.values()))


def of_lines(lines: Iterable[RunLine], owners: Sequence[str]) -> list[Entry]:
    """One entry for each training, loop and curve of some owners' that some lines come from."""
    found: dict[str, Entry] = {}
    for line in lines:
        for entry in line.entries:
            if entry.owner in owners and entry.kind in TABLES:
                found.setdefault(entry.id, entry)
    return list(found.values())


def rename(store: Store, loops: LoopStore, entry: Entry, name: str, owners: Sequence[str]) -> bool:
    """Call a training, a loop or a curve otherwise; returns whether it was one of these owners'. Raises
    StoreError."""
    if entry.kind == EntryKind.RUN:
        return entry.owner in owners and store.rename(entry.id, name, entry.owner)
    if entry.kind == EntryKind.LOOP:
        return loops.rename_loop(entry.id, name, tuple(owners))
    return entry.kind == EntryKind.CURVE and own_curves.rename(store, entry.id, name, owners)


def may_resume(entry: Entry) -> bool:
    """Whether a training rests that has not come to its end."""
    return entry.kind == EntryKind.RUN and entry.status in RESTING


def resume(store: Store, entries: Iterable[Entry]) -> int:
    """Have trainings go on; returns how many do. Raises Refusal at the first that is not admitted, and
    StoreError."""
    count = 0
    for entry in entries:
        if may_resume(entry):
            supervisor.resume(entry.id, store)
            count += 1
    return count


def duplicate(store: Store, entries: Iterable[Entry], owner: str, name: str) -> list[str]:
    """Copy trainings and curves, row for row, for an owner; `name` says what a copy of a {name} is
    called. Returns the ids of the copies. Raises Refusal where there is no room, and StoreError."""
    made = []
    for entry in entries:
        admission.refuse_full(store)
        called = name.format(name=entry.title)[:LONGEST_TITLE] if entry.title else ""
        if entry.kind == EntryKind.CURVE:
            copied = name.format(name=entry.title)[:LONGEST_NAME]
            made.append(own_curves.duplicate(store, entry.id, owner, copied))
        elif entry.kind == EntryKind.RUN:
            made.append(copy_rows(store, entry.id, secrets.token_hex(4), owner, called))
    return made


def may_duplicate(entry: Entry) -> bool:
    """Whether something can be copied: nobody else writes into it."""
    alive = (Status.QUEUED, Status.RUNNING)
    return entry.kind == EntryKind.CURVE or (entry.kind == EntryKind.RUN and entry.status not in alive)


def remove(store: Store, entries: Iterable[Entry], owners: Sequence[str]) -> Removed:
    """Remove trainings, loops and curves of some owners'; for an hour they can be had back. Raises
    StoreError."""
    found: dict[str, list[str]] = {}
    now = clock.now()
    for entry in entries:
        found.setdefault(TABLES[entry.kind], []).append(entry.id)
    return Removed(
        {table: removal.remove(store, table, ids, owners, now) for table, ids in found.items()}
    )


def take_back(store: Store, removed: Removed, owners: Sequence[str]) -> int:
    """Have again what was removed; returns how much of it. Raises Refusal where nothing is left of it,
    and StoreError."""
    count = sum(len(removal.take_back(store, table, ids, owners)) for table, ids in removed.ids.items())
    if not count and removed.count:
        raise Refusal("What was removed has gone by now: it can be had back for an hour.")
    return count


def last_removed(store: Store, owners: Sequence[str]) -> Removed:
    """What some owners have removed last and can still have back. Raises StoreError."""
    return Removed(removal.last(store, owners))


def common_tags(lines: Sequence[RunLine]) -> tuple[str, ...]:
    """The tags that all of some lines have."""
    tags = [set(line.tags) for line in lines]
    return tuple(sorted(set.intersection(*tags))) if tags else ()
