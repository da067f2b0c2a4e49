"""The SQLite file that everything trained is stored in: where it is, its use, what can go wrong."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from rnnviz.storage.migrations import MIGRATIONS
from rnnviz.text.message import Explained, Message

WAIT = 2.0  # seconds for another's lock to go away


class ErrorKind(StrEnum):
    """What can be wrong with a store, in one word."""

    FULL = "full"
    LOCKED = "locked"
    DAMAGED = "damaged"
    UNWRITABLE = "unwritable"
    NEWER = "newer"  # written by a later version
    FOREIGN = "foreign"  # one experiment makes no sense to this version
    MISSING = "missing"
    OTHER = "other"


class StoreError(Explained):
    """What is wrong with the store, or not to be found in it."""

    def __init__(
        self,
        text: str | Message,
        plural: str = "",
        /,
        *,
        kind: ErrorKind = ErrorKind.OTHER,
        **fields: Any,
    ) -> None:
        super().__init__(text, plural, **fields)
        self.kind = kind


def default_path() -> Path:
    """The file that `RNNVIZ_STORE` names, else one in the user's data directory."""
    if named := os.environ.get("RNNVIZ_STORE"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("rnnviz", appauthor=False) / "rnnviz.sqlite"


class Database:
    """A connection that threads share, one transaction at a time; raises StoreError and nothing else
    of SQLite's."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = (default_path() if path is None else Path(path)).absolute()
        self.closed = False
        self._lock = threading.RLock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                "The folder {parent} cannot be made: {strerror}. RNNVIZ_STORE may name a file "
                "elsewhere.",
                kind=ErrorKind.UNWRITABLE,
                parent=self.path.parent,
                strerror=error.strerror,
            ) from error
        with self._explained():
            self.connection = sqlite3.connect(
                self.path, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
        try:
            self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        with self._explained():
            run = self.connection.execute
            if not run("PRAGMA schema_version").fetchone()[0]:
                run("PRAGMA auto_vacuum=INCREMENTAL")  # takes effect before the first table only
            self._write_ahead()
            run("PRAGMA synchronous=NORMAL")  # in WAL a power cut loses the newest frames, no more
            run("PRAGMA foreign_keys=ON")
            run("PRAGMA journal_size_limit=16000000")
            if self._version() < len(MIGRATIONS):
                self._migrate()
            if (version := self._version()) > len(MIGRATIONS):
                raise StoreError(
                    "The store {path} is of version {version} and this rnnviz knows versions up to "
                    "{known}: use the newer rnnviz that wrote it.",
                    kind=ErrorKind.NEWER,
                    path=self.path,
                    version=version,
                    known=len(MIGRATIONS),
                )

    def _write_ahead(self) -> None:
        # of two that turn to it at once one is refused without a wait, whatever the timeout
        end = time.monotonic() + WAIT
        while True:
            try:
                self.connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def _version(self) -> int:
        return self.connection.execute("PRAGMA user_version").fetchone()[0]

    def _migrate(self) -> None:
        with self.transaction() as run:
            # another process may have done it while this one waited for the lock
            for migration in MIGRATIONS[self._version() :]:
                for step in migration:
                    run(step) if isinstance(step, str) else step(run)
            run(f"PRAGMA user_version={len(MIGRATIONS)}")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self.closed = True
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """All or nothing: gives `execute`, and writes at the end unless something was raised."""
        with self._lock, self._explained():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection.execute
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # SQLite itself gives some up, on a full disk
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Several reads that see the same moment: gives `execute`."""
        with self._lock, self._explained():
            inside = self.connection.in_transaction  # of one that this thread writes in
            if not inside:
                self.connection.execute("BEGIN")
            try:
                yield self.connection.execute
            finally:
                if not inside and self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def rows(self, statement: str, *values: object) -> list[Any]:
        """All rows of one query."""
        with self._lock, self._explained():
            return self.connection.execute(statement, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _error(error, str(self.path)) from error


def _error(error: sqlite3.Error, path: str) -> StoreError:
    """An error of SQLite's in words: what is wrong, what can be done, what is safe."""
    # the low byte is the primary code (https://www.sqlite.org/rescode.html)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            "The disk that holds {path} is full, so nothing more can be stored. Everything "
            "stored before is safe; free some space.",
            kind=ErrorKind.FULL,
            path=path,
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            "Another program has locked the store {path}; try again when it is done.",
            kind=ErrorKind.LOCKED,
            path=path,
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            "The store {path} is damaged, or is no store of rnnviz. Move it elsewhere to begin "
            "with an empty one; nothing in it has been changed.",
            kind=ErrorKind.DAMAGED,
            path=path,
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(
            "The store {path} cannot be opened for writing. RNNVIZ_STORE may name a file elsewhere.",
            kind=ErrorKind.UNWRITABLE,
            path=path,
        )
    return StoreError("The store {path} could not be used: {error}.", path=path, error=str(error))
