"""Training an experiment: its runs in lockstep on the same data, as a stream of frames by the clock."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.answering import AnswerLearner, answering_memory
from rnnviz.cells import Array
from rnnviz.delay import DelayedExamples, DelayedWindows
from rnnviz.engine import BLOCK, Engine, Window
from rnnviz.experiment import Experiment, Run
from rnnviz.general import GeneralLearner, held
from rnnviz.learner import Learner, RunFrame
from rnnviz.network import Network
from rnnviz.stream import Windows
from rnnviz.tasks.protocol import AnswerTask, ExampleTask, StreamTask, Task

__all__ = [
    "FRAME", "Frame", "Learner", "Race", "RunFrame", "StreamLearner", "learners", "memory", "train",
]  # fmt: skip

FRAME = 0.1  # seconds between two frames


@dataclass(frozen=True)
class Frame:
    """All runs of an experiment at one moment."""

    samples: int  # seen by every run that has not diverged
    seconds: float  # since the start
    runs: tuple[RunFrame, ...]


class StreamLearner(Learner):
    """A run on an endless sequence, trained in windows by the engine: the fast path."""

    def __init__(self, run: Run, experiment: Experiment, stream: Windows) -> None:
        super().__init__(run, experiment.task, stream)
        self.windows = stream
        net = experiment.task.start(run, experiment.seed)
        self.total = -(-experiment.samples // run.batch)  # steps
        cut = run.truncation
        self.every = cut.every or self.total
        self.before = cut.before
        self.carried = run.carry
        self.engine = Engine(net, cut.reach, cut.each)
        self.hidden = [np.zeros((run.hidden, run.batch), np.float32) for _ in range(run.layers)]
        self.memory: list[Array | None] = [
            np.zeros_like(h) if net.kind.has_memory else None for h in self.hidden
        ]
        self._begin(self.engine.vector, self.engine.gradient)

    def update(self) -> None:
        """One update, from the next `every` steps."""
        position = self.position  # the next step that has a loss
        start, stop = max(position - self.before, 0), position + self.every
        inputs, targets = self.windows.window(start, position, stop)
        window = self.engine.window(stop - start, self.every, self.run.batch)
        window.forward(inputs, self.hidden, self.memory)
        if not self._move(window.backward(targets)):
            return
        if self.carried:
            # the state that the next window starts from: as far before its first loss as it walks back
            window.state(max(stop - self.before, 0) - start, self.hidden, self.memory)
        self.position = stop

    @property
    def states(self) -> tuple[list[Array], list[Array | None]]:
        return self.hidden, self.memory

    def named(self, vector: Array) -> dict[str, Array]:
        return self.engine.named(vector)

    def vector_of(self, named: dict[str, Array]) -> Array:
        return self.engine.vector_of(named)

    def network(self, named: dict[str, Array]) -> Network:
        return self.engine.network(named)


def memory(run: Run, experiment: Experiment) -> int:
    """Bytes that one update of a run holds; it grows evenly with the window, so that a very long one
    need not be laid out to know."""
    if not fast(run, experiment.task):
        return _held(run, experiment)
    net = Network.random(**experiment.task.network(run), dtype="float32")
    every = run.truncation.every or -(-experiment.samples // run.batch)
    before = run.truncation.before
    engine = Engine(net, run.truncation.reach, run.truncation.each)

    def held(losses: int) -> int:
        return Window(engine, before + losses, losses, run.batch).nbytes

    if every <= 2 * BLOCK:
        return held(every)
    short = held(BLOCK)
    return short + (held(2 * BLOCK) - short) * (every - BLOCK) // BLOCK


def fast(run: Run, task: Task) -> bool:
    """Whether a run can be trained by the engine: windows of an endless sequence, tokens one-hot or
    numbers."""
    return isinstance(task, StreamTask) and run.embedding is None


def _held(run: Run, experiment: Experiment) -> int:
    """The same for a run that is not trained by the engine, by its first batch."""
    task = experiment.task
    steps = run.truncation.every or -(-experiment.samples // run.batch)
    if isinstance(task, StreamTask):
        return held(Network.random(**task.network(run), dtype="float32"), steps, run.batch)
    first = _source(run, experiment).at(0)
    if isinstance(task, AnswerTask):
        return answering_memory(run, task, (len(first.inputs), len(first.targets)))
    return held(Network.random(**task.network(run), dtype="float32"), len(first.inputs), run.batch)


def learners(experiment: Experiment) -> list[Learner]:
    """One learner a run; runs that read the same data read it from one source."""
    task, made = experiment.task, []
    sources: dict[tuple[Any, ...], Any] = {}
    for run in experiment.runs:
        key = (run.batch, run.curriculum, run.delay)
        if key not in sources:
            sources[key] = _source(run, experiment)
        kind: Callable[..., Learner] = StreamLearner if fast(run, task) else GeneralLearner
        if isinstance(task, AnswerTask):
            kind = AnswerLearner
        made.append(kind(run, experiment, sources[key]))
    return made


def _source(run: Run, experiment: Experiment) -> Any:
    """The data of a run, its answers as late as it has them."""
    task = experiment.task
    order = [] if run.curriculum is None else [run.curriculum, experiment.samples]
    source = task.stream(experiment.seed, run.batch, *order)
    if not run.delay:
        return source
    return (DelayedExamples if isinstance(task, ExampleTask) else DelayedWindows)(source, run.delay)


class Race:
    """The learners of an experiment, kept in lockstep: none is ever ahead of another by more than a
    chunk of data and a window, unless single updates took it there."""

    def __init__(self, experiment: Experiment) -> None:
        self.learners = learners(experiment)
        self.aim = 0  # samples that every run shall have seen

    @property
    def running(self) -> bool:
        """Whether any run goes on."""
        return any(learner.status == "running" for learner in self.learners)

    def advance(self, until: float = math.inf) -> None:
        """The next chunk of data for every run; at that moment of `time.perf_counter` it is left after
        the update under way, and the next call goes on with it."""
        going = [learner for learner in self.learners if learner.status == "running"]
        if all(learner.position >= self._steps(learner) for learner in going):
            seen = min((learner.position * learner.run.batch for learner in going), default=0)
            self.aim = seen + max(one.stream.steps * one.run.batch for one in self.learners)
        for learner in self.learners:
            learner.advance(self._steps(learner), until)

    def step(self) -> None:
        """One update of every run that goes on."""
        for learner in self.learners:
            learner.advance(learner.position + 1)

    def frame(self, seconds: float) -> Frame:
        """All runs now, so many seconds since the start."""
        runs = tuple(learner.frame() for learner in self.learners)
        alive = [run.samples for run in runs if run.status != "diverged"]
        return Frame(min(alive, default=0), seconds, runs)

    def _steps(self, learner: Learner) -> int:
        return self.aim // learner.run.batch


def train(experiment: Experiment, every: float = FRAME) -> Iterator[Frame]:
    """Train all runs in lockstep and yield a frame about every so many seconds, and one at the end.

    No run is ever ahead of another by more than a chunk of data and a window. The numbers do not
    depend on when frames are taken.
    """
    race = Race(experiment)
    begun = last = time.perf_counter()
    while race.running:
        race.advance()
        now = time.perf_counter()
        if now - last >= every:
            last = now
            yield race.frame(now - begun)
    yield race.frame(time.perf_counter() - begun)
