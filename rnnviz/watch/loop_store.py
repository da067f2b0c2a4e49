"""Watched training loops in the store: who writes them is the loop itself, who reads them a page."""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.storage.checksums import checksum_of
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.storage.store_error import whole
from rnnviz.text.message import NOTHING, Message
from rnnviz.text.written import one_line

SILENCE = 5.0  # seconds without a sign of life after which a loop counts as ended
MOST_FRAMES = 400  # of one loop, to go back through
FEWEST_FRAMES = 2  # the first and the newest, however large
LONGEST_NAME = 60  # letters
COLUMNS = "id, name, created, heartbeat, ended, pid, said, calls, owner"
NEWEST = "(SELECT max(number) FROM loop_frames WHERE loop = loops.id)"


class LoopStatus(StrEnum):
    """How a watched loop is."""

    LIVE = "live"
    CLOSED = "closed"  # its watch was closed
    SILENT = "silent"  # it ended without a word


@dataclass(frozen=True)
class Loop:
    """One watched loop as it stands."""

    id: str
    name: str
    created: float  # seconds since 1970
    heartbeat: float  # when it was last heard of, seconds since 1970
    ended: bool  # whether its watch was closed
    pid: int | None  # its process
    message: Message  # what is said about it, NOTHING if there is nothing to say
    calls: int  # steps of the loop, up to the newest frame
    owner: str
    newest: int | None  # the number of its newest frame

    @property
    def status(self) -> LoopStatus:
        """Whether it still goes on, as far as anybody can know."""
        if self.ended:
            return LoopStatus.CLOSED
        return LoopStatus.LIVE if clock.age(self.heartbeat) <= SILENCE else LoopStatus.SILENT


class LoopHead(NamedTuple):
    """Which moment of a loop a stored frame is."""

    number: int
    call: int  # the step of the loop, a forward pass and what came back
    seconds: float  # since its first frame


class LoopFrame(NamedTuple):
    """A stored frame: when it was, the gradient norm of each parameter, and all else as bytes."""

    head: LoopHead
    norms: Mapping[str, float]
    packed: bytes


