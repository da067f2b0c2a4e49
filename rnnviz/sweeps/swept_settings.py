"""What a sweep may vary, and what a run and a task are with such a setting."""

from collections.abc import Mapping
from dataclasses import fields, replace
from math import isfinite
from typing import Any

from rnnviz.nn.cells import CELLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import STARTS, TRAINED, Run
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.tasks import Echo, Task
from rnnviz.text.message import Message, Refusal

Value = int | float | str | None
Settings = Mapping[str, Value]

TASK = "task."  # begins the name of a number of the task
LAG, LAGS, TRUNCATION, STYLE, TRAIN = "lag", "lags", "truncation", "style", "train"
STYLES = {
    "windows": Truncation.windows,
    "even": Truncation.even,
    "sliding": Truncation.sliding,
    "windows 2n": lambda n: Truncation.windows(2 * n),
    "full": lambda n: Truncation.full(),
}
FULL = "full"
WORDS = {
    STYLE: tuple(STYLES),
    "cell": tuple(CELLS),
    "optimizer": tuple(OPTIMIZERS),
    TRAIN: TRAINED,
    "start": STARTS,
}
WHOLE = (LAG, LAGS, TRUNCATION, "hidden", "layers", "batch")
REAL = ("rate", "gain", "clip_norm")
NONE = ("clip_norm",)  # those that may be None: nothing is clipped
NAMES = (*WHOLE, *REAL, *WORDS)


def known(setting: str) -> str:
    """The name of a setting that can be swept; raises Refusal for any other."""
    if setting in NAMES or (setting.startswith(TASK) and setting != TASK):
        return setting
    raise Refusal(
        "there is no setting {setting!r} to sweep; allowed are {names}, and {task} with a number of "
        "the task behind it",
        setting=setting,
        names=NAMES,
        task=TASK,
    )


def value_of(setting: str, value: Any) -> Value:
    """A value as its setting has it, a whole number as one; raises Refusal for what is none."""
    if setting in WORDS:
        if value not in WORDS[setting] or not isinstance(value, str):
            raise Refusal(
                "{setting} is {value!r}; allowed are {allowed}",
                setting=setting,
                value=value,
                allowed=WORDS[setting],
            )
        return value
    if value is None and setting in NONE:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Refusal("{setting} is {value!r}; allowed are numbers", setting=setting, value=value)
    if setting in WHOLE and int(value) != value:
        raise Refusal("{setting} is {value!r}; allowed are whole numbers", setting=setting, value=value)
    return int(value) if setting in WHOLE else float(value) if setting in REAL else value


def with_settings(run: Run, task: Task, settings: Settings) -> tuple[Run, Task]:
    """A run and its task with these settings; raises Refusal, and pydantic's error for a number that a
    run cannot have."""
    changed: dict[str, Any] = {
        name: value
        for name, value in settings.items()
        if name not in (LAG, LAGS, TRUNCATION, STYLE) and not name.startswith(TASK)
    }
    if TRUNCATION in settings or STYLE in settings:
        changed["truncation"] = cut(run.truncation, settings)
    fresh = Run.model_validate({name: getattr(run, name) for name in Run.model_fields} | changed)
    return fresh, _task(task, settings)


def style_of(truncation: Truncation) -> str | None:
    """The style that a truncation has, None for one of its own."""
    if truncation.every is None or truncation.reach is None:
        return FULL
    for style in ("windows", "even", "sliding"):
        if STYLES[style](truncation.reach) == truncation:
            return style
    return None


def cut(base: Truncation, settings: Settings) -> Truncation:
    """The base's truncation with another style, or so many steps, or both."""
    style = settings.get(STYLE, style_of(base))
    steps = settings.get(TRUNCATION, base.reach)
    if style is None:
        raise Refusal(
            "the run has {truncation}; to sweep it say with which style: {styles}",
            truncation=cut_phrase(base),
            styles=tuple(STYLES),
        )
    if style == FULL and TRUNCATION in settings:
        raise Refusal("with the style full nothing is cut, so there is no truncation to sweep")
    if steps is None and style != FULL:
        raise Refusal(
            "the run has no cut, and the style {style} needs to know after how many steps",
            style=str(style),
        )
    return STYLES[str(style)](steps)


def numbers_of(task: Task) -> tuple[str, ...]:
    """The names of a task's settings that are numbers."""
    found = {field.name: getattr(task, field.name) for field in fields(task)}  # type: ignore[arg-type]
    return tuple(
        name
        for name, value in found.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )


def _task(task: Task, settings: Settings) -> Task:
    for name in (LAG, LAGS):
        if name in settings:
            task = _lagged(task, name, settings[name])
    own = {name.removeprefix(TASK): value for name, value in settings.items() if name.startswith(TASK)}
    allowed = numbers_of(task)
    if unknown := [name for name in own if name not in allowed]:
        raise Refusal(
            "{task} has no number {name!r}; allowed are {allowed}",
            task=task.name,
            name=unknown[0],
            allowed=allowed or Message("none"),
        )
    for name, value in own.items():
        is_whole = isinstance(getattr(task, name), int)
        if is_whole and isinstance(value, float) and value.is_integer():
            own[name] = int(value)
    return replace(task, **own) if own else task  # type: ignore[type-var]


def _lagged(task: Task, name: str, value: Any) -> Task:
    if not isinstance(task, Echo):
        raise Refusal(
            "{setting} is of {echo}; {task} has no lags",
            setting=name,
            echo=Echo.name,
            task=task.name,
        )
    if name == LAG:
        if len(task.lags) != 1:
            raise Refusal(
                "{setting} moves one lag; the task has {lags}",
                setting=name,
                lags=list(task.lags) or Message("none"),
            )
        return replace(task, lags=dict.fromkeys([value], *task.lags.values()))
    if not 0 <= value <= len(task.lags):
        raise Refusal(
            "{setting} is {value}; the task has {count}, so allowed are whole numbers up to that",
            setting=name,
            value=value,
            count=len(task.lags),
        )
    return replace(task, lags=dict(list(task.lags.items())[:value]))
