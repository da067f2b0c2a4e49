"""Lectures that somebody has made, saved in the store: each one's own, which nobody else sees."""

import secrets
from dataclasses import dataclass
from typing import Any

from rnnviz.lectures.model import MOST_BYTES, Lecture
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal

ONE = "FROM lectures WHERE id = ? AND owner = ?"


@dataclass(frozen=True)
class SavedLecture:
    """One lecture as a list shows it."""

    id: str
    title: str
    changed: float  # seconds since 1970


@dataclass(frozen=True)
class LectureText:
    """One lecture as it is stored, also where it makes no sense to this rnnviz."""

    title: str
    text: str


def save(store: Database, lecture: Lecture, id: str | None = None, owner: str = MACHINE) -> str:
    """Save a lecture, in the place of an earlier one of the same owner's if there is an `id`, and
    return its id. Raises Refusal for one that is too long to be read again, and StoreError where the id
    is another's."""
    text = lecture.to_json()
    if len(text) > MOST_BYTES:
        raise Refusal(
            "The lecture would have {count:,} letters; allowed are up to {most:,}. Shorten what stands "
            "in its scenes, or put some of them into another lecture.",
            count=len(text),
            most=MOST_BYTES,
        )
    return save_text(store, LectureText(lecture.title, text), id, owner)


def save_text(store: Database, saved: LectureText, id: str | None = None, owner: str = MACHINE) -> str:
    """The same for one as it was stored before."""
    name = id or secrets.token_hex(4)
    with store.transaction() as run:
        if _owner(run, name) not in (None, owner):
            raise _missing(name)
        run(
            "INSERT OR REPLACE INTO lectures (id, title, changed, lecture, owner) "
            "VALUES (?, ?, ?, ?, ?)",
            (name, saved.title, clock.now(), saved.text, owner),
        )
    return name


def saved(store: Database, owner: str = MACHINE) -> list[SavedLecture]:
    """All of an owner's that are saved, the one changed last first."""
    asked = "SELECT id, title, changed FROM lectures WHERE owner = ? ORDER BY changed DESC, id"
    return [SavedLecture(*row) for row in store.rows(asked, owner)]


def load(store: Database, id: str, owner: str = MACHINE) -> Lecture:
    """One of an owner's; raises StoreError if they have none of that id, Refusal if another version of
    rnnviz wrote it in a way that this one cannot read."""
    return Lecture.from_json(load_text(store, id, owner).text)


def load_text(store: Database, id: str, owner: str = MACHINE) -> LectureText:
    """The same as it is stored; raises StoreError."""
    found = store.rows(f"SELECT title, lecture {ONE}", id, owner)
    if not found:
        raise _missing(id)
    return LectureText(*found[0])


def remove(store: Database, id: str, owner: str = MACHINE) -> None:
    """Remove one of an owner's; another's stays."""
    with store.transaction() as run:
        run(f"DELETE {ONE}", (id, owner))


def _owner(run: Any, id: str) -> str | None:
    found = run("SELECT owner FROM lectures WHERE id = ?", (id,)).fetchone()
    return found[0] if found else None


def _missing(id: str) -> StoreError:
    return StoreError("There is no lecture {id} (any more).", kind=ErrorKind.MISSING, id=id)
