"""What an experiment is: runs that are to be trained in lockstep, validated when made, and as JSON."""

from dataclasses import asdict, fields
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from rnnviz.cells import CELLS
from rnnviz.language import _
from rnnviz.network import MOST_LAYERS, POOLS
from rnnviz.optimizers import OPTIMIZERS
from rnnviz.problems import in_words
from rnnviz.tasks import TASKS, Echo, Task
from rnnviz.truncation import Truncation

MOST_DELAY = 50


def _unset(value: Any) -> bool:
    return not value


def _whole(value: Any) -> bool:
    return value == 1.0


class Run(BaseModel):
    """One network in the race: what it is, how it is cut and how it learns.

    With an `embedding` each token is looked up as a vector of that length. `rate` is the learning rate,
    `batch` the number of rows B; with `carry` the state goes on from window to window, else each window
    starts from zero. With a `delay` the answer for step t is asked so many steps later. `pool` says
    what one answer is read from, `curriculum` in which order the easy and the hard come, `forcing` at
    which share of its steps a decoder is fed the right token (teacher forcing), else its own. Raises
    pydantic's ValidationError, a ValueError; `explain` makes sentences of it.
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
    # written only if set, so that what was stored before they were there is found by its JSON again
    embedding: Annotated[int | None, Field(ge=1, le=1024, exclude_if=_unset)] = None
    bidirectional: Annotated[bool, Field(exclude_if=_unset)] = False
    delay: Annotated[int, Field(ge=0, le=MOST_DELAY, exclude_if=_unset)] = 0
    pool: Annotated[str | None, Field(exclude_if=_unset)] = None
    curriculum: Annotated[str | None, Field(exclude_if=_unset)] = None
    forcing: Annotated[float, Field(ge=0.0, le=1.0, exclude_if=_whole)] = 1.0

    @field_validator("cell", "optimizer", "pool")
    @classmethod
    def _known(cls, value: str | None, info: Any) -> str | None:
        known = {"cell": tuple(CELLS), "optimizer": tuple(OPTIMIZERS), "pool": POOLS}
        allowed = known[info.field_name]
        if value is not None and value not in allowed:
            raise ValueError(_("allowed are {allowed}").format(allowed=", ".join(allowed)))
        return value

    @model_validator(mode="after")
    def _reset_in_windows(self) -> "Run":
        if not self.carry and self.truncation.before:
            raise ValueError(
                _(
                    "a state that is reset goes with windows, not with {truncation}, whose losses "
                    "reach into the window before"
                ).format(truncation=self.truncation)
            )
        return self


class Experiment(BaseModel):
    """Runs that are trained in lockstep: same seed, same data, same number of samples seen.

    `samples` are what each run is to see: steps times rows of an endless sequence, else sequences. The
    same JSON gives the same numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Any = Field(default_factory=Echo)  # a Task; which one decides what else may be asked of it
    seed: Annotated[int, Field(ge=0)] = 0
    samples: Annotated[int, Field(ge=1, le=10**10)] = 1_000_000
    runs: Annotated[tuple[Run, ...], Field(min_length=1, max_length=16)] = (Run(),)

    @field_validator("task", mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if isinstance(value, Task):
            return value
        if not isinstance(value, dict):
            raise ValueError(_("input should be a task, or its name and settings"))
        settings = dict(value)
        name = settings.pop("name", "echo")
        if not isinstance(name, str) or name not in TASKS:
            raise ValueError(
                _("the task's name is {name!r}; allowed are {tasks}").format(
                    name=name, tasks=", ".join(TASKS)
                )
            )
        allowed = [field.name for field in fields(TASKS[name])]  # type: ignore[arg-type]
        if unknown := [word for word in settings if word not in allowed]:
            raise ValueError(
                _("{name} has no {unknown!r}; allowed are {allowed}").format(
                    name=name, unknown=unknown[0], allowed=", ".join(allowed) or _("no settings")
                )
            )
        return TASKS[name].from_words(settings)

    @field_serializer("task")
    def _in_words(self, task: Any) -> dict[str, Any]:
        return {"name": task.name, **asdict(task)}

    @model_validator(mode="after")
    def _fitting(self) -> "Experiment":
        for place, run in enumerate(self.runs, 1):
            try:
                self.task.check(run)
            except ValueError as error:
                raise ValueError(_("run {place} {error}").format(place=place, error=error)) from error
        return self

    def to_json(self) -> str:
        """The experiment as JSON: deep link, stored row, file and input of the command line."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """An experiment from what `to_json` wrote."""
        return cls.model_validate_json(text)


def samples_per_update(run: Run, experiment: Experiment) -> int:
    """How many samples one update sees."""
    return experiment.task.per_update(run, experiment.samples)


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
        words = in_words(problem)
        if problem["type"] == "extra_forbidden":
            owner = Run if len(here) > 1 else Experiment
            words = _("there is no such field; there are {names}").format(
                names=", ".join(owner.model_fields)
            )
        given = problem["input"]
        said = (
            _("{where} is {given!r}: {words}.")
            if isinstance(given, str | int | float) or given is None
            else _("{where}: {words}.")
        )
        words = words[0].lower() + words[1:].rstrip(".。")
        sentences.append(said.format(where=where or _("experiment"), given=given, words=words))
    return sentences
