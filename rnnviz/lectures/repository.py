"""Lectures that somebody has made, saved in the store."""

import secrets
from dataclasses import dataclass

from rnnviz.lectures.model import Lecture
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError


@dataclass(frozen=True)
class SavedLecture:
    """One lecture as a list shows it."""

    id: str
    title: str
    changed: float  # seconds since 1970


def save(store: Database, lecture: Lecture, id: str | None = None) -> str:
    """Save a lecture, in the place of an earlier one if there is an `id`, and return its id."""
    name = id or secrets.token_hex(4)
    with store.transaction() as run:
        run(
            "INSERT OR REPLACE INTO lectures (id, title, changed, lecture) VALUES (?, ?, ?, ?)",
            (name, lecture.title, clock.now(), lecture.to_json()),
        )
    return name


def saved(store: Database) -> list[SavedLecture]:
    """All that are saved, the one changed last first."""
    asked = "SELECT id, title, changed FROM lectures ORDER BY changed DESC, id"
    return [SavedLecture(*row) for row in store.rows(asked)]


def load(store: Database, id: str) -> Lecture:
    """One of them; raises StoreError if there is none of that id, Refusal if another version of
    rnnviz wrote it in a way that this one cannot read."""
    found = store.rows("SELECT lecture FROM lectures WHERE id = ?", id)
    if not found:
        raise StoreError("There is no lecture {id} (any more).", kind=ErrorKind.MISSING, id=id)
    return Lecture.from_json(found[0][0])


def remove(store: Database, id: str) -> None:
    """Remove one."""
    with store.transaction() as run:
        run("DELETE FROM lectures WHERE id = ?", (id,))
