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
from rnnviz.network import MOST_LAYERS
from rnnviz.optimizers import OPTIMIZERS
from rnnviz.tasks import TASKS, Echo
from rnnviz.truncation import Truncation


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
        if problem["type"] == "extra_forbidden":
            owner = Run if len(here) > 1 else Experiment
            words = f"there is no such field; there are {', '.join(owner.model_fields)}"
        given = problem["input"]
        value = f" is {given!r}" if isinstance(given, str | int | float) or given is None else ""
        sentences.append(f"{where or 'experiment'}{value}: {words[0].lower()}{words[1:].rstrip('.')}.")
    return sentences
