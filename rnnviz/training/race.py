"""Training an experiment: its runs in lockstep on the same data, as a stream of frames by the clock."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from rnnviz.tasks.base import AnswerTask
from rnnviz.training.encoder_decoder_learner import AnswerLearner
from rnnviz.training.example_learner import ExampleLearner
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import NOT_STORED, Frame, RunStatus
from rnnviz.training.learner import Learner
from rnnviz.training.memory import fast, source
from rnnviz.training.network_learner import GeneralLearner
from rnnviz.training.one_thread import one_thread
from rnnviz.training.window_learner import StreamLearner

TOGETHER = 8  # updates that no run is ahead of another while the race keeps to a time
FRAME = 0.1  # seconds between two frames
HELD_OUT = 0.02  # of its time a race may spend on measuring losses on data that are held out


def learners(experiment: Experiment) -> list[Learner]:
    """One learner a run; runs that read the same data read it from one source."""
    task, made = experiment.task, []
    sources: dict[tuple[Any, ...], Any] = {}
    for run in experiment.runs:
        key = (run.batch, run.curriculum, run.delay, run.truncation.every if task.windowed else None)
        if key not in sources:
            sources[key] = source(run, experiment)
        kind: Callable[..., Learner] = StreamLearner if fast(run, task) else GeneralLearner
        if isinstance(task, AnswerTask):
            kind = AnswerLearner
        elif ExampleLearner.takes(run, task):
            kind = ExampleLearner
        made.append(kind(run, experiment, sources[key]))
    return made


class Race:
    """The learners of an experiment in lockstep: none is ever ahead of another by more than a
    chunk of data and a window, unless single updates took it there."""

    def __init__(self, experiment: Experiment) -> None:
        self.learners = learners(experiment)
        self.samples = experiment.samples  # that every run is to see
        self.aim = 0  # samples that every run shall have seen
        self._sizes = [samples_per_update(run, experiment) for run in experiment.runs]  # of an update
        self.holds_out = experiment.task.holds_out
        self.measured = -math.inf  # when losses on data that are held out were measured last
        self.measuring = 0.0  # seconds that it took

    @property
    def running(self) -> bool:
        """Whether any run goes on."""
        return any(learner.status == RunStatus.RUNNING for learner in self.learners)

    def advance(self, until: float = math.inf, samples: float = math.inf) -> None:
        """The next chunk of data for every run, or as much as leads to so many samples; at that moment
        of `time.perf_counter` it is left after the update under way, and the next call goes on with
        it."""
        if samples < math.inf:
            self.pursue(samples, until)
            return
        going = [learner for learner in self.learners if learner.status == RunStatus.RUNNING]
        if all(learner.position >= self._steps(learner) for learner in going):
            seen = min((learner.position * learner.run.batch for learner in going), default=0)
            self.aim = seen + max(one.stream.steps * one.run.batch for one in self.learners)
        for learner in self.learners:
            learner.advance(self._steps(learner), until)

    def pursue(self, samples: float, until: float = math.inf) -> bool:
        """Updates until every run has seen so many samples, none ahead of another by more than a few,
        and the last one before that moment of `time.perf_counter`; False if there was none to make."""
        behind = self._behind(samples)
        if not behind:
            return False
        while behind:
            seen = min(learner.position * learner.run.batch for learner in behind)
            aim = min(samples, seen + TOGETHER * max(self._sizes))
            for learner in behind:
                learner.advance(self._steps_of(learner, aim), until)
            behind = self._behind(samples) if time.perf_counter() < until else []
        return True

    def _behind(self, samples: float) -> list[Learner]:
        return [
            learner
            for learner in self.learners
            if learner.status == RunStatus.RUNNING
            and learner.position < self._steps_of(learner, samples)
        ]

    def _steps_of(self, learner: Learner, samples: float) -> int:
        """The position at which a run has seen so many samples."""
        return min(math.ceil(samples / learner.run.batch), learner.total)

    @property
    def seen(self) -> float:
        """Samples that a run that goes on has seen, the mean of all those."""
        going = [learner for learner in self.learners if learner.status == RunStatus.RUNNING]
        seen = [min(learner.position * learner.run.batch, self.samples) for learner in going]
        return sum(seen) / len(seen) if seen else float(self.samples)

    @property
    def updates_left(self) -> int:
        """Updates until all runs have come to their ends."""
        left = [
            -(-(self.samples - learner.position * learner.run.batch) // size)
            for learner, size in zip(self.learners, self._sizes, strict=True)
            if learner.status == RunStatus.RUNNING
        ]
        return max(left, default=0)

    def step(self) -> None:
        """One update of every run that goes on."""
        for learner in self.learners:
            learner.advance(learner.position + 1)

    def frame(self, seconds: float) -> Frame:
        """All runs now, so many seconds since the start; losses on data that are held out are measured
        in the last frame, and else as often as their time allows."""
        begun = time.perf_counter()
        due = begun - self.measured >= self.measuring / HELD_OUT or not self.running
        runs = tuple(learner.frame(self.holds_out and due) for learner in self.learners)
        if self.holds_out and due:
            self.measured = time.perf_counter()
            self.measuring = self.measured - begun
        alive = [run.samples for run in runs if run.status != RunStatus.DIVERGED]
        return Frame(NOT_STORED, min(alive, default=0), seconds, runs)

    def _steps(self, learner: Learner) -> int:
        return self.aim // learner.run.batch


def train(experiment: Experiment, every: float = FRAME) -> Iterator[Frame]:
    """Train all runs in lockstep and yield a frame about every so many seconds, and one at the end.

    No run is ever ahead of another by more than a chunk of data and a window. The numbers do not
    depend on when frames are taken. They are computed by one thread, and are the same bit for bit on
    every machine of the same kind of processor, system and NumPy; on another kind they are rounded
    otherwise, and in the long run drift apart.
    """
    with one_thread():
        race = Race(experiment)
    begun = last = time.perf_counter()
    while race.running:
        with one_thread():
            race.advance()
        now = time.perf_counter()
        if now - last >= every:
            last = now
            yield _frame(race, now - begun)
    yield _frame(race, time.perf_counter() - begun)


def _frame(race: Race, seconds: float) -> Frame:
    with one_thread():
        return race.frame(seconds)
