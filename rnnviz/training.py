"""An experiment: one or more runs in lockstep on the same data, as a stream of frames by the clock."""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from rnnviz.cells import CELLS, Array
from rnnviz.engine import Engine
from rnnviz.network import MOST_LAYERS, Network
from rnnviz.optimizers import OPTIMIZERS, clip_norm, clip_value
from rnnviz.stream import Stream
from rnnviz.tasks import TASKS, Echo
from rnnviz.truncation import Truncation

FRAME = 0.1  # seconds between two frames


class Run(BaseModel):
    """One network in the race: what it is, how it is cut and how it learns.

    `rate` is the learning rate, `batch` the number of rows B; with `carry` the state goes on from
    window to window, else each window starts from zero. Raises pydantic's ValidationError, a
    ValueError; `explain` turns it into sentences.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: str = "tanh"
    hidden: Annotated[int, Field(ge=1, le=1024)] = 4
    layers: Annotated[int, Field(ge=1, le=MOST_LAYERS)] = 1
    truncation: Truncation = Truncation.windows(5)
    optimizer: str = "adagrad"
    rate: Annotated[float, Field(gt=0.0, le=1000.0, allow_inf_nan=False)] = 0.1
    batch: Annotated[int, Field(ge=1, le=10_000)] = 200
    carry: bool = True
    clip_norm: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None
    clip_value: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None

    @field_validator("cell", "optimizer")
    @classmethod
    def _known(cls, value: str, info: Any) -> str:
        allowed = CELLS if info.field_name == "cell" else OPTIMIZERS
        if value not in allowed:
            raise ValueError(f"allowed are {', '.join(allowed)}")
        return value

    @model_validator(mode="after")
    def _reset_in_windows(self) -> "Run":
        if not self.carry and self.truncation.before:
            raise ValueError(
                f"a state that is reset goes with windows, not with {self.truncation}, "
                "whose losses reach into the window before"
            )
        return self


class Experiment(BaseModel):
    """Runs that are trained in lockstep: same seed, same data, same number of samples seen.

    `samples` are steps times rows, for each run. The same JSON gives the same numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    task: Echo = Field(default_factory=Echo)
    seed: Annotated[int, Field(ge=0)] = 0
    samples: Annotated[int, Field(ge=1, le=10**10)] = 1_000_000
    runs: Annotated[tuple[Run, ...], Field(min_length=1, max_length=16)] = (Run(),)

    @field_validator("task", mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        settings = dict(value)
        name = settings.pop("name", "echo")
        if not isinstance(name, str) or name not in TASKS:
            raise ValueError(f"the task's name is {name!r}; allowed are {', '.join(TASKS)}")
        allowed = [field.name for field in fields(TASKS[name])]
        if unknown := [word for word in settings if word not in allowed]:
            raise ValueError(f"{name} has no {unknown[0]!r}; allowed are {', '.join(allowed)}")
        if isinstance(lags := settings.get("lags"), dict):  # JSON has only words for keys
            settings["lags"] = {_whole(lag): weight for lag, weight in lags.items()}
        return TASKS[name](**settings)

    @field_serializer("task")
    def _in_words(self, task: Echo) -> dict[str, Any]:
        return {"name": task.name, **asdict(task)}

    def to_json(self) -> str:
        """The experiment as JSON: deep link, stored row, file and input of the command line."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """An experiment from what `to_json` wrote."""
        return cls.model_validate_json(text)


def samples_per_update(run: Run, experiment: Experiment) -> int:
    """Steps times rows of one update."""
    return (run.truncation.every or -(-experiment.samples // run.batch)) * run.batch


def network_settings(run: Run, task: Echo) -> dict[str, Any]:
    """The settings of the network that a run trains on a task."""
    size = len(task.vocabulary)
    return {
        "cell": run.cell, "inputs": size, "hidden": run.hidden, "outputs": size, "layers": run.layers,
        "output": task.output,
    }  # fmt: skip


def _whole(word: Any) -> Any:
    """The whole number that a word is, else what it was."""
    try:
        return int(word) if isinstance(word, str) else word
    except ValueError:
        return word


def explain(error: ValidationError) -> list[str]:
    """Each thing that is wrong with an experiment as a sentence: the field, its value, what is
    allowed."""
    sentences = []
    problems = error.errors()
    places = [problem["loc"] for problem in problems]
    for problem in problems:
        here = problem["loc"]
        if problem["type"] == "too_short" and any(p[: len(here)] == here != p for p in places):
            continue  # pydantic counts only the items that are in order
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
        words = problem["msg"].removeprefix("Value error, ")
        given = problem["input"]
        value = f" is {given!r}" if isinstance(given, str | int | float) or given is None else ""
        sentences.append(f"{where or 'experiment'}{value}: {words[0].lower()}{words[1:].rstrip('.')}.")
    return sentences


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
        before = min(self.before, self.position)
        stop = self.position + self.every
        inputs, targets = self.stream.window(self.position - before, self.position, stop)
        window = self.engine.window(before + self.every, self.every, self.run.batch)
        window.forward(inputs, self.hidden, self.memory)
        loss = window.backward(targets)
        gradient = self.engine.gradient
        norm = math.sqrt(np.dot(gradient, gradient))
        if math.isinf(norm):  # squares overflow in float32 before the numbers themselves do
            norm = float(np.linalg.norm(gradient.astype(float)))
        if self.run.clip_norm is not None and norm > self.run.clip_norm:
            clip_norm(self.gradients, self.run.clip_norm)
        if self.run.clip_value is not None:
            clip_value(self.gradients, self.run.clip_value)
        self.losses.append(loss)
        self.gradient_norms.append(norm)
        if not (math.isfinite(loss) and math.isfinite(norm)):
            self.diverged_at = self.optimizer.updates + 1
            return
        self.optimizer.update(self.parameters, self.gradients)
        if self.run.carry:
            # the state that the next window starts from: as far before its first loss as it walks back
            place = max(stop - self.before, 0) - (self.position - before)
            for layer, tape in enumerate(window.tapes):
                self.hidden[layer][...] = tape.slab[place, : tape.size]
                if tape.memory is not None:
                    self.memory[layer][...] = tape.memory[place]  # type: ignore[index]
        self.position = stop

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
        memory = self.optimizer.memory
        return {
            "vector": self.engine.vector.copy(),
            "hidden": [h.copy() for h in self.hidden],
            "memory": [None if c is None else c.copy() for c in self.memory],
            "position": self.position,
            "updates": self.optimizer.updates,
            "rate": self.optimizer.rate,
            "optimizer": {kind: {k: v.copy() for k, v in of.items()} for kind, of in memory.items()},
        }

    def restore(self, checkpoint: dict[str, Any]) -> None:
        """Go back (or on) to a checkpoint."""
        self.engine.vector[...] = checkpoint["vector"]
        for mine, theirs in zip(self.hidden, checkpoint["hidden"], strict=True):
            mine[...] = theirs
        for own, other in zip(self.memory, checkpoint["memory"], strict=True):
            if own is not None:
                own[...] = other
        self.position = checkpoint["position"]
        self.optimizer.updates, self.optimizer.rate = checkpoint["updates"], checkpoint["rate"]
        kept = checkpoint["optimizer"]
        self.optimizer.memory = {
            kind: {k: v.copy() for k, v in of.items()} for kind, of in kept.items()
        }
        self.losses, self.gradient_norms, self.diverged_at = [], [], None

    def frame(self) -> RunFrame:
        """What happened since the last frame; keeps a checkpoint if all is well."""
        losses, norms = np.array(self.losses), np.array(self.gradient_norms)
        if self.diverged_at is None:
            self.kept = self.checkpoint()
        made = RunFrame(
            samples=self.position * self.run.batch,
            updates=self.optimizer.updates,
            loss=float(losses.mean()) if len(losses) else math.nan,
            gradient_norm=float(norms[-1]) if len(norms) else math.nan,
            losses=losses,
            gradient_norms=norms,
            network=self.engine.network(),
            status=self.status,
            diverged_at=self.diverged_at,
            seconds=self.seconds,
        )
        self.losses, self.gradient_norms = [], []
        return made


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
