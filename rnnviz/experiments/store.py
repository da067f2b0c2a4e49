"""The store of experiments: their frames and curves, as pages read them, and going back to a frame."""

import json
import math
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnnviz.experiments import checkpoint
from rnnviz.experiments.row import Row, read_experiment
from rnnviz.experiments.work_queue import WorkQueue
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.training.curve import NONE, Curve, until, view
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import Frame, FrameHead, RunState, RunStatus

POINTS = 800  # of a curve that is drawn, at most
RUN = (
    "samples, updates, loss, gradient_norm, total, status, diverged_at, seconds, measures, held_out, "
    "state AS checkpoint"
)
NAMES = [name.split()[-1] for name in RUN.split(", ")]


class Measured(NamedTuple):
    """What a run was measured at in a frame."""

    samples: int
    shares: dict[str, float]  # from 0 to 1 by name
    held_out: float = math.nan  # the loss on data that are kept from training


Measures = list[Measured]  # of each run


@dataclass(frozen=True)
class Course:
    """What is stored of an experiment up to its newest frame, all of one moment."""

    measured: tuple[tuple[FrameHead, Measures], ...]  # every frame, the oldest first, and its measures
    curves: tuple[Curve, ...]  # of each run

    @property
    def frames(self) -> list[FrameHead]:
        """The frames, the oldest first."""
        return [head for head, _measures in self.measured]

    def measures(self, place: int) -> list[tuple[int, dict[str, float]]]:
        """What the run at that place was measured at, see `Store.measures`."""
        return [(of[place].samples, of[place].shares) for _head, of in self.measured]

    def held_out(self, place: int) -> tuple[Array, Array]:
        """The samples seen by the run at that place, and its loss on data that are kept from training,
        wherever that was measured."""
        found = [of[place] for _head, of in self.measured if math.isfinite(of[place].held_out)]
        samples, losses = ([one.samples for one in found], [one.held_out for one in found])
        return np.array(samples, float), np.array(losses, float)


