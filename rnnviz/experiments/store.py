"""Experiments and what became of them: what pages read, and the commands that they give to workers."""

import json
import math
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import ValidationError

from rnnviz.experiments.checkpoint import FrameHead, StoredFrame, StoredRun
from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.message import Message, Refusal
from rnnviz.training.curve import NONE, Curve, until, view
from rnnviz.training.experiment import Experiment, refusal, samples_per_update

__all__ = ["Curve", "FrameHead", "Row", "Store", "StoreError", "StoredFrame", "StoredRun"]

COMMANDS = {
    "pause": (),
    "resume": (),
    "step": (),
    "stop": (),
    "rate": ("run", "rate"),
    "speed": ("speed",),
}
FASTEST = 1000.0  # updates a second; anything above is full speed
HIGHEST_RATE = 1000.0
ROW = (
    "id, title, created, status, said AS message, samples, total, experiment, speed, worker, pid, "
    "heartbeat"
)
RUN = "samples, updates, loss, gradient_norm, status, diverged_at, seconds, total, state, measures"


@dataclass(frozen=True)
class Row:
    """One experiment as it stands."""

    id: str
    title: str
    created: float  # seconds since 1970
    status: str  # queued | running | paused | finished | stopped | died
    message: Message  # what is said about it, which may be nothing
    samples: int  # seen by every run that has not diverged
    total: int  # samples that it is to see
    experiment: Experiment
    speed: float | None  # updates a second, None for full speed
    worker: str | None  # what its worker signs with, None while it has none
    pid: int | None  # its worker's process
    heartbeat: float | None  # when the worker was last heard of, seconds since 1970


