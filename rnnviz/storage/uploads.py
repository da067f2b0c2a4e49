"""Files and texts of readers' own that are kept: how large each may be, and how many there are of one
owner."""

import time

from rnnviz.settings.sources import current
from rnnviz.storage import datasets
from rnnviz.storage.database import Database
from rnnviz.text.message import Refusal

MEGABYTE = 1e6


def keep(store: Database, owner: str, data: bytes) -> str:
    """Keep some data as an owner's and return their key; raises Refusal where there are too many of
    them, or StoreError."""
    check_size(len(data))
    key = datasets.key_of(data)
    _check_count(store, owner, key)
    datasets.save(data)
    with store.transaction() as run:
        run(
            "INSERT OR REPLACE INTO uploads (owner, key, at, bytes) VALUES (?, ?, ?, ?)",
            (owner, key, time.time(), len(data)),
        )
    return key


def check_size(size: int, most: int | None = None) -> None:
    """Raise Refusal for a file of more bytes than may be uploaded, or than are read of its kind."""
    allowed = min(current().upload_bytes, size if most is None else most)
    if size > allowed:
        raise Refusal(
            "The file has {size:,.1f} MB; allowed here are up to {most:,.1f} MB. A part of it may do.",
            size=size / MEGABYTE,
            most=allowed / MEGABYTE,
        )


def keys_of(store: Database, owner: str) -> list[str]:
    """What is kept for an owner, the newest first."""
    found = store.rows("SELECT key FROM uploads WHERE owner = ? ORDER BY at DESC", owner)
    return [str(key) for (key,) in found]


def _check_count(store: Database, owner: str, key: str) -> None:
    kept, most = keys_of(store, owner), current().uploads
    if key not in kept and len(kept) >= most:
        raise Refusal(
            "{count:,} of your files are kept here already; allowed are up to {most:,}. Use one of "
            "them again, or ask whoever runs this server for room.",
            count=len(kept),
            most=most,
        )
