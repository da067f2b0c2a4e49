"""What a sweep is: a map of experiments over two settings, validated when made, and as JSON."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from rnnviz.runs.run import Run, no_flag
from rnnviz.sweeps.swept_settings import (
    LAG,
    LAGS,
    STYLE,
    TRAIN,
    TRUNCATION,
    Settings,
    Value,
    known,
    value_of,
    with_settings,
)
from rnnviz.tasks import Echo
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import BYTE_ORDER_MARK
from rnnviz.training.experiment import (
    MOST_SAMPLES,
    MOST_SEED,
    MOST_SEEDS,
    Experiment,
    explain,
    read_task,
    refusal,
)

MOST_RUNS = 100_000  # of a sweep: cells times seeds
MOST_VALUES = 1000  # of an axis
MOST_PANELS = 6
MOST_SETTINGS = 8  # of a panel
LONGEST_TITLE = 200
MEASURES = ("learned", "loss", "diverged")


class Axis(BaseModel):
    """A setting and the values that it takes, in the order in which they are drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    setting: str
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MOST_VALUES)]

    @field_validator("setting")
    @classmethod
    def _known(cls, setting: str) -> str:
        return known(setting)

    @model_validator(mode="after")
    def _each_once(self) -> "Axis":
        values = tuple(value_of(self.setting, value) for value in self.values)
        if twice := [value for place, value in enumerate(values) if value in values[:place]]:
            raise Refusal(
                "{setting} has the value {value!r} twice; each is drawn once",
                setting=self.setting,
                value=twice[0],
            )
        self.__dict__["values"] = values
        return self


