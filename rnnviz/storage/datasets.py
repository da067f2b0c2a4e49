"""Data of the reader's own, stored once: a file a dataset, named by what is in it.

A task holds only the short key, so that its settings stay small enough for an address, and a worker
finds the data by it. The files stand in the folder `datasets` beside the store.
"""

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from rnnviz.storage.database import default_path
from rnnviz.text.message import Refusal

DIGITS = 16  # of the sha256 digest, 64 bits: enough for anything that one person collects
_KEY = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def folder() -> Path:
    """Where datasets lie: beside the store, so that RNNVIZ_STORE moves both."""
    return default_path().absolute().parent / "datasets"


def is_key(text: object) -> bool:
    """Whether this can be the key of a dataset."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def key_of(data: bytes) -> str:
    """The key of some data."""
    return hashlib.sha256(data).hexdigest()[:DIGITS]


def save(data: bytes) -> str:
    """Store some data, unless they are there already, and return their key; raises ValueError, a
    sentence, if they cannot be written."""
    key = key_of(data)
    path = folder() / key
    try:
        put(path, data)
    except OSError as error:
        raise Refusal(
            "The data cannot be kept in {parent}: {strerror}. RNNVIZ_STORE may name a file in "
            "another folder.",
            parent=path.parent,
            strerror=error.strerror,
        ) from error
    return key


def put(path: Path, data: bytes) -> None:
    """Write some data under their key, unless they are there already; raises OSError."""
    if path.exists() and key_of(path.read_bytes()) == path.name:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, data)


def load(key: str) -> bytes:
    """The data of a key; raises ValueError, a sentence, if there are none."""
    if not is_key(key):
        raise Refusal(
            "data is {key!r}; allowed is the key of a dataset, {digits} letters and digits.",
            key=key,
            digits=DIGITS,
        )
    try:
        data = (folder() / key).read_bytes()
    except FileNotFoundError:
        raise Refusal(
            "The dataset {key} is not on this computer; load the file again that it was made from.",
            key=key,
        ) from None
    except OSError as error:
        raise Refusal(
            "The dataset {key} cannot be read: {strerror}.", key=key, strerror=error.strerror
        ) from error
    if key_of(data) != key:
        raise Refusal(
            "The dataset {key} is damaged; load the file again that it was made from to mend it.",
            key=key,
        )
    return data


def size(key: str) -> int:
    """The bytes of some data, 0 where there are none."""
    try:
        return (folder() / key).stat().st_size if is_key(key) else 0
    except OSError:
        return 0


def as_json(value: Any) -> bytes:
    """Something that JSON can say; equal values are the same bytes, whatever the order of names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def save_json(value: Any) -> str:
    """Store something that JSON can say, and return its key."""
    return save(as_json(value))


def load_json(key: str) -> Any:
    """What `save_json` has stored; raises ValueError, a sentence, if that is not to be had."""
    try:
        return json.loads(load(key))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refusal("The dataset {key} is of another kind than is needed here.", key=key) from None


def _write(path: Path, data: bytes) -> None:
    """All or nothing, also if the power fails: to a name of its own first."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
