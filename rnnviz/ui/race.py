"""What a race of truncation lengths is made of: its settings, their words in the address, presets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from rnnviz.cells import CELLS
from rnnviz.experiment import Experiment, Run, explain
from rnnviz.optimizers import OPTIMIZERS
from rnnviz.store import Store, StoreError
from rnnviz.tasks import Echo
from rnnviz.truncation import Truncation
from rnnviz.ui import address
from rnnviz.ui.address import Field, State, always

MOST_RUNS = 6
SPEEDS = {"full": None, "10 a second": 10.0, "1 a second": 1.0}  # updates a second
HELP = (
    "Up to 6 runs, as windows5.h4, windows10.h16: cut every 5 steps with 4 hidden units, and so on. "
    "Also even10.h16, sliding4.h8, full.h8; add .gru, .lstm or .relu for another cell, .reset for a "
    "state that starts from zero in every window, .clip1 to clip the gradient's norm at 1."
)


@dataclass(frozen=True)
class Preset:
    """A prepared race and what to watch in it; `asked` is in the words of the address."""

    name: str
    watch: str
    asked: dict[str, str]


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "the classic pair",
            "5 steps with 4 units stop at 0.52, 10 steps with 16 reach 0.45. But two things differ: "
            "which of them did it?",
            {"runs": "windows5.h4,windows10.h16"},
        ),
        Preset(
            "was it the truncation or the state?",
            "All four combinations. The two with 16 units go down together, whatever their truncation: "
            "at lag 8 the size of the state decides.",
            {"runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4"},
        ),
        Preset(
            "3 steps against 4: the gradient must reach the lag",
            "With 3 steps no loss reaches the bit 3 steps back, and nothing is ever learned. One step "
            "more, and it is.",
            {"runs": "windows3.h16,windows4.h16"},
        ),
        Preset(
            "lag 12: now the truncation decides",
            "The second lag is 12 and the state has room (32 units): 5 steps stop at 0.52, 10 and 20 "
            "go on.",
            {"lags": "3:0.5,12:-0.25", "runs": "windows5.h32,windows10.h32,windows20.h32",
             "samples": "3000000"},
        ),
        Preset(
            "carry or reset",
            "The same network and cut; once the state goes on from window to window, once it starts "
            "from zero in each, and can only use what its window shows.",
            {"runs": "windows5.h16,windows5.h16.reset"},
        ),
        Preset(
            "the same 10 steps, cut in windows and evenly",
            "In windows early losses reach less far back than late ones; cut evenly all reach 10. "
            "It costs more and changes little.",
            {"runs": "windows10.h16,even10.h16"},
        ),
        Preset(
            "is even n as good as windows 2n?",
            "As is often said. Watch whether the even cut of 5 stays with windows of 10, or with "
            "windows of 5.",
            {"lags": "3:0.5,12:-0.25", "runs": "windows5.h32,even5.h32,windows10.h32"},
        ),
        Preset(
            "exploding, then clipped",
            "ReLU with plain gradient descent at a rate that is too high: one run blows up, the same "
            "with its gradient clipped does not.",
            {"runs": "windows10.h16.relu,windows10.h16.relu.clip0_05", "optimizer": "sgd", "rate": "5"},
        ),
    )
}  # fmt: skip


def read_lags(text: str) -> dict[int, float]:
    """`3:0.5,8:-0.25` as lag -> weight."""
    try:
        pairs = [part.split(":") for part in text.split(",") if part.strip()]
        lags = {int(lag): float(weight) for lag, weight in pairs}
        if not lags:
            raise ValueError
    except ValueError:
        raise ValueError("lags with weights, as 3:0.5,8:-0.25") from None
    return lags


def write_lags(lags: dict[int, float]) -> str:
    """What `read_lags` reads."""
    return ",".join(f"{lag}:{weight:g}" for lag, weight in lags.items())


_WORDS = "runs as windows5.h4, even10.h16, sliding4.h8.gru, windows5.h16.reset, full.h8.clip1"


def read_run(word: str) -> dict[str, Any]:
    """`windows5.h16.gru.reset.clip1` as the settings of a run that differ from the race's."""
    head, *rest = word.strip().split(".")
    match = re.fullmatch(r"(windows|even|sliding|full)(\d*)", head)
    if match is None or (match[1] == "full") == bool(match[2]):
        raise ValueError(_WORDS)
    run: dict[str, Any] = {"style": match[1], "steps": int(match[2] or 0)}
    for part in rest:
        if re.fullmatch(r"h\d+", part):
            run["hidden"] = int(part[1:])
        elif part in CELLS:
            run["cell"] = part
        elif part == "reset":
            run["carry"] = False
        elif re.fullmatch(r"clip[\de\-]+(_\d+)?", part):  # a point would end the word
            run["clip_norm"] = float(part[4:].replace("_", "."))
        else:
            raise ValueError(_WORDS)
    return run


