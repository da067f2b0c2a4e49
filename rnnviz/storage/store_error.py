"""What can be wrong with a store, in sentences."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from rnnviz.text.message import Explained, Message


class ErrorKind(StrEnum):
    """What can be wrong with a store, in one word."""

    FULL = "full"
    LOCKED = "locked"
    DAMAGED = "damaged"
    UNWRITABLE = "unwritable"
    NEWER = "newer"  # written by a later version
    OTHERS = "others"  # a file of another program
    MOVED = "moved"  # or deleted, or replaced, while it was used
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


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of SQLite's as StoreErrors."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite quotes garbage
        raise _error(error, str(path)) from error


@contextmanager
def whole(what: str | Message) -> Iterator[None]:
    """What is read of a row is what was written, or damaged: whatever cannot be read is said so."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, zlib.error) as error:
        said = error.message if isinstance(error, Explained) else Message.plain(str(error))
        raise StoreError(
            "{what} is damaged: {error:clause}.", kind=ErrorKind.DAMAGED, what=what, error=said
        ) from error


def _error(error: Exception, path: str) -> StoreError:
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
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, UnicodeDecodeError):
        return damaged(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(
            "The store {path} cannot be opened for writing. RNNVIZ_STORE may name a file elsewhere.",
            kind=ErrorKind.UNWRITABLE,
            path=path,
        )
    return StoreError("The store {path} could not be used: {error}.", path=path, error=str(error))


def damaged(path: Path | str) -> StoreError:
    """That a file is damaged as a whole."""
    return StoreError(
        "The store {path} is damaged, or is no store of rnnviz. Move it elsewhere to begin "
        "with an empty one; nothing in it has been changed.",
        kind=ErrorKind.DAMAGED,
        path=path,
    )