class LoopStore(Database):
    """Watched loops and their frames. Every method raises StoreError where the file is locked,
    damaged, read-only or its disk full."""

    # -- what a loop writes --------------------------------------------------------------------------

    def begin(self, name: str, pid: int) -> str:
        """Enter a loop of the machine's own user and return its id."""
        id, now = secrets.token_hex(4), clock.now()
        with self.transaction() as run:
            run(
                "INSERT INTO loops (id, name, created, heartbeat, pid, said, owner) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id, one_line(name, LONGEST_NAME), now, now, pid, NOTHING.to_json(), MACHINE),
            )
        return id

    def beat(self, id: str, calls: int, message: Message, ended: bool = False) -> bool:
        """Say that a loop is alive, or that it has ended, and what there is to say of it; returns
        whether it is still wanted."""
        with self.transaction() as run:
            return self._beat(run, id, calls, message, ended)

    def write(self, id: str, frame: LoopFrame, message: Message, most_bytes: int) -> bool:
        """Store a frame; of all before it so many are kept, evenly spread, as have room in so many
        bytes. Returns whether the loop is still wanted."""
        number, call, seconds = frame.head
        norms = json.dumps(dict(frame.norms))
        with self.transaction() as run:
            if not self._beat(run, id, call, message, False):
                return False
            written = checksum(frame.head, norms, frame.packed)
            run(
                "INSERT OR REPLACE INTO loop_frames (loop, number, call, seconds, norms, packed, "
                "checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id, number, call, seconds, norms, frame.packed, written),
            )
            self._thin(run, id, number, most_bytes)
        return True

    def write_losses(self, id: str, points: Array) -> None:
        """Store the losses that a loop has told so far, `(2, n)`: its steps, and a loss at each."""
        data = np.ascontiguousarray(points, dtype="<f8").tobytes()
        text = (
            "INSERT OR REPLACE INTO loop_losses (loop, points, checksum) "
            "SELECT id, ?, ? FROM loops WHERE id = ?"
        )
        with self.transaction() as run:
            run(text, (data, checksum_of(data), id))

    def _beat(self, run: Any, id: str, calls: int, message: Message, ended: bool) -> bool:
        changed = run(
            "UPDATE loops SET heartbeat = ?, calls = ?, said = ?, ended = ? "
            "WHERE id = ? AND removed IS NULL",
            (clock.now(), calls, message.to_json(), ended, id),
        )
        return bool(changed.rowcount > 0)

    def _thin(self, run: Any, id: str, number: int, most_bytes: int) -> None:
        """Keep the frames whose numbers the stride divides, and the newest; double the stride while
        there are too many."""
        which = "FROM loop_frames WHERE loop = ?"
        (stride,) = run("SELECT stride FROM loops WHERE id = ?", (id,)).fetchone()
        run(f"DELETE {which} AND number = ? AND number % ?", (id, number - 1, stride))
        asked = f"SELECT count(*), total(length(packed) + length(norms)) {which}"
        count, size = run(asked, (id,)).fetchone()
        while count > MOST_FRAMES or (size > most_bytes and count > FEWEST_FRAMES):
            stride *= 2
            run(f"DELETE {which} AND number % ? AND number < ?", (id, stride, number))
            run("UPDATE loops SET stride = ? WHERE id = ?", (stride, id))
            count, size = run(asked, (id,)).fetchone()

    # -- what a page reads ---------------------------------------------------------------------------

    def loops(self, owners: tuple[str, ...], most: int) -> list[Loop]:
        """The newest loops of some owners, at most so many, the newest first."""
        which = (
            "WHERE removed IS NULL AND owner IN (SELECT value FROM json_each(?)) "
            "ORDER BY number DESC LIMIT ?"
        )
        asked = f"SELECT {COLUMNS}, {NEWEST} FROM loops {which}"
        return [_loop(row) for row in self.rows(asked, json.dumps(list(owners)), most)]

    def loop(self, id: str) -> Loop:
        """One loop; raises StoreError if there is none of that id."""
        asked = f"SELECT {COLUMNS}, {NEWEST} FROM loops WHERE id = ? AND removed IS NULL"
        found = self.rows(asked, id)
        if not found:
            raise no_loop(id)
        return _loop(found[0])

    def heads(self, id: str) -> list[LoopHead]:
        """The frames that are stored, the oldest first; they are evenly thinned, the last is the
        newest."""
        found = self.rows(
            "SELECT number, call, seconds FROM loop_frames WHERE loop = ? ORDER BY number", id
        )
        return [LoopHead(*values) for values in found]

    def norms(self, id: str) -> list[tuple[LoopHead, dict[str, float]]]:
        """The gradient norm of each parameter in every frame that is stored, the oldest first."""
        asked = "SELECT number, call, seconds, norms FROM loop_frames WHERE loop = ? ORDER BY number"
        return [(LoopHead(*head), _norms(text)) for *head, text in self.rows(asked, id)]

    def losses(self, id: str) -> Array:
        """The losses that a loop has told, `(2, n)`; none where it has told none, or what is stored of
        them is damaged."""
        asked = "SELECT points, checksum FROM loop_losses WHERE loop = ?"
        for data, written in self.rows(asked, id):
            with suppress(ValueError, TypeError):
                if written == checksum_of(data):
                    return np.frombuffer(data, dtype="<f8").reshape(2, -1)
        return np.empty((2, 0))

    def stamps_of_losses(self, ids: Sequence[str]) -> dict[str, bytes]:
        """What changes with the losses of each of some loops that has told any."""
        asked = "SELECT loop, checksum FROM loop_losses WHERE loop IN (SELECT value FROM json_each(?))"
        return dict(self.rows(asked, json.dumps(list(ids))))

    def frame(self, id: str, number: int) -> LoopFrame:
        """One frame; raises StoreError if it is not stored (any more), or damaged."""
        found = self.rows(
            "SELECT number, call, seconds, norms, packed, checksum FROM loop_frames "
            "WHERE loop = ? AND number = ?",
            id,
            number,
        )
        if not found:
            raise StoreError(
                "Frame {number} of the watched loop {id} is not kept any more.",
                kind=ErrorKind.MISSING,
                number=number,
                id=id,
            )
        *head, norms, packed, written = found[0]
        with whole(Message("A stored frame")):
            if written != checksum(LoopHead(*head), norms, packed):
                raise StoreError(
                    "A stored frame is damaged: its checksum is another one.", kind=ErrorKind.DAMAGED
                )
        return LoopFrame(LoopHead(*head), _norms(norms), packed)

    def frame_from(self, id: str, number: int) -> LoopFrame:
        """One frame, or the first one stored after it where it has been thinned out since its number
        was read; raises what `frame` does."""
        try:
            return self.frame(id, number)
        except StoreError as problem:
            later = next((head for head in self.heads(id) if head.number > number), None)
            if problem.kind != ErrorKind.MISSING or later is None:
                raise
        return self.frame_from(id, later.number)

    def rename_loop(self, id: str, name: str, owners: tuple[str, ...]) -> bool:
        """Call a loop of one of these owners otherwise; returns whether there was one."""
        which = "UPDATE loops SET name = ? WHERE id = ? AND owner IN (SELECT value FROM json_each(?))"
        values = one_line(name, LONGEST_NAME), id, json.dumps(list(owners))
        with self.transaction() as run:
            return bool(run(which, values).rowcount > 0)

    def remove_loop(self, id: str, owners: tuple[str, ...]) -> bool:
        """Forget a loop of one of these owners and its frames; who writes it writes no more. Returns
        whether there was one."""
        which = "DELETE FROM loops WHERE id = ? AND owner IN (SELECT value FROM json_each(?))"
        with self.transaction() as run:
            found = bool(run(which, (id, json.dumps(list(owners)))).rowcount > 0)
        self.rows("PRAGMA incremental_vacuum")
        return found


def no_loop(id: str) -> StoreError:
    """That there is none, or none for who asks."""
    return StoreError("There is no watched loop {id} (any more).", kind=ErrorKind.MISSING, id=id)


def checksum(head: LoopHead, norms: str, packed: bytes) -> bytes:
    """Of all that is written of a frame: CRC-32."""
    described = repr((head.number, head.call, float(head.seconds), norms))
    return checksum_of(described.encode(), packed)


def _norms(text: Any) -> dict[str, float]:
    with whole(Message("A stored frame")):
        return {str(name): float(norm) for name, norm in json.loads(text).items()}


def _loop(row: tuple[Any, ...]) -> Loop:
    id, name, created, heartbeat, ended, pid, said, calls, owner, newest = row
    with whole(Message("A watched loop")):
        message = Message.from_json(said)
        return Loop(
            id,
            name + "",
            float(created),
            float(heartbeat),
            bool(ended),
            pid,
            message,
            calls,
            owner,
            newest,
        )