class Sweep(BaseModel):
    """Experiments over two settings, the same map in each of the `panels`, which differ by settings.

    Each cell has `seeds` runs, which differ by their seed alone, from `seed` on, and each sees
    `samples`. All else is as `run` and `task` have it. `measure` says what the map is coloured by: the
    share of what can be "learned", the "loss" in nats, or the share of runs that "diverged".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    task: Any = Field(default_factory=lambda: Echo(lags={3: 0.5}))
    run: Run = Run()
    samples: Annotated[int, Field(ge=1, le=MOST_SAMPLES)] = 200_000
    seed: Annotated[int, Field(ge=0, le=MOST_SEED - MOST_SEEDS)] = 0
    seeds: Annotated[int, Field(ge=1, le=MOST_SEEDS)] = 1
    x: Axis
    y: Axis
    panels: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=MOST_PANELS)] = ({},)
    measure: Literal["learned", "loss", "diverged"] = "learned"

    @field_validator("seed", "samples", "seeds", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return no_flag(value)

    @field_validator("task", mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        return read_task(value)

    @field_serializer("task")
    def _in_words(self, task: Any) -> dict[str, Any]:
        return {"name": task.name, **task.to_words()}

    @field_validator("panels")
    @classmethod
    def _panels(cls, panels: tuple[Settings, ...]) -> tuple[dict[str, Value], ...]:
        read = tuple(
            {known(name): value_of(name, value) for name, value in panel.items()} for panel in panels
        )
        if twice := [place for place, one in enumerate(read, 1) if one in read[: place - 1]]:
            raise Refusal("panel {place} is the same as one before it", place=twice[0])
        if large := [place for place, one in enumerate(read, 1) if len(one) > MOST_SETTINGS]:
            raise Refusal(
                "panel {place} has more than {most} settings", place=large[0], most=MOST_SETTINGS
            )
        return read

    @model_validator(mode="after")
    def _few_enough(self) -> "Sweep":
        if self.runs > MOST_RUNS:
            raise Refusal(
                "the sweep would be {runs:,} runs: {cells:,} cells of {seeds}; allowed are up to "
                "{most:,}",
                runs=self.runs,
                cells=self.size,
                seeds=self.seeds,
                most=MOST_RUNS,
            )
        return self

    @model_validator(mode="after")
    def _makes_sense(self) -> "Sweep":
        if self.x.setting == self.y.setting:
            raise Refusal("both axes are {setting}; a map needs two", setting=self.x.setting)
        for name in (self.x.setting, self.y.setting):
            if any(name in panel for panel in self.panels):
                raise Refusal("{setting} is an axis, and a panel sets it, too", setting=name)
        for panel in self.panels:
            self._check({self.x.setting, self.y.setting, *panel}, panel)
        if (
            self.measure == "learned"
            and isinstance(self.task, Echo)
            and not any(self.task.lags.values())
        ):
            raise Refusal("the task has nothing to learn: its lags have no weight")
        return self

    def _check(self, names: set[str], panel: Settings) -> None:
        if {LAG, LAGS} <= names:
            raise Refusal("lag moves the only lag, and lags chooses among several: not both at once")
        trained = {panel.get(TRAIN, self.run.train)}
        for axis in (self.x, self.y):
            if axis.setting == TRAIN:
                trained = set(axis.values)
        if names & {TRUNCATION, STYLE} and "readout" in trained:
            raise Refusal(
                "where the readout alone is trained no gradient goes back, so there is no "
                "truncation to sweep"
            )

    @model_validator(mode="after")
    def _trainable(self) -> "Sweep":
        """Of all cells those at the edges: what is wrong with a value is wrong there, too."""
        across, up = len(self.x.values), len(self.y.values)
        edge = {(x, 0) for x in range(across)} | {(0, y) for y in range(up)}
        edge |= {(x, up - 1) for x in range(across)} | {(across - 1, y) for y in range(up)}
        for panel, (x, y) in product(range(len(self.panels)), sorted(edge)):
            _ = self.cell(panel, x, y).experiment
        return self

    # -- its cells

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self.panels) * len(self.x.values) * len(self.y.values)

    @property
    def runs(self) -> int:
        """How many runs are trained: so many cells of so many seeds."""
        return self.size * self.seeds

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the arrays that hold one number a cell: panels, values of y, values of x."""
        return len(self.panels), len(self.y.values), len(self.x.values)

    @property
    def cells(self) -> "SweepCells":
        """All of them, in the order of their numbers: panel by panel, in each row by row of y."""
        return SweepCells(self)

    def cell(self, panel: int, x: int, y: int) -> "SweepCell":
        """The cell at that place, counted from 0."""
        return self.cells[(panel * len(self.y.values) + y) * len(self.x.values) + x]

    # -- as JSON

    def to_json(self) -> str:
        """The sweep as JSON: link, stored row, file and input of the command line."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> "Sweep":
        """A sweep from what `to_json` wrote; raises pydantic's error (see `explain_sweep`)."""
        return cls.model_validate_json(text.removeprefix(BYTE_ORDER_MARK))

    @property
    def digest(self) -> str:
        """What tells a sweep from others: the SHA-256 of all that its numbers depend on; by which
        measure it is coloured, and what it is called, are not."""
        settings = self.model_dump(mode="json", exclude={"title", "measure"})
        text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SweepCell:
    """One place of a sweep's map, and what is trained there."""

    number: int  # among the sweep's cells
    panel: int
    x: int  # the places of its values on their axes, from 0
    y: int
    sweep: Sweep = field(repr=False, compare=False)

    @property
    def settings(self) -> dict[str, Value]:
        """What sets it apart from all others: the settings of its panel and of both axes."""
        sweep = self.sweep
        return {
            **sweep.panels[self.panel],
            sweep.x.setting: sweep.x.values[self.x],
            sweep.y.setting: sweep.y.values[self.y],
        }

    @cached_property
    def experiment(self) -> Experiment:
        """The cell by itself: one run with the cell's settings and the sweep's seeds. Raises
        Refusal for a cell that cannot be trained."""
        return self.with_samples(self.sweep.samples)

    def with_samples(self, samples: int) -> Experiment:
        """The same that sees so many samples."""
        sweep = self.sweep
        try:
            run, task = with_settings(sweep.run, sweep.task, self.settings)
            return Experiment(
                task=task, seed=sweep.seed, seeds=sweep.seeds, samples=samples, runs=(run,)
            )
        except ValidationError as error:
            raise refusal(error, Run, Message("run")) from error


class SweepCells:
    """The cells of a sweep in their order, made when they are asked for: there may be many."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep

    def __len__(self) -> int:
        return self.sweep.size

    def __getitem__(self, number: int) -> SweepCell:
        if not 0 <= number < len(self):
            raise IndexError(number)
        rest, x = divmod(number, len(self.sweep.x.values))
        panel, y = divmod(rest, len(self.sweep.y.values))
        return SweepCell(number, panel, x, y, self.sweep)

    def __iter__(self) -> Iterator[SweepCell]:
        return (self[number] for number in range(len(self)))


def explain_sweep(error: ValidationError) -> list[str]:
    """What is wrong with a sweep, as sentences in the reader's language."""
    return explain(error, Sweep, Message("sweep"))
