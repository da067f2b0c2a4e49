"""The store of experiments: their frames and curves, as pages read them, and going back to a frame."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from rnnviz.experiments.row import Row, read_experiment
from rnnviz.experiments.stored_curves import POINTS, curves_of, drawn_curves, read_points
from rnnviz.experiments.stored_rows import (
    COLUMNS,
    decode,
    encode,
    read_measures,
    read_status,
    run_state,
)
from rnnviz.experiments.work_queue import WorkQueue
from rnnviz.nn.cells.base import Array
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import NOTHING, Message
from rnnviz.training.curve import Curve, until
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame, FrameHead, RunStatus, by_run, median_seed

RUN = f"{', '.join(COLUMNS)}, state, checksum"


class Measured(NamedTuple):
    """What a run was measured at in a frame; of several seeds what the median one was."""

    samples: int
    shares: dict[str, float]  # from 0 to 1 by name
    held_out: float = math.nan  # the loss on data that are kept from training
    loss: float = math.nan  # of the last updates before the frame, in nats
    status: RunStatus = RunStatus.RUNNING
    diverged_at: int | None = None
    seeds: tuple["Measured", ...] = ()  # each by itself, where there are several


Measures = list[Measured]  # of each run


@dataclass(frozen=True)
class Course:
    """What is stored of an experiment up to its newest frame, all of one moment."""

    measured: tuple[tuple[FrameHead, Measures], ...]  # every frame, the oldest first, and its measures
    curves: tuple[Curve, ...]  # of each run, with its median seed in the newest frame
    is_damaged: bool = False  # whether a part of the curves is, and left out
    each: tuple[tuple[Curve, ...], ...] = ()  # of each run and seed, where there are several

    def curves_of_seeds(self, place: int) -> tuple[Curve, ...]:
        """The curves of the run at that place with each of its seeds."""
        return self.each[place] if self.each else (self.curves[place],)

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


class WholeFrame(NamedTuple):
    """A frame that can be read, and what is said where a newer one is damaged."""

    frame: Frame
    problem: Message


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

    def whole_frame(self, id: str, number: int) -> WholeFrame:
        """One frame. Where it has been thinned out since its number was read, the first one that was
        stored after it: at full speed that takes a tenth of a second. Where it is damaged, the newest
        one before it that is not. Raises StoreError if there is none."""
        try:
            return WholeFrame(self.frame(id, number), NOTHING)
        except StoreError as problem:
            heads = self.frames(id)
            if problem.kind == ErrorKind.DAMAGED:
                return self._whole_before(heads, id, number, problem)
            later = next((head for head in heads if head.number > number), None)
            if problem.kind != ErrorKind.MISSING or later is None:
                raise
        return self.whole_frame(id, later.number)

    def _whole_before(
        self, heads: Sequence[FrameHead], id: str, number: int, problem: StoreError
    ) -> WholeFrame:
        """The newest frame before a damaged one that is not, and what is said of it; raises the
        `problem` if there is none."""
        samples = {head.number: head.samples for head in heads}
        for before in sorted((other for other in samples if other < number), reverse=True):
            with suppress(StoreError):
                frame = self.frame(id, before)
                said = Message(
                    "What was stored at {samples:,} samples is damaged; what was stored before, at "
                    "{before:,} samples, takes its place.",
                    samples=samples.get(number, frame.samples),
                    before=frame.samples,
                )
                return WholeFrame(frame, said)
        raise problem

    def last_whole_frame(self, id: str) -> WholeFrame | None:
        """The same of the newest frame, None if there is no frame yet."""
        heads = self.frames(id)
        return self.whole_frame(id, heads[-1].number) if heads else None

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
        text, *of = head
        experiment, read = read_experiment(text), FrameHead(*of)
        if len(found) != experiment.networks:
            raise StoreError(
                "Frame {number} of experiment {id} is damaged: it has {count} runs.",
                kind=ErrorKind.DAMAGED,
                number=read.number,
                id=id,
                count=len(found),
            )
        states = [
            run_state(experiment, experiment.runs[place // experiment.seeds], read, place, columns)
            for place, columns in enumerate(found)
        ]
        runs = by_run(states, len(experiment.runs))
        return Frame(read.number, read.samples, read.seconds, runs)

    def curves(self, id: str, points: int = POINTS) -> list[Curve]:
        """Loss and gradient norm of every run, of several seeds with the one that is the median in the
        newest frame, at most so many points each (from 10)."""
        with self.reading() as run:
            row = self.row(id)
            stored, _ = read_points(run, id, row.experiment.networks)
            newest = {} if row.newest is None else self._measures(id, row.experiment, row.newest[0])
        measures = next(iter(newest.values()), None)
        return [of[seed] for of, seed in _chosen(curves_of(row.experiment, stored, points), measures)]

    def curves_of_seeds(self, id: str, points: int = POINTS) -> list[list[Curve]]:
        """Loss and gradient norm of every run with each of its seeds, at most so many points each (from
        10)."""
        with self.reading() as run:
            experiment = self.row(id).experiment
            stored, _ = read_points(run, id, experiment.networks)
        return curves_of(experiment, stored, points)

    def course(self, row: Row, before: Course | None = None) -> Course:
        """All that is stored of an experiment but what its frames hold, read at once; of the frames
        that were there `before` nothing is read again."""
        with self.reading() as run:
            frames = self.frames(row.id)
            stored, is_damaged = read_points(run, row.id, row.experiment.networks)
            known = dict(before.measured) if before else {}
            new = [head for head in frames if head not in known]
            found = self._measures(row.id, row.experiment, new[0].number) if new else {}
        none: Measures = [Measured(0, {})] * len(row.experiment.runs)
        measured = tuple((head, known.get(head) or found.get(head.number, none)) for head in frames)
        several = row.experiment.seeds > 1
        each = drawn_curves(row.experiment, stored)
        chosen = _chosen(each, measured[-1][1] if measured else None)
        return Course(
            measured,
            tuple(of[seed] for of, seed in chosen),
            is_damaged,
            tuple(map(tuple, each)) if several else (),
        )

    def measures(self, id: str) -> list[list[tuple[int, dict[str, float]]]]:
        """What each run's network was measured at in the frames that are stored: samples seen, and
        shares from 0 to 1 by name."""
        experiment = self.row(id).experiment
        found = self._measures(id, experiment).values()
        places = range(len(experiment.runs))
        return [[(of[place].samples, of[place].shares) for of in found] for place in places]

    def _measures(self, id: str, experiment: Experiment, first: int = 0) -> dict[int, Measures]:
        """What was measured of each run, by the number of the frame, from the first on; without frames
        that are not whole."""
        found: dict[int, Measures] = {}
        asked = (
            "SELECT frame, samples, measures, held_out, loss, status, diverged_at FROM checkpoints "
            "WHERE experiment = ? AND frame >= ? ORDER BY frame, run"
        )
        for number, *columns in self.rows(asked, id, first):
            found.setdefault(number, []).append(_measured(*columns))
        whole = {number: of for number, of in found.items() if len(of) == experiment.networks}
        return {number: _by_run(of, experiment.seeds) for number, of in whole.items()}

    def requeue(self, id: str, number: int | None = None, paused: bool | None = None) -> None:
        """Queue an experiment to go on from frame `number` (all after it is dropped; below 0 is from
        the very start), or from its newest one; `paused` None is: as it is now.

        A worker that is still at it notices that the experiment is no longer its own, and ends.
        """
        with self.transaction() as run:
            row = self.row(id)
            if number is not None:
                self.rewind(run, row, number)
            self.queue_again(run, row, paused)

    def rewind(self, run: Any, row: Row, number: int) -> None:
        """Drop all that was stored of an experiment after a frame, within a transaction."""
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
        for place, state in enumerate(frame.states):
            which = "experiment = ? AND run = ? AND block = ?"
            blocks = run(
                "SELECT block, points, checksum FROM curves WHERE experiment = ? AND run = ?",
                (row.id, place),
            ).fetchall()
            for block, *stored in blocks:
                its = row.id, place, block
                points = next(iter(decode([tuple(stored)])), None)
                if points is None:
                    run(f"DELETE FROM curves WHERE {which}", its)
                    continue
                # the update at which a run diverged was never made, but has a loss
                left = until(points, state.diverged_at or state.updates)
                run(f"UPDATE curves SET points = ?, checksum = ? WHERE {which}", (*encode(left), *its))


def _measured(
    samples: int, shares: Any, held_out: Any, loss: Any, status: Any, diverged_at: int | None
) -> Measured:
    held, cost = (math.nan if value is None else value for value in (held_out, loss))
    return Measured(samples, read_measures(shares), held, cost, read_status(status), diverged_at)


def _by_run(measured: Measures, seeds: int) -> Measures:
    """What each run was measured at, from what each seed of each run was."""
    if seeds == 1:
        return measured
    parts = [tuple(measured[at : at + seeds]) for at in range(0, len(measured), seeds)]
    return [of[median_seed(of)]._replace(seeds=of) for of in parts]


def _chosen(curves: list[list[Curve]], measures: Measures | None) -> Iterator[tuple[list[Curve], int]]:
    """Of each run the curves of its seeds, and which of them is the median."""
    for place, of in enumerate(curves):
        yield of, median_seed(measures[place].seeds) if measures and measures[place].seeds else 0