def write_run(run: dict[str, Any]) -> str:
    """What `read_run` reads."""
    parts = [run["style"] + (str(run["steps"]) if run["style"] != "full" else "")]
    parts.append(f"h{run.get('hidden', 4)}")
    if run.get("cell", "tanh") != "tanh":
        parts.append(run["cell"])
    if not run.get("carry", True):
        parts.append("reset")
    if run.get("clip_norm"):
        parts.append(f"clip{run['clip_norm']:g}".replace(".", "_"))
    return ".".join(parts)


FIELDS = (
    Field("runs", always("windows5.h4,windows10.h16"), address.text(500)),
    Field("lags", always("3:0.5,8:-0.25"), address.text(200)),
    Field("optimizer", always("adagrad"), address.choice(tuple(OPTIMIZERS))),
    Field("rate", always(0.1), address.real(1e-6, 1000.0), lambda rate: f"{rate:g}"),
    Field("batch", always(200), address.whole(1, 10_000)),
    Field("seed", always(0), address.whole(0, 999_999)),
    Field("samples", always(2_000_000), address.whole(1_000, 100_000_000)),
    Field("speed", always("full"), address.choice(tuple(SPEEDS))),
    Field("axis", always("linear"), address.choice(("linear", "log"))),
)


def experiment() -> Experiment:
    """The race that the controls describe; raises ValueError with a sentence for each thing in it that
    cannot be."""
    state = st.session_state
    words = [word for word in re.split(r"[,\s]+", state.runs) if word]
    if not 1 <= len(words) <= MOST_RUNS:
        raise ValueError(f"There are {len(words)} runs; allowed are 1 to {MOST_RUNS}.")
    try:
        task = Echo(lags=read_lags(state.lags))
        runs = []
        for word in words:
            settings = read_run(word)
            style, steps = settings.pop("style"), settings.pop("steps")
            cut = Truncation.full() if style == "full" else getattr(Truncation, style)(steps)
            runs.append(
                Run(truncation=cut, optimizer=state.optimizer, rate=state.rate, batch=int(state.batch),
                    **settings)
            )  # fmt: skip
        return Experiment(task=task, seed=int(state.seed), samples=int(state.samples), runs=tuple(runs))
    except ValidationError as error:
        raise ValueError(" ".join(explain(error))) from error


def settings_of(experiment: Experiment) -> dict[str, str]:
    """An experiment in the words of the address, so that it can be shown again."""
    first = experiment.runs[0]
    words = []
    for run in experiment.runs:
        cut = run.truncation
        style = "full" if cut.every is None else "even" if cut.each else "windows"
        if cut.every == 1 and cut.reach != 1 and not cut.each:
            style = "sliding"
        words.append(
            write_run(
                {"style": style, "steps": cut.reach or 0, "hidden": run.hidden, "cell": run.cell,
                 "carry": run.carry, "clip_norm": run.clip_norm}
            )
        )  # fmt: skip
    return {
        "runs": ",".join(words),
        "lags": write_lags(dict(experiment.task.lags)),
        "optimizer": first.optimizer,
        "rate": f"{first.rate:g}",
        "batch": str(first.batch),
        "seed": str(experiment.seed),
        "samples": str(experiment.samples),
    }


def name_of(run: Run) -> str:
    """A run as its curve is labelled."""
    parts = [str(run.truncation), f"H={run.hidden}"]
    if run.cell != "tanh":
        parts.append(run.cell)
    if not run.carry:
        parts.append("reset")
    if run.clip_norm is not None:
        parts.append(f"clipped {run.clip_norm:g}")
    return " ".join(parts)


def preset_of(state: State) -> Preset | None:
    """The preset that the controls stand at, if they do."""
    now = {field.name: field.write(state[field.name]) for field in FIELDS[:7]}
    for preset in PRESETS.values():
        base = {field.name: field.write(field.default(state)) for field in FIELDS[:7]}
        if now == base | preset.asked:
            return preset
    return None


def show_the_last_one(open_store: Callable[[], Store]) -> None:
    """On a first visit without settings in the address, bring the controls to what was trained last."""
    state = st.session_state
    if state.get("_raced") or st.query_params:
        state._raced = True
        return
    state._raced = True
    try:
        rows = open_store().experiments()
    except StoreError:
        return  # the page says so where it needs the store
    if rows:
        address.open_address(FIELDS, {})
        address.set_state(FIELDS, settings_of(rows[0].experiment))
