"""What its owner has removed and can have back for an hour: trainings, watched loops, curves."""

import json
from collections.abc import Sequence
from typing import Any

from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database

UNDONE = 3600.0  # seconds for which what was removed can be had back
AT_ONCE = 4  # that are let go of in one transaction: each may have many frames
TABLES = ("experiments", "loops", "own_curves")
REMOVED = "removed"  # the kind of a training that is; everybody who looks for one asks for its kind
TRAINING = "experiment"
_OWN = "id = ? AND owner IN (SELECT value FROM json_each(?))"


def remove(
    store: Database, table: str, ids: Sequence[str], owners: Sequence[str], at: float | None = None
) -> list[str]:
    """Remove what some owners have, of trainings only single ones; a worker or a loop that is at it
    ends by itself. Returns which ids that was. What is removed `at` one time, of
    several tables, was removed together. Raises StoreError."""
    now = clock.now() if at is None else at
    with store.transaction() as run:
        return [id for id in ids if _take(run, table, id, json.dumps(list(owners)), now)]


def _take(run: Any, table: str, id: str, owners: str, now: float) -> bool:
    if table == "experiments":
        changed = run(
            f"UPDATE experiments SET removed = ?, kind = '{REMOVED}', worker = NULL, status = CASE "
            "WHEN status IN ('queued', 'running', 'paused') THEN 'stopped' ELSE status END "
            f"WHERE kind = '{TRAINING}' AND {_OWN}",
            (now, id, owners),
        )
    else:
        changed = run(
            f"UPDATE {_known(table)} SET removed = ? WHERE removed IS NULL AND {_OWN}",
            (now, id, owners),
        )
    return bool(changed.rowcount > 0)


def take_back(store: Database, table: str, ids: Sequence[str], owners: Sequence[str]) -> list[str]:
    """Have again what was removed, as long as it is there; a training that was under way then has
    stopped. Returns which ids that was. Raises StoreError."""
    kind = f", kind = '{TRAINING}'" if table == "experiments" else ""
    text = f"UPDATE {_known(table)} SET removed = NULL{kind} WHERE removed > 0 AND {_OWN}"
    with store.transaction() as run:
        return [id for id in ids if run(text, (id, json.dumps(list(owners)))).rowcount > 0]


def last(store: Database, owners: Sequence[str]) -> dict[str, list[str]]:
    """What some owners have removed last, together, and can still have back: ids by their table. Raises
    StoreError."""
    whose, since = json.dumps(list(owners)), clock.now() - UNDONE
    asked = "SELECT id, removed FROM {} WHERE removed > ? AND owner IN (SELECT value FROM json_each(?))"
    found = {table: store.rows(asked.format(table), since, whose) for table in TABLES}
    newest = max((at for rows in found.values() for _id, at in rows), default=0.0)
    together = {table: [id for id, at in rows if at == newest] for table, rows in found.items()}
    return {table: ids for table, ids in together.items() if ids}


def _known(table: str) -> str:
    if table not in TABLES:
        raise KeyError(table)
    return table


def sweep(store: Database) -> None:
    """Let go of what was removed long enough ago; raises StoreError."""
    if clock.steady() < UNDONE:  # a clock that was just set says nothing of ages
        return
    for table in TABLES:
        asked = f"SELECT id FROM {table} WHERE removed < ? LIMIT ?"
        gone = store.rows(asked, clock.now() - UNDONE, AT_ONCE)
        if gone:
            with store.transaction() as run:
                for (id,) in gone:
                    run(f"DELETE FROM {table} WHERE id = ? AND removed > 0", (id,))
            store.rows("PRAGMA incremental_vacuum(500)")
