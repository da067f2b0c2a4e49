"""One thing of the list: a run with one seed, a watched loop, a curve of one's own, a map."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Task
from rnnviz.text.language import current
from rnnviz.training.experiment import Experiment
from rnnviz.training.settled import lowest

TASK = "task"  # the setting that is a task's name; its own settings begin with that and a point
SAMPLES = "samples"
ON = 0.04  # of the floors' span: a loss that is as near is on its floor
NOTHING: Array = np.empty((2, 0))
Setting = str | float | int | bool | Truncation | None
Settings = Mapping[str, Setting]


class EntryKind(StrEnum):
    """What something on the list is."""

    RUN = "run"
    LOOP = "loop"
    CURVE = "curve"
    SWEEP = "sweep"


@dataclass(frozen=True, eq=False)
class Entry:
    """One thing on the list; losses are in the task's unit."""

    kind: EntryKind
    id: str  # of the training, loop, curve or map
    title: str  # what its owner calls that, "" for nothing
    created: float  # seconds since 1970
    status: str
    owner: str
    place: int = 0  # of a run within its training
    seed: int = 0
    experiment: Experiment | None = None  # that it is a run of
    task: Task | None = None  # whose floors it lies over
    settings: Settings = field(default_factory=dict)  # all but the seed
    samples: int = 0  # seen so far
    total: int = 0  # that it is to see, 0 where nobody knows
    updates: int = 0
    loss: float = math.nan  # that it has come to, see `training/settled.py`
    diverged: bool = False
    course: Array = field(default_factory=lambda: NOTHING)  # (2, n): samples or steps, mean losses
    tags: tuple[str, ...] = ()
    newest: tuple[int, float] | None = None  # which frame is its newest
    per_step: int = 1  # samples that an update or a step sees
    axes: tuple[str, str] | None = None  # of a map: the settings across and up

    @property
    def word(self) -> str:
        """What it is called in an address: all seeds of a run, and their line, have one."""
        if self.kind == EntryKind.RUN:
            return f"run.{self.id}.{self.place + 1}"
        return f"{self.kind}.{self.id}"

    @cached_property
    def lasting(self) -> str:
        """The same where it has to outlast the store: a run by the settings of its training."""
        if self.experiment is None:
            return self.word
        return f"race.{self.experiment.digest[:8]}.{self.place + 1}"

    @cached_property
    def _names(self) -> dict[str, str]:
        return {}

    @property
    def name(self) -> str:
        """What it is called: a run as its curve is labelled, behind its training's name."""
        word = current()
        if word not in self._names:
            self._names[word] = self._called()
        return self._names[word]

    def _called(self) -> str:
        if self.kind != EntryKind.RUN or self.experiment is None:
            return self.title
        runs = self.experiment.run_names
        own = runs[self.place]
        if not self.title:
            return own
        return f"{self.title} · {own}" if len(runs) > 1 else self.title

    @property
    def best(self) -> float:
        """The lowest mean loss that it has come to, NaN before there is one."""
        return lowest(self.course[1], self.loss)


def settings_of(experiment: Experiment, place: int) -> Settings:
    """All that a run is set to but its seed, each setting by its name; a task's begin with "task."."""
    run = experiment.runs[place]
    found: dict[str, Setting] = {TASK: experiment.task.name}
    for name, value in experiment.task.to_words().items():
        plain = isinstance(value, str | int | float | bool) or value is None
        found[f"{TASK}.{name}"] = value if plain else json.dumps(value, sort_keys=True)
    for name in type(run).model_fields:
        found[name] = getattr(run, name)
    return found | {SAMPLES: experiment.samples}


def floors_of(task: Task | None) -> Mapping[str, float]:
    """What is known -> the best possible mean loss of a task, none where there is no task."""
    if task is None:
        return {}
    return _floors(task.name, json.dumps(task.to_words(), sort_keys=True))


@lru_cache(maxsize=512)
def _floors(name: str, words: str) -> Mapping[str, float]:
    return TASKS[name].from_words(json.loads(words)).floors()


def floor_reached(best: float, floors: Mapping[str, float]) -> str | None:
    """The lowest floor but the highest, from which all start, that a loss has come to."""
    if not math.isfinite(best) or len(floors) < 2:
        return None
    highest = max(floors, key=floors.__getitem__)
    near = ON * max(floors[highest] - min(floors.values()), 1e-3)
    met = [name for name, y in floors.items() if name != highest and best <= y + near]
    return min(met, key=floors.__getitem__) if met else None


def read_task(text: str) -> Task | None:
    """A task from its JSON, None for none and for one that makes no sense to this rnnviz."""
    try:
        settings: Any = json.loads(text)
        name = settings.pop("name")
        return TASKS[name].from_words(settings)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def task_text(task: Task | None) -> str:
    """What `read_task` reads."""
    return "" if task is None else json.dumps({"name": task.name, **task.to_words()})
