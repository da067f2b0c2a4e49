"""What readers upload: the one way in which pages keep it, as its owner's."""

from typing import Any

from rnnviz.settings.sources import current
from rnnviz.storage import datasets, uploads
from rnnviz.ui.session.browser import owner
from rnnviz.ui.session.store import open_store

MEBIBYTE = 2**20


def save_json(value: Any, name: str = "") -> str:
    """Keep something that JSON can say for this session's owner, by the name of the file that it comes
    from, and return its key; raises Refusal or StoreError."""
    return uploads.keep(open_store(), owner(), datasets.as_json(value), name)


def most_mebibytes(most: float = float("inf")) -> int:
    """How large a file may be, as Streamlit counts, if at most so many bytes of its kind are read."""
    return max(int(min(most, current().upload_bytes) / MEBIBYTE), 1)
