"""A sweep in the words of an address: `1-16`, `0.01, 0.1, 1`, `style=windows; style=even`."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from rnnviz.sweeps.model import MOST_VALUES
from rnnviz.sweeps.swept_settings import WORDS, Value
from rnnviz.tasks import TASKS, Echo, Task
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.numerals import single
from rnnviz.text.written import narrow
from rnnviz.training.experiment import read_task
from rnnviz.ui.training.run_notation import plain, read_lags, write_lags

NOTHING = "none"  # a value that is none: nothing is clipped
VALUES = N_("numbers as 1-16 or 0.01, 0.1, 1, or words as tanh, lstm")
PANELS = N_("settings as style=windows; style=even")
SHORTEST = 3  # whole numbers in a row that are written as a range
ECHO = Echo.name


def read_values(setting: str, text: str) -> tuple[Value, ...]:
    """The values of an axis; raises Refusal for what is none."""
    found: list[Value] = []
    for part in filter(None, re.split(r"[,;\s]+", _without_blanks(text))):
        if ends := re.fullmatch(r"(\d{1,9})(?:-|\.\.)(\d{1,9})", part):
            low, high = map(int, ends.groups())
            if high - low >= MOST_VALUES:
                raise Refusal(
                    "An axis has {count:,} values; allowed are up to {most:,}.",
                    count=high - low + 1,
                    most=MOST_VALUES,
                )
            found += range(low, high + 1)
        else:
            found.append(_value(setting, part))
    if not found:
        raise _no_values(setting, text)
    return tuple(found)


def _without_blanks(text: str) -> str:
    """The text with its ranges in one piece, and words of two words, too."""
    text = re.sub(r"[–—−](?=\s*\d)", "-", narrow(text))
    text = re.sub(r"(?<=\d)\s*(-|\.\.)\s*(?=\d)", r"\1", text)
    return re.sub(r"windows[ _]+2n", "windows_2n", text)


def _value(setting: str, part: str) -> Value:
    part = part.replace("windows_2n", "windows 2n")
    if part in WORDS.get(setting, ()):
        return part
    if part == NOTHING:
        return None
    number = single(part)
    if number is None:
        raise _no_values(setting, part)
    return int(number) if number == int(number) else number


def _no_values(setting: str, text: str) -> Refusal:
    return Refusal(
        "The values of {setting} are “{text}”; allowed are {values}.",
        setting=setting,
        text=text[:60],
        values=Message(VALUES),
    )


def write_values(values: Sequence[Value]) -> str:
    """What `read_values` reads."""
    if len(values) >= SHORTEST and all(_follows(*pair) for pair in pairwise(values)):
        return f"{values[0]}-{values[-1]}"
    return ", ".join(write_value(value) for value in values)


def _follows(one: Value, other: Value) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one >= 0 and other == one + 1


def write_value(value: Value) -> str:
    """One value."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else plain(value)


def read_panels(text: str) -> tuple[dict[str, Value], ...]:
    """What sets each panel apart, one of nothing where there is no text; raises Refusal."""
    panels = []
    for part in re.split(r"[;\n]", _without_blanks(text)):
        settings: dict[str, Value] = {}
        for one in filter(None, (piece.strip() for piece in part.split(","))):
            name, sign, value = (piece.strip() for piece in one.partition("="))
            if not sign or not name or not value:
                raise Refusal(
                    "The panels are “{text}”; allowed are {panels}.",
                    text=text[:60],
                    panels=Message(PANELS),
                )
            settings[name] = _value(name, value)
        panels.append(settings)
    return tuple(panels)


def write_panels(panels: Sequence[Mapping[str, Value]]) -> str:
    """What `read_panels` reads."""
    return "; ".join(
        ", ".join(f"{name}={write_value(value)}" for name, value in panel.items()) for panel in panels
    )


def read_base_task(text: str) -> Task:
    """A task from its lags (`3:0.5`), its name, or its settings as JSON; raises Refusal."""
    text = narrow(text).strip()
    if text.startswith("{"):
        try:
            return read_task(json.loads(text))
        except (RecursionError, json.JSONDecodeError):
            raise Refusal("The task is “{text}”, which is no JSON.", text=text[:60]) from None
    if text in TASKS and text != ECHO:
        return read_task({"name": text})
    return read_lags(text)


def write_base_task(task: Task) -> str:
    """What `read_base_task` reads."""
    if isinstance(task, Echo) and not task.length:
        return write_lags(task)
    words: dict[str, Any] = {"name": task.name, **task.to_words()}
    if read_task({"name": task.name}) == task and task.name != ECHO:
        return task.name
    return json.dumps(words, separators=(",", ":"), ensure_ascii=False)
