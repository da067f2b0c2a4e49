"""Experiments and what became of them: what pages read, and the commands that they give to workers."""

import json
import math
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import ValidationError

from rnnviz.experiments import commands
from rnnviz.experiments.checkpoint import FrameHead, StoredFrame, StoredRun
from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Command, Resume, Stop
from rnnviz.experiments.status import Event, Status, after
from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.message import Message, Refusal
from rnnviz.training.curve import NONE, Curve, until, view
from rnnviz.training.experiment import Experiment, refusal, samples_per_update
from rnnviz.training.learner import RunStatus

__all__ = ["Curve", "FrameHead", "Row", "Store", "StoreError", "StoredFrame", "StoredRun"]

POINTS = 800  # of a curve that is drawn, at most
ROW = (
    "id, title, created, status, said AS message, samples, total, experiment, speed, paused, worker, "
    "pid, heartbeat"
)
# of every row, beside it
NEWEST = "SELECT {} FROM frames WHERE frames.experiment = experiments.id ORDER BY number DESC LIMIT 1"
ROWS = f"SELECT ({NEWEST.format('number')}), ({NEWEST.format('seconds')}), {ROW} FROM experiments"
RUN = "samples, updates, loss, gradient_norm, status, diverged_at, seconds, total, state, measures"


@dataclass(frozen=True)
class Row:
    """One experiment as it stands."""

    id: str
    title: str
    created: float  # seconds since 1970
    status: Status
    message: Message  # what is said about it, which may be nothing
    samples: int  # seen by every run that has not diverged
    total: int  # samples that it is to see
    experiment: Experiment
    speed: float | None  # updates a second, None for full speed
    paused: bool  # whether its worker is to begin paused
    worker: str | None  # what its worker signs with, None while it has none
    pid: int | None  # its worker's process
    heartbeat: float | None  # when the worker was last heard of, seconds since 1970
    # the newest frame that is kept of it, by its number and its seconds of training; after an undo
    # another one may come to the same number
    newest: tuple[int, float] | None = None


@dataclass(frozen=True)
class Course:
    """What is kept of an experiment up to its newest frame, all of one moment."""

    frames: tuple[FrameHead, ...]  # the oldest first
    curves: tuple[Curve, ...]  # of each run
    measures: tuple[list[tuple[int, dict[str, float]]], ...]  # of each run, see `Store.measures`