class Store(Database):
    """Experiments, frames, checkpoints, curves and commands; every method raises StoreError, a
    sentence, where the file is locked, damaged, read-only or its disk full."""

    # -- experiments ---------------------------------------------------------------------------------

    def add(self, experiment: Experiment, title: str = "") -> str:
        """Enter an experiment, as queued, and return its id."""
        name = secrets.token_hex(4)
        now = time.time()
        with self.transaction() as run:
            run(
                "INSERT INTO experiments (id, title, created, experiment, status, said, total, queued)"
                " VALUES (?, ?, ?, ?, 'queued', '', ?, ?)",
                (name, title, now, experiment.to_json(), experiment.samples, now),
            )
        return name

    def experiments(self) -> list[Row]:
        """All of them that make sense to this rnnviz, the newest first."""
        return self._readable("ORDER BY number DESC")

    def newest(self, experiment: Experiment) -> Row | None:
        """The newest training of exactly this experiment."""
        found = self._readable("WHERE experiment = ? ORDER BY number DESC", experiment.to_json())
        return found[0] if found else None

    def working(self) -> list[Row]:
        """Those that have a worker, or had one that nobody has missed yet."""
        return self._readable("WHERE worker > ''")

    def is_busy(self) -> bool:
        """Whether any of them has a worker or waits for one."""
        asked = "SELECT EXISTS (SELECT 1 FROM experiments WHERE worker > '' OR status = 'queued')"
        return bool(self.rows(asked)[0][0])

    def _readable(self, which: str, *values: object) -> list[Row]:
        # one that another version has written must not hide the others
        found = []
        for row in self.rows(f"SELECT {ROW} FROM experiments {which}", *values):
            try:
                found.append(_row(row))
            except StoreError as error:
                if error.kind != ErrorKind.FOREIGN:
                    raise
        return found

    def row(self, id: str) -> Row:
        """One experiment; raises StoreError if there is none of that id."""
        found = self.rows(f"SELECT {ROW} FROM experiments WHERE id = ?", id)
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

    def curves(self, id: str, points: int = 800) -> list[Curve]:
        """Loss and gradient norm of every run, at most so many points each (from 10)."""
        with self.reading() as run:
            experiment = self.row(id).experiment
            kept = read_points(run, id, len(experiment.runs))
        return [
            view(of, samples_per_update(one, experiment), points)
            for one, of in zip(experiment.runs, kept, strict=True)
        ]

    def measures(self, id: str) -> list[list[tuple[int, dict[str, float]]]]:
        """What each run's network was measured at in the frames that are kept: samples seen, and shares
        from 0 to 1 by name."""
        found: list[list[tuple[int, dict[str, float]]]] = [[] for _ in self.row(id).experiment.runs]
        asked = "SELECT run, samples, measures FROM checkpoints WHERE experiment = ? ORDER BY frame"
        for place, samples, text in self.rows(asked, id):
            found[place].append((samples, json.loads(text)))
        return found

    # -- commands ------------------------------------------------------------------------------------

    def command(self, id: str, name: str, **arguments: Any) -> bool:
        """Leave a command for an experiment's worker; False if the experiment is over, and so nobody
        will obey.

        `pause`, `resume`, `step` (one update of every run, then pause), `stop`; `rate` with `run` (from
        0) and `rate`; `speed` with `speed`, updates a second or None for full speed. Raises ValueError,
        a sentence, for anything else.
        """
        row = self.row(id)
        _check(name, arguments, row.experiment)
        with self.transaction() as run:
            if name == "speed":
                # it stays with the experiment, for whoever looks or goes on with it
                run("UPDATE experiments SET speed = ? WHERE id = ?", (arguments["speed"], id))
            status, worker = run(
                "SELECT status, worker FROM experiments WHERE id = ?", (id,)
            ).fetchone() or ("gone", None)
            if worker is not None or (status == "queued" and name in ("rate", "speed")):
                run(
                    "INSERT INTO commands (experiment, name, arguments) VALUES (?, ?, ?)",
                    (id, name, json.dumps(arguments)),
                )
                return True
            if status != "queued":
                return False
            if name == "stop":
                run(
                    "UPDATE experiments SET status = 'stopped', said = ? WHERE id = ?",
                    (Message("Stopped before its turn came.").to_json(), id),
                )
            else:
                run("UPDATE experiments SET paused = ? WHERE id = ?", (name != "resume", id))
            return True

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
                "UPDATE experiments SET status = 'queued', said = '', worker = NULL, lost = NULL, "
                "pid = NULL, heartbeat = NULL, queued = ?, paused = ? WHERE id = ?",
                (time.time(), row.status == "paused" if paused is None else paused, id),
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
    names = [name.split()[-1] for name in ROW.split(", ")]
    found = dict(zip(names, values, strict=True))
    found["experiment"] = _experiment(found["experiment"])
    return Row(**found | {"message": _message(found["message"])})


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
    return StoredRun(**found)


def _check(name: str, arguments: dict[str, Any], experiment: Experiment) -> None:
    if name not in COMMANDS:
        raise Refusal(
            "There is no command {name!r}; there are {names}.", name=name, names=list(COMMANDS)
        )
    if set(arguments) != set(COMMANDS[name]):
        raise Refusal(
            "The command {name} takes {wanted}, not {given}.",
            name=name,
            wanted=list(COMMANDS[name]) or Message("nothing"),
            given=list(arguments) or Message("nothing"),
        )
    if name == "speed":
        speed = arguments["speed"]
        if speed is not None and not 0.01 <= speed <= FASTEST:
            raise Refusal(
                "speed is {speed}; allowed are 0.01 to {most:g} updates a second, or None for full.",
                speed=speed,
                most=FASTEST,
            )
    if name == "rate":
        last, run, rate = len(experiment.runs) - 1, arguments["run"], arguments["rate"]
        if run not in range(last + 1):
            raise Refusal("run is {run!r}; allowed are 0 to {last}.", run=run, last=last)
        if not 0.0 < rate <= HIGHEST_RATE:
            raise Refusal(
                "rate is {rate}; allowed are numbers above 0, up to {most:g}.",
                rate=rate,
                most=HIGHEST_RATE,
            )
