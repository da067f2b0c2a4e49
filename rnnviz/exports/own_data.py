"""Data of the reader's own in a zip: kept for whoever opens it, and gone if nothing comes of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rnnviz.exports import members
from rnnviz.exports.archive import OpenedArchive
from rnnviz.storage import datasets, uploads
from rnnviz.storage.database import Database
from rnnviz.text.language import N_
from rnnviz.text.message import Message


@contextmanager
def own_data(store: Database, archive: OpenedArchive, owner: str, text: str) -> Iterator[list[str]]:
    """Keep the data whose keys a text names, without which what it describes cannot be read; gives the
    keys of those that the owner has not yet. They are pending, and `uploads.settle` is for who enters
    what needs them: where that never comes, because something is wrong or the power fails, they go.
    Raises Refusal and StoreError."""
    pending: list[str] = []
    try:
        for key in _keys(archive, text):
            member = members.DATASETS + key
            data = archive.read(member)
            if datasets.key_of(data) != key:
                raise archive.damaged(member, Message(N_("its data have another digest")))
            if key not in uploads.keys_of(store, owner):
                with archive.named():
                    pending.append(uploads.keep(store, owner, data, archive.name, pending=True))
        yield pending
    except BaseException:
        for key in pending:
            uploads.forget(store, owner, key)
        raise


def _keys(archive: OpenedArchive, text: str) -> list[str]:
    found = [name.removeprefix(members.DATASETS) for name in archive.manifest.members]
    return [key for key in found if datasets.is_key(key) and key in text]