class Store(Database):
    """Experiments, frames, checkpoints, curves and commands; every method raises StoreError, a
    sentence, where the file is locked, damaged, read-only or its disk full."""

    def _prepare(self) -> None:
        super()._prepare()
        self._fill_in_digests()

    def _fill_in_digests(self) -> None:
        """For what was stored before experiments had a digest, where it makes sense to this rnnviz."""
        found = []
        for id, text in self.rows("SELECT id, experiment FROM experiments WHERE digest IS NULL"):
            with suppress(StoreError):
                found.append((_experiment(text).digest, id))
        if found:
            with self.transaction() as run:
                for digest, id in found:
                    run("UPDATE experiments SET digest = ? WHERE id = ?", (digest, id))

    # -- experiments ---------------------------------------------------------------------------------

    def add(self, experiment: Experiment, title: str = "") -> str:
        """Enter an experiment, as queued, and return its id."""
        name = secrets.token_hex(4)
        now = time.time()
        with self.transaction() as run:
            run(
                "INSERT INTO experiments (id, title, created, experiment, digest, status, said, total, "
                "queued) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?)",
                (
                    name,
                    title,
                    now,
                    experiment.to_json(),
                    experiment.digest,
                    Status.QUEUED,
                    experiment.samples,
                    now,
                ),
            )
        return name

    def experiments(self) -> list[Row]:
        """All of them that make sense to this rnnviz, the newest first."""
        return self._readable("ORDER BY number DESC")

    def newest(self, experiment: Experiment) -> Row | None:
        """The newest training of exactly this experiment."""
        found = self._readable("WHERE digest = ? ORDER BY number DESC", experiment.digest)
        # the digest leaves out what is as usual, and a later version may think otherwise of that
        return next((row for row in found if row.experiment == experiment), None)

    def working(self) -> list[Row]:
        """Those that have a worker, or had one that nobody has missed yet."""
        return self._readable("WHERE worker > ''")

    def is_busy(self) -> bool:
        """Whether any of them has a worker or waits for one."""
        asked = "SELECT EXISTS (SELECT 1 FROM experiments WHERE worker > '' OR status = ?)"
        return bool(self.rows(asked, Status.QUEUED)[0][0])

    def _readable(self, which: str, *values: object) -> list[Row]:
        # one that another version has written must not hide the others
        found = []
        for row in self.rows(f"{ROWS} {which}", *values):
            try:
                found.append(_row(row))
            except StoreError as error:
                if error.kind != ErrorKind.FOREIGN:
                    raise
        return found

    def row(self, id: str) -> Row:
        """One experiment; raises StoreError if there is none of that id."""
        found = self.rows(f"{ROWS} WHERE id = ?", id)
        if not found:
            raise StoreError("There is no experiment {id} (any more).", kind=ErrorKind.MISSING, id=id)
        return _row(found[0])

    def rename(self, id: str, title: str) -> None:
        """Give an experiment another title."""
        with self.transaction() as run:
            run("UPDATE experiments SET title = ? WHERE id = ?", (title, id))

    def remove(self, id: str) -> None:
        """Forget an experiment and all that belongs to it; its worker, if any, ends by itself."""
        with self.transaction() as run:
            run("DELETE FROM experiments WHERE id = ?", (id,))
        self.rows("PRAGMA incremental_vacuum")

    # -- what was kept of it -------------------------------------------------------------------------

    def frames(self, id: str) -> list[FrameHead]:
        """The frames kept for scrubbing, the oldest first; they are evenly thinned, the last is new."""
        found = self.rows(
            "SELECT number, samples, seconds FROM frames WHERE experiment = ? ORDER BY number", id
        )
        return [FrameHead(*values) for values in found]

    def frame(self, id: str, number: int) -> StoredFrame:
        """One frame; raises StoreError if it is not kept (any more)."""
        found = self._frame(id, "number = ?", number)
        if found is None:
            raise StoreError(
                "Frame {number} of experiment {id} is not kept any more.",
                kind=ErrorKind.MISSING,
                number=number,
                id=id,
            )
        return found

    def last_frame(self, id: str) -> StoredFrame | None:
        """The newest frame, None if there is none yet."""
        return self._frame(id, "number = (SELECT max(number) FROM frames WHERE experiment = ?)", id)

    def _frame(self, id: str, which: str, value: object) -> StoredFrame | None:
        with self.reading() as run:
            head = run(
                f"SELECT number, samples, seconds FROM frames WHERE experiment = ? AND {which}",
                (id, value),
            ).fetchone()
            if head is None:
                return None
            found = run(
                f"SELECT {RUN} FROM checkpoints WHERE experiment = ? AND frame = ? ORDER BY run",
                (id, head[0]),
            ).fetchall()
        number, samples, seconds = head
        return StoredFrame(number, samples, seconds, tuple(_run(values) for values in found))

    def curves(self, id: str, points: int = POINTS) -> list[Curve]:
        """Loss and gradient norm of every run, at most so many points each (from 10)."""
        with self.reading() as run:
            experiment = self.row(id).experiment
            kept = read_points(run, id, len(experiment.runs))
        return _curves(experiment, kept, points)

    def course(self, row: Row) -> Course:
        """All that is kept of an experiment but what its frames hold, read at once."""
        with self.reading() as run:
            frames = self.frames(row.id)
            kept = read_points(run, row.id, len(row.experiment.runs))
            measured = self._measures(row)
        return Course(tuple(frames), tuple(_curves(row.experiment, kept, POINTS)), tuple(measured))

    def measures(self, id: str) -> list[list[tuple[int, dict[str, float]]]]:
        """What each run's network was measured at in the frames that are kept: samples seen, and shares
        from 0 to 1 by name."""
        return self._measures(self.row(id))

    def _measures(self, row: Row) -> list[list[tuple[int, dict[str, float]]]]:
        found: list[list[tuple[int, dict[str, float]]]] = [[] for _ in row.experiment.runs]
        asked = "SELECT run, samples, measures FROM checkpoints WHERE experiment = ? ORDER BY frame"
        for place, samples, text in self.rows(asked, row.id):
            found[place].append((samples, json.loads(text)))
        return found

    # -- commands ------------------------------------------------------------------------------------

    def command(self, id: str, command: Command) -> bool:
        """Leave a command for an experiment's worker; False if the experiment is over, and so nobody
        will obey. Raises Refusal for a run that is not there."""
        row = self.row(id)
        if isinstance(command, ChangeRate) and command.run not in range(len(row.experiment.runs)):
            raise Refusal(
                "run is {run!r}; allowed are 0 to {last}.",
                run=command.run,
                last=len(row.experiment.runs) - 1,
            )
        with self.transaction() as run:
            if isinstance(command, ChangeSpeed):
                # it stays with the experiment, for whoever looks or goes on with it
                run("UPDATE experiments SET speed = ? WHERE id = ?", (command.speed, id))
            status, worker = run(
                "SELECT status, worker FROM experiments WHERE id = ?", (id,)
            ).fetchone() or ("gone", None)
            waits = status == Status.QUEUED
            if worker is not None or (waits and isinstance(command, ChangeRate | ChangeSpeed)):
                run(
                    "INSERT INTO commands (experiment, name, arguments) VALUES (?, ?, ?)",
                    (id, *commands.write(command)),
                )
                return True
            if not waits:
                return False
            if isinstance(command, Stop):
                run(
                    "UPDATE experiments SET status = ?, said = ? WHERE id = ?",
                    (
                        after(Status.QUEUED, command.event),
                        Message("Stopped before its turn came.").to_json(),
                        id,
                    ),
                )
            else:
                paused = not isinstance(command, Resume)
                run("UPDATE experiments SET paused = ? WHERE id = ?", (paused, id))
            return True

    # -- having workers ------------------------------------------------------------------------------

    def waiting(self) -> list[str]:
        """The ids of those that are to have a worker and have none, in the order of their turns."""
        found = self.rows(
            "SELECT id FROM experiments WHERE status = ? AND worker IS NULL ORDER BY queued, number",
            Status.QUEUED,
        )
        return [id for (id,) in found]

    def assign(self, id: str, worker: str, most: int) -> bool:
        """Give an experiment that waits a worker's signature, unless `most` have one already, and so it
        goes on waiting; False, too, for one that does not wait."""
        with self.transaction() as run:
            row = self.row(id)
            if row.status != Status.QUEUED or row.worker is not None:
                return False
            ((busy,),) = run("SELECT count(*) FROM experiments WHERE worker IS NOT NULL").fetchall()
            free = busy < most
            said = (Message("It starts.") if free else _waits(most)).to_json()
            if free:
                run(
                    "UPDATE experiments SET worker = ?, heartbeat = ?, said = ? WHERE id = ?",
                    (worker, time.time(), said, id),
                )
            else:
                run("UPDATE experiments SET said = ? WHERE id = ? AND said != ?", (said, id, said))
            return free

    def set_process(self, id: str, worker: str, pid: int) -> None:
        """Which process an experiment's worker is, unless it has another worker by now."""
        with self.transaction() as run:
            run("UPDATE experiments SET pid = ? WHERE id = ? AND worker = ?", (pid, id, worker))

    def mark_dead(self, row: Row, message: Message) -> None:
        """That an experiment's worker has died, unless it has been heard of since the row was read."""
        with self.transaction() as run:
            run(
                "UPDATE experiments SET status = ?, said = ?, lost = worker, worker = NULL, "
                "pid = NULL WHERE id = ? AND worker = ? AND heartbeat IS ?",
                (
                    after(row.status, Event.DIE),
                    message.to_json(),
                    row.id,
                    row.worker,
                    row.heartbeat,
                ),
            )

    # -- starting over -------------------------------------------------------------------------------

    def requeue(self, id: str, number: int | None = None, paused: bool | None = None) -> None:
        """Queue an experiment to go on from frame `number` (all after it is dropped; below 0 is from
        the very start), or from its newest one; `paused` None is: as it is now.

        A worker that is still at it notices that the experiment is no longer its own, and ends.
        """
        with self.transaction() as run:
            row = self.row(id)
            if number is not None:
                self._rewind(run, row, number)
            run("DELETE FROM commands WHERE experiment = ?", (id,))
            run(
                "UPDATE experiments SET status = ?, said = '', worker = NULL, lost = NULL, "
                "pid = NULL, heartbeat = NULL, queued = ?, paused = ? WHERE id = ?",
                (
                    after(row.status, Event.QUEUE),
                    time.time(),
                    row.status == Status.PAUSED if paused is None else paused,
                    id,
                ),
            )

    def _rewind(self, run: Any, row: Row, number: int) -> None:
        frame = None if number < 0 else self.frame(row.id, number)
        run("DELETE FROM frames WHERE experiment = ? AND number > ?", (row.id, number))
        run(
            "UPDATE experiments SET samples = ? WHERE id = ?",
            (0 if frame is None else min(frame.samples, row.total), row.id),
        )
        if frame is None:
            run("DELETE FROM curves WHERE experiment = ?", (row.id,))
            run("UPDATE experiments SET stride = 1 WHERE id = ?", (row.id,))
            return
        for place, one in enumerate(frame.runs):
            blocks = run(
                "SELECT block, points FROM curves WHERE experiment = ? AND run = ?", (row.id, place)
            ).fetchall()
            for block, blob in blocks:
                # the update at which a run diverged was never made, but has a loss
                left = until(decode(blob), one.diverged_at or one.updates)
                run(
                    "UPDATE curves SET points = ? WHERE experiment = ? AND run = ? AND block = ?",
                    (left.tobytes(), row.id, place, block),
                )


