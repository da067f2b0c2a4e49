"""Training an experiment: its runs in lockstep on the same data, as a stream of frames by the clock."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnnviz.tasks.base import AnswerTask
from rnnviz.training.encoder_decoder_learner import AnswerLearner
from rnnviz.training.example_learner import ExampleLearner
from rnnviz.training.experiment import Experiment, samples_per_update
from rnnviz.training.frame import NOT_STORED, Frame, RunState, RunStatus, median_seed, of_seeds
from rnnviz.training.learner import Learner
from rnnviz.training.memory import fast, source
from rnnviz.training.network_learner import GeneralLearner
from rnnviz.training.one_thread import one_thread
from rnnviz.training.stack import LearnerStack
from rnnviz.training.stacking import stacked
from rnnviz.training.window_learner import StreamLearner

TOGETHER = 8  # updates that no run is ahead of another while the race keeps to a time
Advanced = Learner | LearnerStack
FRAME = 0.1  # seconds between two frames
HELD_OUT = 0.02  # of its time a race may spend on what it need not measure in every frame: losses on
# data that are held out, and what is asked of all seeds


def learners(experiment: Experiment) -> list[Learner]:
    """One learner a run and seed, those of one run together; those that read the same data read it from
    one source."""
    alone = [_of_one_seed(one) for one in experiment.by_seed]
    return [of[place] for place in range(len(experiment.runs)) for of in alone]


def _of_one_seed(experiment: Experiment) -> list[Learner]:
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
        self.experiment, self.seeds = experiment, experiment.seeds
        self.learners = learners(experiment)
        # what is advanced: seeds of a run in stacks, whose networks are the same bit for bit, but whose
        # losses are rounded otherwise; one seed is trained as it always was
        self.advanced: Sequence[Advanced] = self.learners
        if self.seeds > 1:
            self.advanced = stacked(self.learners)
        self.samples = experiment.samples  # that every run is to see
        self.aim = 0  # samples that every run shall have seen
        # of an update, in the order of the learners
        self._sizes = [
            samples_per_update(run, experiment) for run in experiment.runs for _ in range(self.seeds)
        ]
        self.holds_out = experiment.task.holds_out
        self.measured = -math.inf  # when what is measured rarely was measured last
        self.measuring = 0.0  # seconds that it took

    def of_run(self, place: int) -> list[Learner]:
        """The learners of one run, in the order of its seeds."""
        return self.learners[place * self.seeds : (place + 1) * self.seeds]

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
        going = [learner for learner in self.advanced if learner.status == RunStatus.RUNNING]
        if all(learner.position >= self._steps(learner) for learner in going):
            seen = min((learner.position * learner.run.batch for learner in going), default=0)
            self.aim = seen + max(one.stream.steps * one.run.batch for one in self.learners)
        for learner in going:
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

    def _behind(self, samples: float) -> list[Advanced]:
        return [
            learner
            for learner in self.advanced
            if learner.status == RunStatus.RUNNING
            and learner.position < self._steps_of(learner, samples)
        ]

    def _steps_of(self, learner: Advanced, samples: float) -> int:
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
        for learner in self.advanced:
            learner.advance(learner.position + 1)

    def frame(self, seconds: float) -> Frame:
        """All runs now, so many seconds since the start. Losses on data that are held out are measured
        in the last frame, and else as often as their time allows; so are the measures of all seeds but
        the median one of each run, which has them always."""
        begun = time.perf_counter()
        due = begun - self.measured >= self.measuring / HELD_OUT or not self.running
        places = range(len(self.learners) // self.seeds)
        runs = tuple(self._state(self.of_run(place), due) for place in places)
        if due and (self.holds_out or self.seeds > 1):
            self.measured = time.perf_counter()
            self.measuring = self.measured - begun
        found = Frame(NOT_STORED, 0, seconds, runs, self.experiment)
        alive = [one.samples for one in found.states if one.status != RunStatus.DIVERGED]
        return replace(found, samples=min(alive, default=0))

    def _state(self, seeds: list[Learner], due: bool) -> RunState:
        states = [one.frame(self.holds_out and due, due or len(seeds) == 1) for one in seeds]
        if not due and len(seeds) > 1:
            chosen = median_seed(states)
            measures = seeds[chosen].measures(states[chosen].network)
            states[chosen] = replace(states[chosen], measures=measures)
        return of_seeds(states)

    def _steps(self, learner: Advanced) -> int:
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
