"""The SQLite file that everything trained is kept in: where it is, its tables, what can go wrong."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rnnviz.text.language import _

WAIT = 2.0  # seconds for another's lock to go away

# One entry a schema version: `PRAGMA user_version` counts how many of them a file has had.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE experiments (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
            created REAL NOT NULL, experiment TEXT NOT NULL, status TEXT NOT NULL, said TEXT NOT NULL,
            samples INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL, speed REAL, queued REAL,
            paused INTEGER NOT NULL DEFAULT 0, stride INTEGER NOT NULL DEFAULT 1,
            worker TEXT, lost TEXT, pid INTEGER, heartbeat REAL
        )""",
        """CREATE TABLE frames (
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, samples INTEGER NOT NULL, seconds REAL NOT NULL,
            PRIMARY KEY (experiment, number)
        )""",
        """CREATE TABLE checkpoints (
            experiment TEXT NOT NULL, frame INTEGER NOT NULL, run INTEGER NOT NULL,
            samples INTEGER NOT NULL, updates INTEGER NOT NULL, loss REAL, gradient_norm REAL,
            status TEXT NOT NULL, diverged_at INTEGER, seconds REAL NOT NULL, total REAL,
            state BLOB NOT NULL, PRIMARY KEY (experiment, frame, run),
            FOREIGN KEY (experiment, frame) REFERENCES frames (experiment, number) ON DELETE CASCADE
        )""",
        """CREATE TABLE curves (
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            run INTEGER NOT NULL, block INTEGER NOT NULL, level INTEGER NOT NULL,
            points BLOB NOT NULL, PRIMARY KEY (experiment, run, block)
        )""",
        """CREATE TABLE commands (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            name TEXT NOT NULL, arguments TEXT NOT NULL
        )""",
    ),
    ("ALTER TABLE checkpoints ADD COLUMN measures TEXT NOT NULL DEFAULT '{}'",),
    (
        """CREATE TABLE lectures (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL, lecture TEXT NOT NULL
        )""",
        """CREATE TABLE halls (
            code TEXT PRIMARY KEY, secret TEXT NOT NULL, lecture TEXT NOT NULL,
            begun REAL NOT NULL, changed REAL NOT NULL,
            scene INTEGER NOT NULL DEFAULT 0, asking INTEGER NOT NULL DEFAULT 0,
            revealed INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0, shown TEXT,
            trains TEXT
        )""",
        """CREATE TABLE answers (
            hall TEXT NOT NULL REFERENCES halls (code) ON DELETE CASCADE, scene INTEGER NOT NULL,
            follower TEXT NOT NULL, answer REAL NOT NULL, PRIMARY KEY (hall, scene, follower)
        )""",
    ),
    # of a sketch all its values, as JSON; `answer` is the one that is counted
    (
        "ALTER TABLE answers ADD COLUMN sketch TEXT",
        "ALTER TABLE halls ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    ),
)


class StoreError(Exception):
    """What is wrong with the store, as a sentence; `kind` is its one word: full, locked, damaged,
    unwritable, newer, foreign (an experiment of another version), missing or other."""

    def __init__(self, sentence: str, kind: str = "other") -> None:
        super().__init__(sentence)
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
        self._lock = threading.RLock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                _(
                    "The folder {parent} cannot be made: {strerror}. RNNVIZ_STORE may name a file "
                    "elsewhere."
                ).format(parent=self.path.parent, strerror=error.strerror),
                "unwritable",
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
                    _(
                        "The store {path} is of version {version} and this rnnviz knows versions up to "
                        "{known}: use the newer rnnviz that wrote it."
                    ).format(path=self.path, version=version, known=len(MIGRATIONS)),
                    "newer",
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
                for statement in migration:
                    run(statement)
            run(f"PRAGMA user_version={len(MIGRATIONS)}")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
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
            raise StoreError(*_sentence(error, self.path)) from error


def _sentence(error: sqlite3.Error, path: Path) -> tuple[str, str]:
    """An error of SQLite's in words: what is wrong, what can be done, what is safe."""
    # the low byte is the primary code (https://www.sqlite.org/rescode.html)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return (
            _(
                "The disk that holds {path} is full, so nothing more can be stored. Everything "
                "stored before is safe; free some space."
            ).format(path=path),
            "full",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _("Another program has locked the store {path}; try again when it is done.").format(
            path=path
        ), "locked"
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return (
            _(
                "The store {path} is damaged, or is no store of rnnviz. Move it elsewhere to begin "
                "with an empty one; nothing in it has been changed."
            ).format(path=path),
            "damaged",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return (
            _(
                "The store {path} cannot be opened for writing. RNNVIZ_STORE may name a file elsewhere."
            ).format(path=path),
            "unwritable",
        )
    return _("The store {path} could not be used: {error}.").format(path=path, error=error), "other"
