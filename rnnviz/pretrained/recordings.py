"""Trainings that came along: the pair of runs that Truncate opens with, moment by moment, and of what
each task opens with the course of its loss.

`python -m rnnviz openings [NAME ...]` records them again, `echo` being the pair.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.saved_arrays import read_arrays
from rnnviz.pretrained.registry import FOLDER
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.curve import NONE, points, view
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import Frame, FrameHead, RunState, RunStatus
from rnnviz.training.race import Race

RECORDINGS = FOLDER / "tasks" / "recordings"
PAIR = Experiment(
    task=Echo(),
    samples=2_000_000,
    runs=(
        Run(hidden=4, truncation=Truncation.windows(5)),
        Run(hidden=16, truncation=Truncation.windows(10)),
    ),
)
MOMENTS = 30  # of the pair
SECONDS = 15.0  # that it takes on a page
MOST_POINTS = 240  # of a curve of the pair
FEW_POINTS = 120  # of the curve of a run that has a task to itself
GRAIN = 1024.0  # a parameter's steps
STATED = ("samples", "updates", "loss", "gradient_norm", "total", "seconds")  # of a run at a moment
_CURVE = ("made", "loss", "norm", "means")
_ABOUT = "recording"  # what a file says of itself under


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """One run of a recording."""

    points: Array  # (4, n), of its curve
    moments: Array  # (frames, len(STATED))
    measures: Sequence[dict[str, float]]  # of every frame
    vectors: Array  # (frames, parameters), or (frames, 0) where the network stands elsewhere


@dataclass(frozen=True, eq=False)
class Recorded:
    """An experiment that was trained to its end, at some moments."""

    experiment: Experiment
    heads: tuple[FrameHead, ...]
    runs: tuple[RecordedRun, ...]

    def frame(self, number: int, load: Callable[[], dict[str, Array]] | None = None) -> Frame:
        """The runs at a moment; `load` gives the parameters where the recording has none."""
        head = self.heads[number]
        states = [
            self._state(number, place, load or partial(self._parameters, number, place))
            for place in range(len(self.runs))
        ]
        return Frame(head.number, head.samples, head.seconds, tuple(states))

    def _state(self, number: int, place: int, load: Callable[[], dict[str, Array]]) -> RunState:
        run, experiment = self.runs[place], self.experiment
        found = dict(zip(STATED, run.moments[number].tolist(), strict=True))
        is_last = number == len(self.heads) - 1
        return RunState(
            samples=int(found["samples"]),
            updates=int(found["updates"]),
            loss=found["loss"],
            gradient_norm=found["gradient_norm"],
            total=found["total"],
            rate=experiment.runs[place].rate,
            status=RunStatus.FINISHED if is_last else RunStatus.RUNNING,
            diverged_at=None,
            seconds=found["seconds"],
            measures=run.measures[number],
            load=load,
            build=partial(experiment.task.model, experiment.runs[place]),
        )

    def _parameters(self, number: int, place: int) -> dict[str, Array]:
        start = self.experiment.task.start(self.experiment.runs[place], self.experiment.seed)
        found, vector, at = {}, self.runs[place].vectors[number], 0
        for name, array in start.parameters.items():
            found[name] = vector[at : at + array.size].reshape(array.shape)
            at += array.size
        return found

    def save(self, path: Path) -> None:
        """Write it; parameters are rounded to 1/GRAIN, losses and norms of the curves to three digits,
        and what their means are made of is kept."""
        from safetensors.numpy import save_file

        arrays = {"heads": np.array([(one.samples, one.seconds) for one in self.heads])}
        for place, run in enumerate(self.runs):
            arrays |= {f"{place}.{name}": array for name, array in _packed(run).items()}
        about = {
            "digest": self.experiment.digest,
            "measures": [list(run.measures) for run in self.runs],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(arrays, path, metadata={_ABOUT: json.dumps(about)})

    @classmethod
    def load(cls, path: Path, experiment: Experiment) -> "Recorded | None":
        """What `save` wrote of an experiment, None of any other one; raises ValueError for any other
        file."""
        said, arrays = read_arrays(path, _ABOUT)
        about: dict[str, Any] = json.loads(said or "")
        if about["digest"] != experiment.digest:
            return None
        heads = tuple(
            FrameHead(number, int(samples), float(seconds))
            for number, (samples, seconds) in enumerate(arrays["heads"])
        )
        runs = tuple(
            _unpacked(
                {name: arrays[f"{place}.{name}"] for name in (*_CURVE, "moments", "vectors")}, measures
            )
            for place, measures in enumerate(about["measures"])
        )
        return cls(experiment, heads, runs)


def _packed(run: RecordedRun) -> dict[str, Array]:
    updates, loss, norm, total = run.points
    made = np.diff(updates, prepend=0.0)
    return {
        "made": made.astype(np.int32),
        "loss": loss.astype(np.float16),
        "norm": norm.astype(np.float16),
        "means": (np.diff(total, prepend=0.0) / made).astype(np.float32),
        "moments": run.moments,
        # what changes little from moment to moment is packed small in a wheel
        "vectors": np.diff(np.rint(run.vectors * GRAIN), axis=0, prepend=0.0).astype(np.int16),
    }


def _unpacked(arrays: dict[str, Array], measures: Sequence[dict[str, float]]) -> RecordedRun:
    made = arrays["made"].astype(float)
    total = np.cumsum(arrays["means"] * made)
    points = np.array([np.cumsum(made), arrays["loss"], arrays["norm"], total])
    vectors = np.cumsum(arrays["vectors"].astype(np.float32), axis=0) / np.float32(GRAIN)
    return RecordedRun(points, arrays["moments"], measures, vectors)


class Recorder:
    """Makes a recording of frames, the oldest first, of which none follows on another without all
    updates between them."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.points = [NONE] * len(experiment.runs)
        self.frames: list[Frame] = []

    def take(self, frame: Frame) -> None:
        """A further frame."""
        for place, run in enumerate(frame.runs):
            first = run.updates - len(run.update_losses) + 1
            before = self.points[place]
            total = float(before[3, -1]) if before.shape[1] else 0.0
            fresh = points(first, run.update_losses, run.update_norms, total)
            self.points[place] = np.concatenate([before, fresh], axis=1)
        self.frames.append(frame)

    def made(self, numbers: Iterable[int] | None = None, keeps: bool = True) -> Recorded:
        """The recording, of all frames or of some; without parameters if it does not keep them."""
        frames = [self.frames[number] for number in numbers] if numbers else self.frames
        heads = tuple(
            FrameHead(number, frame.samples, frame.seconds) for number, frame in enumerate(frames)
        )
        runs = tuple(self._run(frames, place, keeps) for place in range(len(self.points)))
        return Recorded(self.experiment, heads, runs)

    def _run(self, frames: Sequence[Frame], place: int, keeps: bool) -> RecordedRun:
        states = [frame.runs[place] for frame in frames]
        curve = view(self.points[place], 1, MOST_POINTS if keeps else FEW_POINTS)
        vectors: list[Any] = [
            np.concatenate([array.ravel() for array in state.parameters.values()]) if keeps else []
            for state in states
        ]
        return RecordedRun(
            np.array([curve.updates, curve.loss, curve.gradient_norm, curve.total]),
            np.array([[float(getattr(state, name)) for name in STATED] for state in states]),
            [dict(state.measures) for state in states],
            np.array(vectors, dtype=np.float32),
        )


def record(experiment: Experiment = PAIR, moments: int = MOMENTS, seconds: float = SECONDS) -> Recorded:
    """Train an experiment to its end and record so many of its moments, as they follow each other where
    it takes so many seconds: a share u of the time is for the share u^2 of the samples. What its runs
    computed for is what they would have on a page, too."""
    race, recorder = Race(experiment), Recorder(experiment)
    for number in range(moments):
        share = number / (moments - 1)
        race.pursue(experiment.samples * share**2)
        recorder.take(race.frame(seconds * share))
    return recorder.made()


def recording(experiment: Experiment) -> Recorded | None:
    """What came along of exactly this experiment, None if that is nothing."""
    path = RECORDINGS / f"{experiment.task.name}.safetensors"
    return Recorded.load(path, experiment) if path.exists() else None
