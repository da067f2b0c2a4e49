"""What a worker writes: heartbeats, frames, its end; nothing once the experiment is another's."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rnnviz.experiments import commands
from rnnviz.experiments.checkpoint import pack
from rnnviz.experiments.commands import ChangeDuration, Command, Pace, Pause, Resume, Stop
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.experiments.stored_rows import COLUMNS, checksum, decode, encode, values_of
from rnnviz.nn.cells.base import Array
from rnnviz.storage.clock import clock
from rnnviz.text.message import NOTHING, Message
from rnnviz.training.curve import MOST, Tail, points, thin
from rnnviz.training.frame import Frame, RunStatus, by_run
from rnnviz.training.learner import Learner

MOST_FRAMES = 400  # of one experiment, to go back through
MOST_BYTES = 200_000_000  # of them together; large networks keep fewer frames
FEWEST_FRAMES = 2  # the first and the newest, however large
BLOCK = 256  # points of a curve that are written again with every frame, at most
CURVES = 16  # that may have so many points as one may; of more, as many seeds have, each keeps fewer
FEWEST_POINTS = 1024  # of a curve

# the words of some commands in the store
STOP, PAUSE, RESUME = (commands.write(one)[0] for one in (Stop(), Pause(), Resume()))
PACES = [commands.write(one)[0] for one in (commands.FULL, ChangeDuration(commands.SHORTEST))]


class Superseded(Exception):
    """The experiment has been removed, or another worker has it now."""


class FrameWriter:
    """What a worker writes; its methods raise Superseded as soon as the store says that the experiment
    is not that worker's."""

    def __init__(self, store: Store, id: str, worker: str) -> None:
        self.store, self.id, self.worker = store, id, worker
        self.number = -1
        self.checkpoints: list[bytes] = []
        self.tails: list[Tail] = []
        self.most_points = MOST  # of a curve
        self.problem = NOTHING  # what was damaged of what it goes on from

    def open(self, count: int) -> Frame | None:
        """Where the experiment of so many networks, each run with each seed, stands; what is written
        next goes on from there, which is before what is damaged."""
        last = self._last_whole()
        self.number = -1 if last is None else last.number
        self.checkpoints = [b""] * count if last is None else [run.checkpoint for run in last.states]
        self.tails, self.most_points = [], max(MOST * CURVES // max(count, CURVES), FEWEST_POINTS)
        for place in range(count):
            tail = Tail(total=0.0 if last is None else last.states[place].total)
            blocks = self.store.rows(
                "SELECT block, level, points, checksum FROM curves WHERE experiment = ? AND run = ? "
                "ORDER BY block",
                self.id,
                place,
            )
            if blocks:
                tail.block, tail.level = blocks[-1][0] + 1, blocks[-1][1]
                tail.stored = sum(of.shape[1] for of in decode(block[2:] for block in blocks))
            self.tails.append(tail)
        return last

    def _last_whole(self) -> Frame | None:
        found = self.store.last_whole_frame(self.id)
        if found is None:
            return None
        if found.problem:
            with self.store.transaction() as run:
                self._mine(run, "pid = pid")
                self.store.rewind(run, self.store.row(self.id), found.frame.number)
            self.problem = found.problem
        return found.frame

    def beat(
        self,
        status: Status,
        message: Message = NOTHING,
        idle: bool = False,
        remaining: float | None = None,
    ) -> Pace:
        """Say that the worker is alive and how it is, whether it mostly waits between updates, and how
        many seconds it will yet take, None if that is not known; returns the pace that is wanted."""
        with self.store.transaction() as run:
            self._mine(
                run,
                "heartbeat = ?, status = ?, said = ?, pid = ?, idle = ?, remaining = ?",
                clock.now(),
                status,
                message.to_json(),
                os.getpid(),
                idle,
                remaining,
            )
            asked = "SELECT speed, duration FROM experiments WHERE id = ?"
            return commands.pace(*run(asked, (self.id,)).fetchone())

    def commands(self) -> list[Command]:
        """What has been commanded since the last call, the oldest first."""
        asked = "SELECT number, name, arguments FROM commands WHERE experiment = ? ORDER BY number"
        found = self.store.rows(asked, self.id)
        if found:
            with self.store.transaction() as run:
                self._mine(run, "pid = pid")
                run(
                    "DELETE FROM commands WHERE experiment = ? AND number <= ?",
                    (self.id, found[-1][0]),
                )
        return [commands.read(name, arguments) for _, name, arguments in found]

    def is_told_to_stop(self) -> bool:
        """Whether a command to end waits to be obeyed; takes none."""
        asked = "SELECT EXISTS (SELECT 1 FROM commands WHERE experiment = ? AND name = ?)"
        return bool(self.store.rows(asked, self.id, STOP)[0][0])

    def pause(self, message: Message) -> bool:
        """Leave an experiment that is told to pause where its last frame was, to whoever goes on with
        it; False if it is told nothing, or more than that."""
        with self.store.transaction() as run:
            asked = "SELECT name FROM commands WHERE experiment = ? ORDER BY number"
            told = [name for (name,) in run(asked, (self.id,)).fetchall() if name not in PACES]
            if not told or told[-1] != PAUSE or not set(told) <= {PAUSE, RESUME}:
                return False
            self._leave(run, Status.PAUSED, message)
            run("DELETE FROM commands WHERE experiment = ?", (self.id,))
        return True

    def end(self, status: Status, message: Message = NOTHING) -> None:
        """Leave the experiment: finished, stopped or died."""
        with self.store.transaction() as run:
            self._leave(run, status, message)
            run("DELETE FROM commands WHERE experiment = ?", (self.id,))

    def rest(self, message: Message = NOTHING) -> bool:
        """Leave a paused experiment to whoever goes on with it; False if something was commanded
        meanwhile, and it is to be obeyed."""
        with self.store.transaction() as run:
            asked = "SELECT EXISTS (SELECT 1 FROM commands WHERE experiment = ?)"
            if run(asked, (self.id,)).fetchone()[0]:
                return False
            self._leave(run, Status.PAUSED, message)
        return True

    def _leave(self, run: Any, status: Status, message: Message) -> None:
        ending = "pid = NULL, status = ?, said = ?, used = ?, idle = 0"
        self._mine(run, ending, status, message.to_json(), clock.now())
        run("UPDATE experiments SET worker = NULL WHERE id = ?", (self.id,))

    def pack(self, frame: Frame, learners: Sequence[Learner]) -> Frame:
        """A frame with its checkpoints, ready to be written; takes over the points of its curves."""
        states = []
        for place, (run, learner, tail) in enumerate(
            zip(frame.states, learners, self.tails, strict=True)
        ):
            first = (run.diverged_at or run.updates) - len(run.update_losses) + 1
            tail.add(points(first, run.update_losses, run.update_norms, tail.total))
            if run.status != RunStatus.DIVERGED or not self.checkpoints[place]:
                self.checkpoints[place] = pack(learner.last_good)
            states.append(replace(run, total=tail.total, checkpoint=self.checkpoints[place]))
        alive = [run.samples for run in states if run.status != RunStatus.DIVERGED]
        samples = min(alive or [run.samples for run in states])
        return Frame(self.number + 1, samples, frame.seconds, by_run(states, len(frame.runs)))

    def write(
        self,
        frame: Frame,
        status: Status,
        message: Message = NOTHING,
        remaining: float | None = None,
    ) -> None:
        """Store a frame, in one transaction; after a StoreError it may be tried again."""
        number, done = frame.number, []
        with self.store.transaction() as run:
            self._mine(
                run,
                "heartbeat = ?, status = ?, said = ?, samples = min(?, total), remaining = ?",
                clock.now(),
                status,
                message.to_json(),
                frame.samples,
                remaining,
            )
            run(
                "INSERT INTO frames (experiment, number, samples, seconds) VALUES (?, ?, ?, ?)",
                (self.id, number, frame.samples, frame.seconds),
            )
            for place, one in enumerate(frame.states):
                values, state = values_of(one), one.checkpoint
                run(
                    f"INSERT INTO checkpoints (experiment, frame, run, {', '.join(COLUMNS)}, state, "
                    f"checksum) VALUES (?, ?, ?, {'?, ' * len(COLUMNS)}?, ?)",
                    (self.id, number, place, *values, state, checksum(frame, place, values, state)),
                )
                done.append(self._write_tail(run, place))
            self._thin(run, number, sum(len(one.checkpoint) for one in frame.states))
        self.number = number
        for tail, merged in zip(self.tails, done, strict=True):
            tail.stand(merged, BLOCK)

    def _mine(self, run: Any, setting: str, *values: object) -> None:
        changed = run(
            # a worker that was taken for dead, and only slept with its computer, has it back
            f"UPDATE experiments SET worker = ?, {setting} "
            "WHERE id = ? AND (worker = ? OR status = ? AND lost = ?)",
            (self.worker, *values, self.id, self.worker, Status.DIED, self.worker),
        )
        if not changed.rowcount:
            raise Superseded(self.id)

    def _write_tail(self, run: Any, place: int) -> int | None:
        """Write one curve's open block; if there are too many points, thin all of them first and return
        how many are left."""
        tail, merged = self.tails[place], None
        block, level, shown = tail.block, tail.level, tail.open()
        if tail.stored + tail.closed.shape[1] > self.most_points:
            blobs = run(
                "SELECT points, checksum FROM curves WHERE experiment = ? AND run = ? AND block < ? "
                "ORDER BY block",
                (self.id, place, block),
            ).fetchall()
            thinned = thin(np.concatenate([*decode(blobs), tail.closed], axis=1))
            merged, level = thinned.shape[1], level + 1
            run("DELETE FROM curves WHERE experiment = ? AND run = ?", (self.id, place))
            self._write_block(run, place, 0, level, thinned)
            block, shown = 1, shown[:, tail.closed.shape[1] :]
        if shown.shape[1]:
            self._write_block(run, place, block, level, shown)
        return merged

    def _write_block(self, run: Any, place: int, block: int, level: int, points: Array) -> None:
        run(
            "INSERT OR REPLACE INTO curves (experiment, run, block, level, points, checksum) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (self.id, place, block, level, *encode(points)),
        )

    def _thin(self, run: Any, number: int, size: int) -> None:
        """Keep the frames whose numbers the stride divides, and the newest; double the stride when
        there are too many."""
        which = "FROM frames WHERE experiment = ?"
        asked = "SELECT stride FROM experiments WHERE id = ?"
        ((stride,),) = run(asked, (self.id,)).fetchall()
        run(f"DELETE {which} AND number = ? AND number % ?", (self.id, number - 1, stride))
        ((count,),) = run(f"SELECT count(*) {which}", (self.id,)).fetchall()
        most = min(MOST_FRAMES, max(FEWEST_FRAMES, MOST_BYTES // max(size, 1)))
        while count > most:
            stride *= 2
            run(f"DELETE {which} AND number % ? AND number < ?", (self.id, stride, number))
            run("UPDATE experiments SET stride = ? WHERE id = ?", (stride, self.id))
            ((count,),) = run(f"SELECT count(*) {which}", (self.id,)).fetchall()
