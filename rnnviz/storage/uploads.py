"""Files and texts of readers' own that are kept: how large each may be, how many there are of one
owner, and what becomes of those that are removed."""

from contextlib import suppress
from typing import Any, NamedTuple

from rnnviz.settings.sources import current
from rnnviz.storage import datasets
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.text.message import Refusal
from rnnviz.text.written import one_line

MEGABYTE = 1e6
LONGEST_NAME = 80  # letters
UNDONE = 3600.0  # seconds for which a file that was removed can be had back
# what may still need a file's data, as text that has its key in it
USES = (
    *(("experiments", "experiment"), ("lectures", "lecture"), ("halls", "lecture")),
    ("own_curves", "task"),
)


class Upload(NamedTuple):
    """What is kept for an owner."""

    key: str  # of its dataset
    name: str  # of the file that it comes from, "" where that is not known
    at: float  # seconds since 1970
    size: int  # bytes


def keep(store: Database, owner: str, data: bytes, name: str = "", pending: bool = False) -> str:
    """Keep some data as an owner's, by the name of the file that they come from, and return their key;
    what is `pending` goes an hour later, unless it is settled. Raises Refusal where there are too many
    of them, or StoreError."""
    check_size(len(data))
    key = datasets.key_of(data)
    check_count(store, owner, key)
    before = [one for one in of_owner(store, owner) if one.key == key]
    with store.transaction() as run:
        run(
            "INSERT OR REPLACE INTO uploads (owner, key, at, bytes, name, removed) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(owner, key, now := clock.now(), len(data), one_line(name, LONGEST_NAME)),
                now if pending else None,
            ),
        )
    try:
        # once they are somebody's: nobody sweeps them away
        datasets.save(data)
    except ValueError:
        if not before:
            with store.transaction() as run:
                run("DELETE FROM uploads WHERE owner = ? AND key = ?", (owner, key))
        raise
    return key


def settle(run: Any, owner: str, key: str) -> None:
    """What was pending stays, within the transaction that enters what needs it."""
    run("UPDATE uploads SET removed = NULL WHERE owner = ? AND key = ?", (owner, key))


def remove(store: Database, owner: str, key: str) -> bool:
    """An owner wants a file no more: it counts no more, and its data go an hour later, unless a stored
    training or lecture needs them or another owner has them, too. Returns whether it was theirs."""
    with store.transaction() as run:
        which = "UPDATE uploads SET removed = ? WHERE owner = ? AND key = ? AND removed IS NULL"
        return bool(run(which, (clock.now(), owner, key)).rowcount > 0)


def take_back(store: Database, owner: str, key: str) -> bool:
    """Have a file again that was removed; returns whether it could be had. Raises Refusal where there
    are too many by now."""
    check_count(store, owner, key)
    with store.transaction() as run:
        which = "UPDATE uploads SET removed = NULL WHERE owner = ? AND key = ?"
        return bool(run(which, (owner, key)).rowcount > 0)


def sweep(store: Database) -> None:
    """Let go of what was removed long enough ago; raises StoreError."""
    if clock.steady() < UNDONE:  # a clock that was just set says nothing of ages
        return
    asked = "SELECT owner, key FROM uploads WHERE removed < ?"
    for owner, key in store.rows(asked, clock.now() - UNDONE):
        forget(store, owner, key)


def forget(store: Database, owner: str, key: str) -> None:
    """Let go of what was removed, or is pending, now; its data go unless somebody else has them or
    something stored needs them. Raises StoreError."""
    with store.transaction() as run:
        run("DELETE FROM uploads WHERE owner = ? AND key = ? AND removed > 0", (owner, key))
        others = run("SELECT 1 FROM uploads WHERE key = ?", (key,)).fetchone()
        if not others and not _is_needed(run, key):
            with suppress(OSError):
                (datasets.folder() / key).unlink()


def _is_needed(run: Any, key: str) -> bool:
    return any(
        run(f"SELECT 1 FROM {table} WHERE instr({column}, ?) LIMIT 1", (key,)).fetchone()
        for table, column in USES
    )


def check_size(size: int, most: int | None = None) -> None:
    """Raise Refusal for a file of more bytes than may be uploaded, or than are read of its kind."""
    allowed = min(current().upload_bytes, size if most is None else most)
    if size > allowed:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed here are up to {most:,.1f} MB. A part of it may do.",
            size=size / MEGABYTE,
            most=allowed / MEGABYTE,
        )


def of_owner(store: Database, owner: str) -> list[Upload]:
    """What is kept for an owner, the newest first; raises StoreError."""
    asked = "SELECT key, name, at, bytes FROM uploads WHERE owner = ? AND removed IS NULL"
    return [Upload(*found) for found in store.rows(f"{asked} ORDER BY at DESC", owner)]


def keys_of(store: Database, owner: str) -> list[str]:
    """Their keys."""
    return [one.key for one in of_owner(store, owner)]


def check_count(store: Database, owner: str, key: str = "") -> None:
    """Raise Refusal where an owner keeps as many files, own curves counted, as may be, and that of a
    key is none of them."""
    kept, most = keys_of(store, owner), current().uploads
    asked = "SELECT count(*) FROM own_curves WHERE owner = ? AND removed IS NULL"
    count = len(kept) + int(store.rows(asked, owner)[0][0])
    if key not in kept and count >= most:
        raise Refusal(
            "{count:,} of your files are kept here already; allowed are up to {most:,}. Remove one of "
            "them under “Your files”, or ask whoever runs this server for room.",
            count=count,
            most=most,
        )
