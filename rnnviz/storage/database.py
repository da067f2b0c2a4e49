"""The SQLite file that everything trained is stored in: where it is, its use, what can go wrong."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from rnnviz.storage.migrations import MIGRATIONS
from rnnviz.storage.store_error import ErrorKind as ErrorKind
from rnnviz.storage.store_error import StoreError as StoreError
from rnnviz.storage.store_error import explained
from rnnviz.storage.store_file import APPLICATION, Identities, check, identities, remove_leftovers
from rnnviz.text.message import Message

WAIT = 2.0  # seconds for another's lock to go away

_log = logging.getLogger(__name__)
_opening = threading.Lock()  # a file that is looked at while it is made has no lock to show


def default_path() -> Path:
    """The file that `RNNVIZ_STORE` names, else one in the user's data directory."""
    if named := os.environ.get("RNNVIZ_STORE"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("rnnviz", appauthor=False) / "rnnviz.sqlite"


class Happening(NamedTuple):
    """What became of a store's file while it was in use."""

    number: int  # of such happenings so far
    at: float  # seconds on the monotonic clock
    message: Message


class Database:
    """A connection that threads share, one transaction at a time; raises StoreError and nothing else
    of SQLite's.

    A file that has been moved, deleted or replaced meanwhile is noticed at the next use: what stands
    under its name then is opened, an empty one if nothing does, and `happened` says so; with `follows`
    false it is an error instead.
    """

    def __init__(self, path: str | Path | None = None, follows: bool = True) -> None:
        self.path = (default_path() if path is None else Path(path)).absolute()
        self.follows = follows
        self.happened: Happening | None = None
        self.closed = False
        self._lock = threading.RLock()
        self._open()

    def _open(self) -> None:
        self._files: Identities | None = None  # while it is opened, and where that has failed
        self._is_lost = False
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
        with _opening, explained(self.path):
            check(self.path, WAIT)
            self.connection = sqlite3.connect(
                self.path, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise
            self._files = identities(self.path)

    def _prepare(self) -> None:
        run = self.connection.execute
        if not run("PRAGMA schema_version").fetchone()[0]:
            run("PRAGMA auto_vacuum=INCREMENTAL")  # takes effect before the first table only
        self._write_ahead()
        run("PRAGMA synchronous=NORMAL")  # in WAL a power cut loses the newest frames, no more
        run("PRAGMA foreign_keys=ON")
        run("PRAGMA journal_size_limit=16000000")
        is_marked = run("PRAGMA application_id").fetchone()[0] == APPLICATION
        if self._version() < len(MIGRATIONS) or not is_marked:
            self._migrate()

    def watch(self) -> None:
        """Notice that the file has been moved, deleted or replaced since it was used last."""
        with self._lock:
            self._watch()

    def _watch(self) -> None:
        if self.closed:
            return
        if self._is_lost:
            self._reopen()
        if self._files is None or self.connection.in_transaction:
            return
        now = identities(self.path)
        if now == self._files:
            return
        if not self.follows:
            raise StoreError(
                "The store {path} has been moved, deleted or replaced while it was in use.",
                kind=ErrorKind.MOVED,
                path=self.path,
            )
        message = _what_happened(self._files, now, self.path)
        _log.warning("%s", message)
        before = self.happened.number if self.happened else 0
        self.happened = Happening(before + 1, time.monotonic(), message)
        self._let_go()
        self._reopen()

    def _let_go(self) -> None:
        """Close a file that stands under its name no more, whole and without a trace there."""
        log = self._files.log if self._files else None
        self._files = None
        with suppress(sqlite3.Error):
            # a file that was moved without what is written ahead for it takes that along
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()
        with suppress(OSError):
            remove_leftovers(self.path, log)

    def depart(self, say: Callable[[], object]) -> None:
        """Close a file that has been moved or replaced, wherever it is now, once something has been
        written into it; for who does not follow."""
        with self._lock:
            files = self._files
            if files is None or identities(self.path).main == files.main:
                return  # what is written ahead is what has gone: nothing may be written
            self._files = None
            with suppress(StoreError):
                say()
            self._files = files
            self._let_go()

    def _reopen(self) -> None:
        try:
            self._open()
        except BaseException:
            self._is_lost = True
            raise

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
            run(f"PRAGMA application_id={APPLICATION}")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self.closed = True
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """All or nothing: gives `execute`, and writes at the end unless something was raised."""
        with self._lock, explained(self.path):
            self._watch()
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
        with self._lock, explained(self.path):
            self._watch()
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
        with self._lock, explained(self.path):
            self._watch()
            return self.connection.execute(statement, values).fetchall()

    def changes(self) -> tuple[int, ...]:
        """Another value as soon as anybody has written to the file; costs less than a query."""
        with self._lock, explained(self.path):
            self._watch()
            others = self.connection.execute("PRAGMA data_version").fetchone()[0]
            happened = self.happened.number if self.happened else 0
            return happened, others, self.connection.total_changes


def _what_happened(before: Identities, now: Identities, path: Path) -> Message:
    if now.main is None:
        return Message(
            "The store {path} has been moved or deleted while it was in use. An empty one takes its "
            "place; with it back there, or named by RNNVIZ_STORE, you see again what it holds.",
            path=path,
        )
    if now.main != before.main:
        return Message(
            "The store {path} has been replaced while it was in use. What you see from now on is what "
            "the new one holds; trainings that were under way there have ended.",
            path=path,
        )
    return Message(
        "The file {path}-wal, where the newest part of the store was, has been removed while it was in "
        "use. What it held has been written into the store; trainings that were under way have "
        "ended and can go on.",
        path=path,
    )
