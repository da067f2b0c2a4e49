"""Training an experiment: its runs in lockstep on the same data, as a stream of frames by the clock."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from rnnviz.cells import Array
from rnnviz.engine import BLOCK, Engine, Window
from rnnviz.experiment import Experiment, Run, network_settings
from rnnviz.network import Network
from rnnviz.optimizers import OPTIMIZERS, clip_norm, clip_value
from rnnviz.stream import Stream

FRAME = 0.1  # seconds between two frames


@dataclass(frozen=True)
class RunFrame:
    """One run at one moment; losses in nats and gradient norms of every update since the last frame."""

    samples: int
    updates: int
    loss: float  # mean since the last frame, NaN if there was no update
    gradient_norm: float  # of the last update, before clipping
    losses: Array
    gradient_norms: Array
    network: Network
    status: Literal["running", "finished", "diverged"]
    diverged_at: int | None  # the update
    seconds: float  # spent on this run since the start


@dataclass(frozen=True)
class Frame:
    """All runs of an experiment at one moment."""

    samples: int  # seen by every run that has not diverged
    seconds: float  # since the start
    runs: tuple[RunFrame, ...]


class Learner:
    """One run while it is trained."""

    def __init__(self, run: Run, experiment: Experiment, stream: Stream) -> None:
        self.run, self.stream = run, stream
        net = Network.random(
            **network_settings(run, experiment.task), seed=experiment.seed, dtype="float32"
        )
        self.total = -(-experiment.samples // run.batch)  # steps
        cut = run.truncation
        self.every = cut.every or self.total
        self.before = cut.before
        self.carried = run.carry
        self.clipped = run.clip_norm is not None or run.clip_value is not None
        self.engine = Engine(net, cut.reach, cut.each)
        self.optimizer = OPTIMIZERS[run.optimizer](run.rate)
        self.hidden = [np.zeros((run.hidden, run.batch), np.float32) for _ in range(run.layers)]
        self.memory: list[Array | None] = [
            np.zeros_like(h) if net.kind.has_memory else None for h in self.hidden
        ]
        self.position = 0  # the next step that has a loss
        self.losses: list[float] = []
        self.gradient_norms: list[float] = []
        self.seconds = 0.0
        self.diverged_at: int | None = None
        self.kept = self.checkpoint()
        self.parameters, self.gradients = {"all": self.engine.vector}, {"all": self.engine.gradient}

    @property
    def status(self) -> Literal["running", "finished", "diverged"]:
        """Whether it goes on."""
        if self.diverged_at is not None:
            return "diverged"
        return "finished" if self.position >= self.total else "running"

    def update(self) -> None:
        """One update, from the next `every` steps."""
        position = self.position
        start, stop = max(position - self.before, 0), position + self.every
        inputs, targets = self.stream.window(start, position, stop)
        window = self.engine.window(stop - start, self.every, self.run.batch)
        window.forward(inputs, self.hidden, self.memory)
        loss = window.backward(targets)
        gradient = self.engine.gradient
        norm = math.sqrt(gradient.dot(gradient))
        if math.isinf(norm):  # squares overflow in float32 before the numbers themselves do
            norm = float(np.linalg.norm(gradient.astype(float)))
        if self.clipped:
            self._clip(norm)
        self.losses.append(loss)
        self.gradient_norms.append(norm)
        if not math.isfinite(loss + norm):
            self.diverged_at = self.optimizer.updates + 1
            return
        self.optimizer.update(self.parameters, self.gradients)
        if self.carried:
            # the state that the next window starts from: as far before its first loss as it walks back
            window.state(max(stop - self.before, 0) - start, self.hidden, self.memory)
        self.position = stop

    def _clip(self, norm: float) -> None:
        run = self.run
        if run.clip_norm is not None and norm > run.clip_norm:
            clip_norm(self.gradients, run.clip_norm)
        if run.clip_value is not None:
            clip_value(self.gradients, run.clip_value)

    def advance(self, steps: int, until: float = math.inf) -> None:
        """Updates until that many steps have been seen, the run has ended, or `time.perf_counter` has
        passed `until`."""
        begun = time.perf_counter()
        with np.errstate(all="ignore"):  # what overflows is caught by its loss
            while self.position < steps and self.status == "running":
                self.update()
                if time.perf_counter() >= until:
                    break
        self.seconds += time.perf_counter() - begun

    def checkpoint(self) -> dict[str, Any]:
        """All that is needed to go on exactly from here."""
        memory, named = self.optimizer.memory, self.engine.named
        return {
            "parameters": named(self.engine.vector),
            "hidden": [h.copy() for h in self.hidden],
            "memory": [None if c is None else c.copy() for c in self.memory],
            "position": self.position,
            "updates": self.optimizer.updates,
            "rate": self.optimizer.rate,
            # under PyTorch's names too: how the engine lays them out is its own affair
            "optimizer": {kind: named(of["all"]) for kind, of in memory.items() if of},
        }

    def restore(self, checkpoint: dict[str, Any]) -> None:
        """Go back (or on) to a checkpoint."""
        self.engine.vector[...] = self.engine.vector_of(checkpoint["parameters"])
        for mine, theirs in zip(self.hidden, checkpoint["hidden"], strict=True):
            mine[...] = theirs
        for own, other in zip(self.memory, checkpoint["memory"], strict=True):
            if own is not None:
                own[...] = other
        self.position = checkpoint["position"]
        self.optimizer.updates, self.optimizer.rate = checkpoint["updates"], checkpoint["rate"]
        # before its first update an optimizer has nothing in its memory
        self.optimizer.memory = {kind: {} for kind in self.optimizer.memories}
        for kind, of in checkpoint["optimizer"].items():
            self.optimizer.memory[kind] = {"all": self.engine.vector_of(of)}
        self.losses, self.gradient_norms, self.diverged_at = [], [], None

    def frame(self) -> RunFrame:
        """What happened since the last frame; keeps a checkpoint if all is well."""
        losses, norms = np.array(self.losses), np.array(self.gradient_norms)
        now = self.checkpoint()
        if self.diverged_at is None:
            self.kept = now
        made = RunFrame(
            samples=self.position * self.run.batch,
            updates=self.optimizer.updates,
            loss=float(losses.mean()) if len(losses) else math.nan,
            gradient_norm=float(norms[-1]) if len(norms) else math.nan,
            losses=losses,
            gradient_norms=norms,
            network=self.engine.network(now["parameters"]),
            status=self.status,
            diverged_at=self.diverged_at,
            seconds=self.seconds,
        )
        self.losses, self.gradient_norms = [], []
        return made


def memory(run: Run, experiment: Experiment) -> int:
    """Bytes that one update of a run holds; it grows evenly with the window, so that a very long one
    need not be laid out to know."""
    net = Network.random(**network_settings(run, experiment.task), dtype="float32")
    every = run.truncation.every or -(-experiment.samples // run.batch)
    before = run.truncation.before
    engine = Engine(net, run.truncation.reach, run.truncation.each)

    def held(losses: int) -> int:
        return Window(engine, before + losses, losses, run.batch).nbytes

    if every <= 2 * BLOCK:
        return held(every)
    short = held(BLOCK)
    return short + (held(2 * BLOCK) - short) * (every - BLOCK) // BLOCK


def learners(experiment: Experiment) -> list[Learner]:
    """One learner a run; runs of the same batch read the same stream."""
    streams = {
        run.batch: Stream(experiment.task, experiment.seed, run.batch) for run in experiment.runs
    }
    return [Learner(run, experiment, streams[run.batch]) for run in experiment.runs]


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
