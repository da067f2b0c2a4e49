"""All that is stored of a watched loop, entered from a file."""

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rnnviz.storage import tags
from rnnviz.storage.checksums import checksum_of
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.text.message import Message
from rnnviz.text.written import one_line
from rnnviz.watch.loop_store import LONGEST_NAME, LoopFrame, LoopHead, checksum

OF_FRAME = 1_000  # bytes of a frame's entries in a zip and its line in a document, at most, about


class EnteredLoop(NamedTuple):
    """What a loop is entered as: one that has ended."""

    name: str
    created: float  # seconds since 1970
    calls: int  # steps of the loop
    message: Message
    stride: int
    tags: tuple[str, ...] = ()
    losses: bytes = b""  # the points that it has told, as they are stored; none of one that told none


def loop_stride(store: Database, id: str) -> int:
    """By what the numbers of a loop's frames can be divided, but for the newest."""
    return int(store.rows("SELECT stride FROM loops WHERE id = ?", id)[0][0])


def bytes_of_loop(store: Database, id: str) -> int:
    """About how many bytes a loop's frames and losses have as files, at most."""
    asked = (
        "SELECT total(length(packed) + 3 * length(norms) + ?2) + "
        "(SELECT total(4 * length(points)) FROM loop_losses WHERE loop = ?1) "
        "FROM loop_frames WHERE loop = ?1"
    )
    return int(store.rows(asked, id, OF_FRAME)[0][0])


def bytes_of_norms(store: Database, id: str) -> int:
    """About how many bytes a loop's gradient norms have as a table, at most."""
    asked = "SELECT total(2 * length(norms) + 100) FROM loop_frames WHERE loop = ?"
    return int(store.rows(asked, id)[0][0])


def loop_like(
    store: Database, owner: str, entered: EnteredLoop, frames: Sequence[tuple[LoopHead, bytes]]
) -> str | None:
    """The id of an owner's loop of that name with the same frames, by their checksums, and the same
    losses; None if there is none."""
    asked = "SELECT id FROM loops WHERE owner = ? AND name = ? AND calls = ? ORDER BY number DESC"
    name = one_line(entered.name, LONGEST_NAME)
    for (id,) in store.rows(asked, owner, name, entered.calls):
        which = "SELECT number, call, seconds, checksum FROM loop_frames WHERE loop = ? ORDER BY number"
        found = [(LoopHead(*head), written) for *head, written in store.rows(which, id)]
        if found == list(frames) and _losses(store, id) == entered.losses:
            return str(id)
    return None


def _losses(store: Database, id: str) -> bytes:
    found = store.rows("SELECT points FROM loop_losses WHERE loop = ?", id)
    return bytes(found[0][0]) if found else b""


def written_checksum(frame: LoopFrame) -> bytes:
    """The checksum under which a frame is stored."""
    return checksum(frame.head, json.dumps(dict(frame.norms)), frame.packed)


def enter_loop(store: Database, owner: str, entered: EnteredLoop, frames: Iterable[LoopFrame]) -> str:
    """Enter a loop that has ended with all its frames as an owner's, in one transaction, and return its
    id."""
    id, now = secrets.token_hex(4), clock.now()
    created = min(entered.created, now)
    with store.transaction() as run:
        run(
            "INSERT INTO loops (id, name, created, heartbeat, ended, said, calls, stride, owner) "
            "VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)",
            (
                *(id, one_line(entered.name, LONGEST_NAME), created, created),
                *(entered.message.to_json(), entered.calls, entered.stride, owner),
            ),
        )
        for frame in frames:
            run(
                "INSERT INTO loop_frames (loop, number, call, seconds, norms, packed, checksum) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(id, *frame.head, json.dumps(dict(frame.norms)), frame.packed),
                    written_checksum(frame),
                ),
            )
        if entered.losses:
            run(
                "INSERT INTO loop_losses (loop, points, checksum) VALUES (?, ?, ?)",
                (id, entered.losses, checksum_of(entered.losses)),
            )
        tags.put(run, id, entered.tags)
    return id
