"""The file of a store: whether it is one of rnnviz's, and whether it is still the same."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from rnnviz.storage.migrations import MIGRATIONS
from rnnviz.storage.store_error import ErrorKind, StoreError, damaged

APPLICATION = int.from_bytes(b"rnnv")  # what SQLite notes in the head of a file
# by which the stores are known that were made before they had that number
TABLES = {"experiments", "frames", "checkpoints", "curves", "commands"}

Identity = tuple[int, int] | None  # of one file, None where there is none


class Identities(NamedTuple):
    """Which files a store consists of now."""

    main: Identity
    log: Identity  # where SQLite writes ahead


def identities(path: Path) -> Identities:
    """Which files stand under a store's name now."""
    return Identities(_identity(f"{path}"), _identity(f"{path}-wal"))


def _identity(path: str) -> Identity:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def remove_leftovers(path: Path, log: Identity) -> None:
    """Remove what was written ahead for another file than the one that stands there now: SQLite would
    take it for that one's."""
    if log is not None and _identity(f"{path}-wal") in (log, None):
        for name in (f"{path}-wal", f"{path}-shm"):
            Path(name).unlink(missing_ok=True)


def check(path: Path, wait: float) -> None:
    """Raise StoreError, without changing anything, for a file that is no store of rnnviz's, or one of
    a later version; none and an empty one will be a store."""
    try:
        if not path.stat().st_size:
            return
    except FileNotFoundError:
        return
    except OSError:  # said by whoever opens it
        return
    # a file that is at rest is read without a trace; one in use together with what is written ahead
    how = "mode=ro" if Path(f"{path}-wal").exists() else "immutable=1"
    uri = f"{path.as_uri()}?{how}"
    with closing(sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)) as file:
        file.execute("BEGIN")
        ((application,),) = file.execute("PRAGMA application_id").fetchall()
        ((version,),) = file.execute("PRAGMA user_version").fetchall()
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    if application not in (0, APPLICATION) or (tables and not tables >= TABLES):
        raise StoreError(
            "The file {path} belongs to another program; it is left as it is. RNNVIZ_STORE may name "
            "a file elsewhere.",
            kind=ErrorKind.OTHERS,
            path=path,
        )
    if version < 0 or (version == 0) != (not tables):
        raise damaged(path)
    if version > len(MIGRATIONS):
        raise StoreError(
            "The store {path} is of version {version} and this rnnviz knows versions up to "
            "{known}: use the newer rnnviz that wrote it.",
            kind=ErrorKind.NEWER,
            path=path,
            version=version,
            known=len(MIGRATIONS),
        )