def read_points(run: Any, id: str, count: int) -> list[Array]:
    """What is kept of each run's curve."""
    parts: list[list[Array]] = [[NONE] for _ in range(count)]
    found = run("SELECT run, points FROM curves WHERE experiment = ? ORDER BY run, block", (id,))
    for place, blob in found:
        parts[place].append(decode(blob))
    return [np.concatenate(of, axis=1) for of in parts]


def _curves(experiment: Experiment, kept: list[Array], points: int) -> list[Curve]:
    return [
        view(of, samples_per_update(one, experiment), points)
        for one, of in zip(experiment.runs, kept, strict=True)
    ]


def decode(blob: bytes) -> Array:
    """Points of a curve as `(4, n)`."""
    return np.frombuffer(blob).reshape(len(NONE), -1)


@lru_cache(maxsize=256)
def _experiment(text: str) -> Experiment:
    try:
        return Experiment.from_json(text)
    except ValidationError as error:
        raise StoreError(
            "A stored experiment makes no sense to this rnnviz: {error}",
            kind=ErrorKind.FOREIGN,
            error=refusal(error).message,
        ) from error


def _row(values: tuple[Any, ...]) -> Row:
    number, seconds, *rest = values
    found = dict(zip([name.split()[-1] for name in ROW.split(", ")], rest, strict=True))
    read = {
        "experiment": _experiment(found["experiment"]),
        "status": Status(found["status"]),
        "message": _message(found["message"]),
        "paused": bool(found["paused"]),
        "newest": None if number is None else (number, seconds),
    }
    return Row(**found | read)


def _message(text: str) -> Message:
    try:
        return Message.from_json(text)
    except ValueError:  # from a worker of an earlier version that is still at it
        return Message.plain(text)


def _run(values: tuple[Any, ...]) -> StoredRun:
    found = dict(zip(RUN.split(", "), values, strict=True))
    for name in ("loss", "gradient_norm", "total"):  # SQLite keeps a NaN as NULL
        found[name] = math.nan if found[name] is None else found[name]
    found["measures"] = json.loads(found["measures"])
    found["status"] = RunStatus(found["status"])
    return StoredRun(**found)


def _waits(limit: int) -> Message:
    if limit == 1:
        return Message(
            "It waits for its turn: at most one experiment is under way at once here, paused ones too."
        )
    return Message(
        "It waits for its turn: at most {limit} experiments are under way at once here, paused ones "
        "too.",
        limit=limit,
    )