class Store(WorkQueue):
    """Experiments, frames with their checkpoints, and curves. Every method raises StoreError where the
    file is locked, damaged, read-only or its disk full."""

    def frames(self, id: str) -> list[FrameHead]:
        """The frames that are stored, the oldest first; they are evenly thinned, the last is the
        newest."""
        found = self.rows(
            "SELECT number, samples, seconds FROM frames WHERE experiment = ? ORDER BY number", id
        )
        return [FrameHead(*values) for values in found]

    def frame(self, id: str, number: int) -> Frame:
        """One frame; raises StoreError if it is not stored (any more)."""
        found = self._frame(id, "number = ?", number)
        if found is None:
            raise StoreError(
                "Frame {number} of experiment {id} is not kept any more.",
                kind=ErrorKind.MISSING,
                number=number,
                id=id,
            )
        return found

    def last_frame(self, id: str) -> Frame | None:
        """The newest frame, None if there is none yet."""
        return self._frame(id, "number = (SELECT max(number) FROM frames WHERE experiment = ?)", id)

    def _frame(self, id: str, which: str, value: object) -> Frame | None:
        its = "(SELECT experiment FROM experiments WHERE id = frames.experiment)"
        with self.reading() as run:
            head = run(
                f"SELECT {its}, number, samples, seconds FROM frames WHERE experiment = ? AND {which}",
                (id, value),
            ).fetchone()
            if head is None:
                return None
            found = run(
                f"SELECT {RUN} FROM checkpoints WHERE experiment = ? AND frame = ? ORDER BY run",
                (id, head[1]),
            ).fetchall()
        text, number, samples, seconds = head
        experiment = read_experiment(text)
        states = [
            _run_state(experiment, run, values)
            for run, values in zip(experiment.runs, found, strict=True)
        ]
        return Frame(number, samples, seconds, tuple(states))

    def curves(self, id: str, points: int = POINTS) -> list[Curve]:
        """Loss and gradient norm of every run, at most so many points each (from 10)."""
        with self.reading() as run:
            experiment = self.row(id).experiment
            stored = read_points(run, id, len(experiment.runs))
        return _curves(experiment, stored, points)

    def course(self, row: Row, before: Course | None = None) -> Course:
        """All that is stored of an experiment but what its frames hold, read at once; of the frames
        that were there `before` nothing is read again."""
        with self.reading() as run:
            frames = self.frames(row.id)
            stored = read_points(run, row.id, len(row.experiment.runs))
            known = dict(before.measured) if before else {}
            new = [head for head in frames if head not in known]
            found = self._measures(row.id, new[0].number) if new else {}
        none: Measures = [Measured(0, {})] * len(row.experiment.runs)
        measured = tuple((head, known.get(head) or found.get(head.number, none)) for head in frames)
        return Course(measured, tuple(_curves(row.experiment, stored, POINTS)))

    def measures(self, id: str) -> list[list[tuple[int, dict[str, float]]]]:
        """What each run's network was measured at in the frames that are stored: samples seen, and
        shares from 0 to 1 by name."""
        count = len(self.row(id).experiment.runs)
        found = self._measures(id).values()
        return [[(of[place].samples, of[place].shares) for of in found] for place in range(count)]

    def _measures(self, id: str, first: int = 0) -> dict[int, Measures]:
        """What was measured of each run, by the number of the frame, from the first on."""
        found: dict[int, Measures] = {}
        asked = (
            "SELECT frame, samples, measures, held_out FROM checkpoints "
            "WHERE experiment = ? AND frame >= ? ORDER BY frame, run"
        )
        for number, samples, text, held in self.rows(asked, id, first):
            loss = math.nan if held is None else held
            found.setdefault(number, []).append(Measured(samples, json.loads(text), loss))
        return found

    def requeue(self, id: str, number: int | None = None, paused: bool | None = None) -> None:
        """Queue an experiment to go on from frame `number` (all after it is dropped; below 0 is from
        the very start), or from its newest one; `paused` None is: as it is now.

        A worker that is still at it notices that the experiment is no longer its own, and ends.
        """
        with self.transaction() as run:
            row = self.row(id)
            if number is not None:
                self._rewind(run, row, number)
            self.queue_again(run, row, paused)

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
        for place, state in enumerate(frame.runs):
            blocks = run(
                "SELECT block, points FROM curves WHERE experiment = ? AND run = ?", (row.id, place)
            ).fetchall()
            for block, blob in blocks:
                # the update at which a run diverged was never made, but has a loss
                left = until(decode(blob), state.diverged_at or state.updates)
                run(
                    "UPDATE curves SET points = ? WHERE experiment = ? AND run = ? AND block = ?",
                    (left.tobytes(), row.id, place, block),
                )


def read_points(run: Any, id: str, count: int) -> list[Array]:
    """What is stored of each run's curve."""
    parts: list[list[Array]] = [[NONE] for _ in range(count)]
    found = run("SELECT run, points FROM curves WHERE experiment = ? ORDER BY run, block", (id,))
    for place, blob in found:
        parts[place].append(decode(blob))
    return [np.concatenate(of, axis=1) for of in parts]


def decode(blob: bytes) -> Array:
    """Points of a curve as `(4, n)`."""
    return np.frombuffer(blob).reshape(len(NONE), -1)


def _curves(experiment: Experiment, stored: list[Array], points: int) -> list[Curve]:
    return [
        view(of, samples_per_update(run, experiment), points)
        for run, of in zip(experiment.runs, stored, strict=True)
    ]


def _run_state(experiment: Experiment, run: Run, values: tuple[Any, ...]) -> RunState:
    found = dict(zip(NAMES, values, strict=True))
    for name in ("loss", "gradient_norm", "total", "held_out"):  # SQLite keeps a NaN as NULL
        found[name] = math.nan if found[name] is None else found[name]
    state = found["checkpoint"]
    read = {
        "measures": json.loads(found["measures"]),
        "status": RunStatus(found["status"]),
        "rate": checkpoint.rate(state),
        "log": checkpoint.log(state),
        "load": partial(checkpoint.parameters, state),
        "build": partial(experiment.task.model, run),
    }
    return RunState(**found | read)
