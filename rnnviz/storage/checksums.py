"""Checksums of what stands in the store, and whether settings are still what was written there."""

import zlib
from collections.abc import Callable
from typing import Any

from rnnviz.storage.store_error import ErrorKind, StoreError
from rnnviz.text.message import Message

SETTINGS = (("experiments", "experiment"), ("sweeps", "sweep"))  # tables, and columns of settings


def checksum_of(*parts: bytes) -> bytes:
    """Of some bytes one after the other: CRC-32, which costs little and finds every change that is
    shorter than itself."""
    found = 0
    for part in parts:
        found = zlib.crc32(part, found)
    return found.to_bytes(4, "little")


def checksum_of_text(text: str) -> bytes:
    """The same of a text."""
    return checksum_of(text.encode())


def unchanged(text: Any, written: bytes | None, what: Message) -> str:
    """A text as it was written; raises StoreError, which calls it `what`, if it is another now."""
    if not isinstance(text, str) or written not in (None, checksum_of_text(text)):
        raise StoreError(
            "{what} is damaged: its checksum is another one.", kind=ErrorKind.DAMAGED, what=what
        )
    return text


def add_checksums(run: Callable[..., Any]) -> None:
    """Give the settings of a store of an earlier version their checksums."""
    for table, column in SETTINGS:
        for number, text in run(f"SELECT rowid, {column} FROM {table}").fetchall():
            run(
                f"UPDATE {table} SET checksum = ? WHERE rowid = ?",
                (checksum_of_text(str(text)), number),
            )
