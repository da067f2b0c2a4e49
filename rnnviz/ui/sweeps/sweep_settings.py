"""What a map is made of on its page: its settings, their words in the address, the prepared ones."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st
from pydantic import ValidationError

from rnnviz.sweeps.model import MEASURES, MOST_SEEDS, Axis, Sweep
from rnnviz.sweeps.presets import OPENING, PRESETS, SweepPreset
from rnnviz.sweeps.swept_settings import LAG, LAGS, STYLE, TASK, TRAIN, TRUNCATION, numbers_of
from rnnviz.tasks import Task
from rnnviz.text.message import Message, Refusal
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEED, problems
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.sweeps import sweep_notation as notation
from rnnviz.ui.training.run_notation import read_run, write_run

KEY = "phase "  # what the keys of its controls begin with
SHARED = {"optimizer": "adagrad", "rate": 0.1, "batch": 200}  # where the run's word says nothing else
MOST_LETTERS = 2000  # of values, panels, a task as JSON
MOST_NAME = 60
# what an axis opens with when its setting is chosen
USUAL_VALUES = {
    LAG: "1-12",
    LAGS: "1, 2",
    TRUNCATION: "1-16",
    STYLE: "windows, even, sliding",
    "hidden": "2, 4, 8, 16, 32",
    "layers": "1, 2, 3",
    "batch": "10, 20, 50, 100, 200",
    "rate": "0.01, 0.03, 0.1, 0.3, 1",
    "gain": "0.25, 0.5, 1, 2, 4",
    "clip_norm": "none, 1, 0.3, 0.1, 0.03",
    "cell": "tanh, gru, lstm",
    "optimizer": "adagrad, adam, sgd",
    TRAIN: "readout, all",
    "start": "uniform, orthogonal, identity",
}


def words_of(sweep: Sweep) -> dict[str, str]:
    """A sweep in the words of the address, so that it can be shown again."""
    return {
        "x": sweep.x.setting,
        "xs": notation.write_values(sweep.x.values),
        "y": sweep.y.setting,
        "ys": notation.write_values(sweep.y.values),
        "panels": notation.write_panels(sweep.panels),
        "task": notation.write_base_task(sweep.task),
        "run": write_run(sweep.run, SHARED),
        "samples": str(sweep.samples),
        "seeds": str(sweep.seeds),
        "seed": str(sweep.seed),
        "measure": sweep.measure,
    }


_USUAL = words_of(OPENING.sweep)


def _text(name: str, most: int = MOST_LETTERS) -> Field:
    read = address_fields.text(most)
    return Field(name, always(_USUAL[name]), read, key=KEY + name, step=Step.TYPED, is_said=True)


def _number(name: str, read: Callable[[str], int]) -> Field:
    return Field(name, always(int(_USUAL[name])), read, key=KEY + name)


# which cell is looked at: its panel, row and column, counted from 1
def read_spot(text: str) -> tuple[int, int, int] | None:
    """`2.3.1` as a cell counted from 0; raises Refusal for what is none."""
    parts = text.split(".")
    good = len(parts) == 3 and all(part.isascii() and part.isdecimal() for part in parts)
    if not good or any(len(part) > 4 or int(part) < 1 for part in parts):
        raise Refusal("a panel, row and column as {example}", example="1.3.12")
    panel, row, column = (int(part) - 1 for part in parts)
    return panel, row, column


def write_spot(spot: tuple[int, int, int] | None) -> str:
    """What `read_spot` reads; nothing for no cell."""
    return "" if spot is None else ".".join(str(place + 1) for place in spot)


FIELDS = (
    _text("x", MOST_NAME),
    _text("xs"),
    _text("y", MOST_NAME),
    _text("ys"),
    _text("panels"),
    _text("task"),
    _text("run"),
    _number("samples", address_fields.whole(1, MOST_SAMPLES)),
    _number("seeds", address_fields.whole(1, MOST_SEEDS)),
    _number("seed", address_fields.whole(0, MOST_SEED - MOST_SEEDS)),
    Field(
        "measure",
        always(_USUAL["measure"]),
        address_fields.choice(MEASURES),
        key=KEY + "measure",
    ),
    Field("cell", always(None), read_spot, write_spot, key=KEY + "cell", step=Step.PASSED),
    address_fields.flag_field("json", KEY + "json"),
)
PREPARED = FIELDS[:11]  # a preset is known by them


def get(name: str) -> Any:
    """What a field stands at."""
    return st.session_state[KEY + name]


def set_to(name: str, value: Any) -> None:
    """Bring a field to a value."""
    st.session_state[KEY + name] = value


def sweep() -> Sweep:
    """The sweep that the controls describe; raises Refusal with a sentence for each thing in it that
    cannot be."""
    state = st.session_state
    return _made(tuple((field.name, field.write(state[field.key])) for field in PREPARED))


@lru_cache(maxsize=64)
def _made(words: tuple[tuple[str, str], ...]) -> Sweep:
    said: list[Message] = []

    def attempt(make: Callable[[], Any]) -> Any:
        try:
            return make()
        except ValidationError as error:
            said.extend(problems(error))
        except ValueError as error:
            said.append(Refusal.of(error).message)
        return None

    of = dict(words)
    found = {
        "x": attempt(lambda: _axis(of["x"], of["xs"])),
        "y": attempt(lambda: _axis(of["y"], of["ys"])),
        "panels": attempt(lambda: notation.read_panels(of["panels"])),
        "task": attempt(lambda: notation.read_base_task(of["task"])),
        "run": attempt(lambda: read_run(of["run"], SHARED)),
    }
    if not said:
        numbers = {name: int(of[name]) for name in ("samples", "seeds", "seed")}
        try:
            return Sweep.model_validate(found | numbers | {"measure": of["measure"]})
        except ValidationError as error:
            said += problems(error, Sweep)
    raise Refusal(Message.join(*dict.fromkeys(said)))


def _axis(setting: str, values: str) -> Axis:
    try:
        return Axis(setting=setting, values=notation.read_values(setting, values))
    except ValidationError as error:
        raise Refusal(Message.join(*problems(error, Axis))) from error


def show(swept: Sweep) -> None:
    """Bring the controls to a sweep."""
    address.set_state(FIELDS, words_of(swept))


def preset_of(state: SessionValues) -> SweepPreset | None:
    """The preset that the controls stand at, if they do."""
    now = {field.name: field.write(state[field.key]) for field in PREPARED}
    return next((one for one in PRESETS.values() if words_of(one.sweep) == now), None)


def base_task() -> Task | None:
    """The task that is swept, None while its words make no sense."""
    try:
        return notation.read_base_task(get("task"))
    except ValueError:
        return None


def usual_values(setting: str) -> str:
    """What an axis opens with when this setting is chosen: of a task's number it and twice as much."""
    task = base_task()
    if setting in USUAL_VALUES or task is None:
        return USUAL_VALUES.get(setting, "1, 2")
    now = getattr(task, setting.removeprefix(TASK), 1)
    return notation.write_values((now, 2 * now)) if now else "0, 1"


def settings_to_sweep() -> tuple[str, ...]:
    """What an axis may be of: all that runs have, and the numbers of the task."""
    task = base_task()
    own = () if task is None else tuple(TASK + name for name in numbers_of(task))
    return (*USUAL_VALUES, *own)
