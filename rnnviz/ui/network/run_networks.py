"""Runs of stored experiments as Unroll and Backpropagate read them, at the moment that is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from rnnviz.experiments.moment import Moment, moment
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.text.message import Refusal
from rnnviz.training.frame import FrameHead
from rnnviz.ui.network.task_network import KEPT_BYTES, TaskNetwork, nbytes, part_of
from rnnviz.ui.session.recorded_races import RecordedRace

WORD = re.compile(
    r"(?:task\.(?P<task>[a-z]+)"
    r"|run\.(?P<id>[0-9a-f]{8})\.(?P<place>\d{1,2})(?:\.s(?P<seed>\d{1,2}))?(?:\.f(?P<frame>\d{1,9}))?)"
    r"(?:\.(?P<part>[a-z]+))?"
)
_NETWORKS = SharedCache(16, KEPT_BYTES)


@dataclass(frozen=True)
class RunWord:
    """The word of a run, in its parts."""

    id: str  # of the experiment
    place: int  # of the run, from 0
    frame: int | None = None  # its number, None for the newest
    part: str = ""  # of an encoder-decoder
    seed: int | None = None  # of the run's seeds, from 0; None for the median

    @classmethod
    def read(cls, word: str) -> Self | None:
        """The parts of a word, None if it is no run's."""
        found = WORD.fullmatch(word)
        if not found or not found["id"]:
            return None
        frame = int(found["frame"]) if found["frame"] else None
        seed = int(found["seed"]) if found["seed"] else None
        return cls(found["id"], int(found["place"]) - 1, frame, found["part"] or "", seed)

    def __str__(self) -> str:
        seed = "" if self.seed is None else f".s{self.seed}"
        frame = seed + ("" if self.frame is None else f".f{self.frame}")
        return f"run.{self.id}.{self.place + 1}{frame}{f'.{self.part}' if self.part else ''}"


@dataclass(frozen=True)
class StoredRun:
    """A run as it stands in the store, at a moment."""

    row: Row
    frames: Sequence[FrameHead]  # the oldest first
    place: int  # from 0
    part: str  # of an encoder-decoder
    moment: Moment | None  # None before the first frame
    holds: bool  # whether it is held there, and does not go with the training
    seed: int | None = None  # of the run's seeds, from 0; None for the median

    @property
    def network(self) -> TaskNetwork:
        """Its network then; raises Refusal if it has no such part."""
        if self.moment is None:
            return at_start(self.row, self.place, self.part, self.seed or 0)
        return at_moment(self.moment, self.place, self.part)


def stored_run(store: Store | RecordedRace, run: RunWord, held: int | None) -> StoredRun:
    """A run at the frame of its word, else at the one that is `held`, else at the newest; raises
    ValueError or StoreError, a sentence, if there is none."""
    row = store.row(run.id)
    frames = store.frames(row.id)  # without the states: pages ask with every key
    is_there = run.frame is None or (bool(frames) and run.frame <= frames[-1].number)
    is_there = is_there and (run.seed or 0) < row.experiment.seeds
    if not is_there or not 0 <= run.place < len(row.experiment.runs):
        raise Refusal("The experiment {id} has no trained run {place}.", id=row.id, place=run.place + 1)
    wanted = held if run.frame is None else run.frame
    now = moment(store, row, frame_at(frames, wanted)).of_seed(run.seed) if frames else None
    holds = now is not None and wanted is not None
    return StoredRun(row, frames, run.place, run.part, now, holds, run.seed)


def is_live(row: Row) -> bool:
    """Whether anything may still change: what is paused may be gone on with elsewhere."""
    return row.status.is_alive or row.status == Status.PAUSED or row.worker is not None


def frame_at(heads: Sequence[FrameHead], held: int | None) -> FrameHead:
    """The newest frame, or the one that is `held`; frames are thinned, so it may be one before it."""
    return next((head for head in reversed(heads) if held is None or head.number <= held), heads[0])


def at_moment(one: Moment, place: int, part: str = "") -> TaskNetwork:
    """A run as it is at a moment; asks neither a session nor a store."""

    def make() -> TaskNetwork:
        run = one.experiment.runs[place]
        found = part_of(one.experiment.task, run, one.exact(place), part)
        return replace(found, problem=one.problem)

    key = one.id, one.head, place, one.seed(place), part
    return _NETWORKS.get(key, make, lambda found: nbytes(found.model))


def at_start(row: Row, place: int, part: str = "", seed: int = 0) -> TaskNetwork:
    """A run before its first update, with that of its seeds, from 0."""

    def make() -> TaskNetwork:
        made = row.experiment
        run = made.runs[place]
        model = made.task.start(run, made.seed + seed).astype("float64")
        return part_of(made.task, run, model, part)

    return _NETWORKS.get((row.id, place, seed, part), make, lambda found: nbytes(found.model))
