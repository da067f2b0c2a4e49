"""Settings as text in the store, and whether they are still what was written there."""

import zlib
from collections.abc import Callable
from typing import Any

from rnnviz.storage.store_error import ErrorKind, StoreError
from rnnviz.text.message import Message

SETTINGS = (("experiments", "experiment"), ("sweeps", "sweep"))  # tables, and columns of settings


def seal(text: str) -> bytes:
    """The checksum of a text: CRC-32, which finds every change that is shorter than itself."""
    return zlib.crc32(text.encode()).to_bytes(4, "little")


def unchanged(text: Any, written: bytes | None, what: Message) -> str:
    """A text as it was written; raises StoreError, which calls it `what`, if it is another now."""
    if not isinstance(text, str) or written not in (None, seal(text)):
        raise StoreError(
            "{what} is damaged: its checksum is another one.", kind=ErrorKind.DAMAGED, what=what
        )
    return text


def seal_settings(run: Callable[..., Any]) -> None:
    """Give the settings of a store of an earlier version their checksums."""
    for table, column in SETTINGS:
        for number, text in run(f"SELECT rowid, {column} FROM {table}").fetchall():
            run(f"UPDATE {table} SET checksum = ? WHERE rowid = ?", (seal(str(text)), number))
