"""Curves of readers' own, which came as files, in the store: points, names, and whose they are."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnviz.storage.checksums import checksum_of
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.store_error import whole
from rnnviz.storage.tags import put
from rnnviz.storage.uploads import check_count, settle
from rnnviz.text.message import Message
from rnnviz.text.written import one_line

Points = npt.NDArray[np.float64]
LONGEST_NAME = 60  # letters
MOST_POINTS = 8192  # of one curve
TOUCHED = 3600.0  # seconds for which a look at one need not be noted again
COLUMNS = "id, owner, name, created, task, per_step, told"
NO_POINTS: Points = np.empty((2, 0))


@dataclass(frozen=True)
class OwnCurve:
    """A curve without its points."""

    id: str
    owner: str
    name: str
    created: float  # seconds since 1970
    task: str  # the JSON of the task whose floors it is to lie over, "" for none
    per_step: int  # samples that one of its steps sees
    told: str  # what had to be guessed when it was read, a message as JSON


def add(
    store: Database,
    owner: str,
    name: str,
    points: Points,
    *,
    task: str = "",
    per_step: int = 1,
    told: str = "",
    created: float | None = None,
    tags: Sequence[str] = (),
    data: Sequence[str] = (),
) -> str:
    """Enter a curve, `(2, n)`: steps that rise, and a value at each; returns its id. `created` is now
    unless it is known, tags have been read, and pending `data` that its task needs are settled. Raises
    Refusal where the owner keeps too many files, and StoreError."""
    check_count(store, owner)
    packed = np.ascontiguousarray(points, dtype="<f8").tobytes()
    id, now = secrets.token_hex(4), clock.now()
    begun = now if created is None else min(created, now)
    with store.transaction() as run:
        run(
            f"INSERT INTO own_curves ({COLUMNS}, used, points, checksum) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(id, owner, one_line(name, LONGEST_NAME), begun, task, per_step, told),
                *(now, packed, checksum_of(packed)),
            ),
        )
        put(run, id, tags)
        for key in data:
            settle(run, owner, key)
    return id


def curves(store: Database, owners: Sequence[str], ids: Sequence[str] = ()) -> list[OwnCurve]:
    """The curves of some owners, and those of some ids, the newest first."""
    asked = (
        f"SELECT {COLUMNS} FROM own_curves WHERE removed IS NULL AND "
        "(owner IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?))) "
        "ORDER BY created DESC"
    )
    found = store.rows(asked, json.dumps(list(owners)), json.dumps(list(ids)))
    return [_curve(columns) for columns in found]


def _curve(columns: tuple[Any, ...]) -> OwnCurve:
    id, owner, name, created, task, per_step, told = columns
    with whole(Message("A stored curve")):
        return OwnCurve(id, owner, name + "", float(created), task + "", int(per_step), told + "")


def points_of(store: Database, id: str) -> Points:
    """Its points, `(2, n)`; raises StoreError if there is no such curve, or it is damaged."""
    found = store.rows(
        "SELECT points, checksum, used FROM own_curves WHERE id = ? AND removed IS NULL", id
    )
    if not found:
        raise StoreError("There is no curve {id} (any more).", kind=ErrorKind.MISSING, id=id)
    data, written, used = found[0]
    with whole(Message("A stored curve")):
        if written != checksum_of(data):
            raise StoreError(
                "A stored curve is damaged: its checksum is another one.", kind=ErrorKind.DAMAGED
            )
        points = np.frombuffer(data, dtype="<f8").reshape(2, -1)
    if abs(clock.now() - used) > TOUCHED:
        with store.transaction() as run:
            run("UPDATE own_curves SET used = ? WHERE id = ?", (clock.now(), id))
    return points


def forget(store: Database, ids: Sequence[str]) -> None:
    """Let go of curves for good."""
    store.rows(
        "DELETE FROM own_curves WHERE id IN (SELECT value FROM json_each(?))", json.dumps([*ids])
    )


def rename(store: Database, id: str, name: str, owners: Sequence[str]) -> bool:
    """Call a curve otherwise, one of some owners'; returns whether there was one."""
    which = "id = ? AND owner IN (SELECT value FROM json_each(?))"
    with store.transaction() as run:
        text = f"UPDATE own_curves SET name = ? WHERE {which}"
        values = one_line(name, LONGEST_NAME), id, json.dumps(list(owners))
        return bool(run(text, values).rowcount > 0)


def duplicate(store: Database, id: str, owner: str, name: str) -> str:
    """Copy a curve for an owner, and return the copy's id; raises what `add` and `points_of` do."""
    of = next(iter(curves(store, (), (id,))), None)
    points = points_of(store, id)
    assert of is not None
    return add(store, owner, name, points, task=of.task, per_step=of.per_step, told=of.told)


def thinned(points: Points, most: int) -> Points:
    """At most so many of the points, `(2, n)`, that look like all of them (MinMaxLTTB, Van Der Donckt
    et al. 2023); those that are no number stay out where points are left out."""
    if points.shape[1] <= most:
        return points
    from tsdownsample import MinMaxLTTBDownsampler

    good = np.ascontiguousarray(points[:, np.isfinite(points).all(axis=0)])
    chosen = MinMaxLTTBDownsampler().downsample(good[0], good[1], n_out=most)
    return good[:, chosen]
