"""A zip of rnnviz's opened: what it holds becomes a training of whoever opens it, a watched loop, or a
curve."""

from pathlib import Path
from typing import NamedTuple

from rnnviz.experiments import admission
from rnnviz.experiments.store import Store
from rnnviz.exports.archive import CURVE, EXPERIMENT, LOOP, opened
from rnnviz.exports.disk_room import refuse_full_disk
from rnnviz.exports.open_curve import open_curve
from rnnviz.exports.open_loop import open_loop
from rnnviz.exports.open_training import open_training
from rnnviz.text.message import Message

OPENS = {EXPERIMENT: open_training, LOOP: open_loop, CURVE: open_curve}


class OpenedBundle(NamedTuple):
    """What has come of a zip."""

    kind: str  # archive.EXPERIMENT, LOOP or CURVE
    id: str  # of the training, the loop or the curve
    was_there: bool  # whether the same was there already, so that nothing was entered
    name: str  # of the file

    @property
    def message(self) -> Message:
        """The same in a sentence."""
        if self.was_there:
            return Message(
                "What {path} holds is here already, the same in everything: it was not entered again.",
                path=self.name,
            )
        return Message("What {path} holds is here now.", path=self.name)


def open_bundle(store: Store, data: bytes | Path, owner: str, name: str = "export.zip") -> OpenedBundle:
    """Enter what a zip of rnnviz's holds, a training, a watched loop or a curve, as an owner's; `name`
    is what sentences call the file.

    All of it is looked at first, and entered in one transaction. Raises StoreError, and Refusal, a
    sentence that names the file and its member, for whatever is no such zip, damaged, of a later
    version, or more than may be stored here: what is there stays as it is then.
    """
    admission.refuse_full(store)
    with opened(data, name) as archive:
        refuse_full_disk(store.path, archive.size)
        archive.check()
        id, was_there = OPENS[archive.manifest.kind](store, archive, owner)
        return OpenedBundle(archive.manifest.kind, id, was_there, name)
