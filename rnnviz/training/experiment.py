"""What an experiment is: runs that are to be trained in lockstep, validated when made, and as JSON."""

import hashlib
import json
from dataclasses import MISSING, fields
from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)

from rnnviz.runs.run import Run, no_flag
from rnnviz.runs.run_words import run_names
from rnnviz.tasks import TASKS, Echo, Task
from rnnviz.text.message import Message, Refusal
from rnnviz.text.pydantic_messages import in_words
from rnnviz.text.written import BYTE_ORDER_MARK

MOST_SEED = 2**128 - 1  # as NumPy draws one
MOST_SAMPLES = 10**10
NOUN = Message("experiment")
MOST_SEEDS = 16  # that a run is trained with


class Experiment(BaseModel):
    """Runs that are trained in lockstep: same seed, same data, same number of samples seen.

    With several `seeds` each run is trained once with each of `seed` to `seed + seeds - 1`, which give
    it other data and another start; each is what an experiment of that seed alone has.
    `samples` are what each run is to see: steps times rows of an endless sequence, else sequences. The
    same JSON gives the same numbers, bit for bit, on the same kind of processor and the same NumPy.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Any = Field(default_factory=Echo)  # a Task; which one decides what else may be asked of it
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 0
    # of each run; earlier versions neither wrote nor read it, so that it is not written if it is 1
    seeds: Annotated[int, Field(ge=1, le=MOST_SEEDS, exclude_if=lambda seeds: seeds == 1)] = 1
    samples: Annotated[int, Field(ge=1, le=MOST_SAMPLES)] = 1_000_000
    runs: Annotated[tuple[Run, ...], Field(min_length=1, max_length=16)] = (Run(),)

    @field_validator("seed", "seeds", "samples", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return no_flag(value)

    @field_validator("seeds")
    @classmethod
    def _last_seed(cls, value: int, info: ValidationInfo) -> int:
        if (last := info.data.get("seed", 0) + value - 1) > MOST_SEED:
            raise Refusal(
                "from {seed} on the last seed is {last}; allowed is one up to {most}",
                seed=info.data["seed"],
                last=last,
                most=MOST_SEED,
            )
        return value

    @field_validator("task", mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        return read_task(value)

    @field_serializer("task")
    def _in_words(self, task: Any) -> dict[str, Any]:
        return {"name": task.name, **task.to_words()}

    @model_validator(mode="after")
    def _fitting(self) -> "Experiment":
        for place, run in enumerate(self.runs, 1):
            try:
                self.task.check(run)
            except ValueError as error:
                raise Refusal("run {place} {error}", place=place, error=error) from error
        return self

    def to_json(self) -> str:
        """The experiment as JSON: deep link, stored row, file and input of the command line."""
        return self.model_dump_json()

    @property
    def networks(self) -> int:
        """How many networks are trained: each run with each seed, those of one run together."""
        return len(self.runs) * self.seeds

    @property
    def by_seed(self) -> tuple["Experiment", ...]:
        """An experiment of each seed alone."""
        return tuple(map(self.of_seed, range(self.seeds)))

    def of_seed(self, place: int) -> "Experiment":
        """The experiment of one of its seeds alone, counted from the first."""
        return self.model_copy(update={"seed": self.seed + place, "seeds": 1})

    @property
    def run_names(self) -> list[str]:
        """The runs as their curves are labelled, each name its own."""
        return run_names(self.runs, cut_first=isinstance(self.task, Echo))

    @property
    def digest(self) -> str:
        """What tells an experiment from others: the SHA-256 of its settings.

        Those that are as usual are left out, so that one that was stored before there was another
        setting has the digest that it has today.
        """
        settings = self.model_dump(mode="json", exclude={"task"}, exclude_defaults=True)
        task = self._in_words(self.task)
        settings["task"] = {name: task[name] for name in task if name not in _usual(self.task)}
        text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """An experiment from what `to_json` wrote."""
        return cls.model_validate_json(text.removeprefix(BYTE_ORDER_MARK))


def read_task(value: Any) -> Task:
    """A task, or the one that a dictionary of its name and settings says; raises Refusal."""
    if isinstance(value, Task):
        return value
    if not isinstance(value, dict):
        raise Refusal("input should be a task, or its name and settings")
    settings = dict(value)
    name = settings.pop("name", "echo")
    if not isinstance(name, str) or name not in TASKS:
        raise Refusal("the task's name is {name!r}; allowed are {tasks}", name=name, tasks=list(TASKS))
    allowed = [field.name for field in fields(TASKS[name])]  # type: ignore[arg-type]
    if unknown := [word for word in settings if word not in allowed]:
        raise Refusal(
            "{name} has no {unknown!r}; allowed are {allowed}",
            name=name,
            unknown=unknown[0],
            allowed=allowed or Message("no settings"),
        )
    return TASKS[name].from_words(settings)


def _usual(task: Any) -> set[str]:
    """The settings of a task that stand at their defaults."""
    found = set()
    for setting in fields(task):
        usual = setting.default
        if setting.default_factory is not MISSING:
            usual = setting.default_factory()
        if usual is not MISSING and getattr(task, setting.name) == usual:
            found.add(setting.name)
    return found


def samples_per_update(run: Run, experiment: Experiment) -> int:
    """How many samples one update sees."""
    return experiment.task.per_update(run, experiment.samples)


def refusal(error: ValidationError, of: type[BaseModel] = Experiment, noun: Message = NOUN) -> Refusal:
    """The refusal that says what pydantic finds wrong with an experiment, or with another model, which
    is called by a `noun`: of each thing the field, its value, what is allowed."""
    return Refusal(Message.join(*problems(error, of, noun)))


def explain(
    error: ValidationError, of: type[BaseModel] = Experiment, noun: Message = NOUN
) -> list[str]:
    """The same as sentences in the reader's language."""
    return [str(problem) for problem in problems(error, of, noun)]


def problems(
    error: ValidationError, of: type[BaseModel] = Experiment, noun: Message = NOUN
) -> list[Message]:
    """The same as a message each."""
    found = error.errors()
    places = [problem["loc"] for problem in found]
    # pydantic counts only the items that are in order
    return [
        _problem(problem, of, noun)
        for problem in found
        if problem["type"] != "too_short" or not any(_within(p, problem["loc"]) for p in places)
    ]


def _within(place: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    return place[: len(other)] == other != place


def _problem(problem: Any, of: type[BaseModel], noun: Message) -> Message:
    place, given = problem["loc"], problem["input"]
    words = in_words(problem)
    if problem["type"] == "extra_forbidden":
        owner = _model_at(of, place[:-1])
        words = Message("there is no such field; there are {names}", names=list(owner.model_fields))
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
    named = where or noun
    if isinstance(given, str | int | float) or given is None:
        return Message("{where} is {given!r}: {words:clause}.", where=named, given=given, words=words)
    return Message("{where}: {words:clause}.", where=named, words=words)


def _model_at(model: type[BaseModel], place: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that stands at a place of another, itself if none does."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = _models(model.model_fields[part].annotation)
            model = inner[0] if inner else model
    return model


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in get_args(annotation) for model in _models(one)]
