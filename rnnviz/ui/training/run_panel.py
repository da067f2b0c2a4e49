"""One run of a race as a folded panel, which reads and writes the run's word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from rnnviz.nn.cells import CELLS
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.network import MOST_FORGET_BIAS, MOST_LAYERS, POOLS
from rnnviz.runs.next_run import next_run
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import (
    HIGHEST_RATE,
    MOST_DELAY,
    MOST_LOG,
    MOST_ROWS,
    MOST_UNITS,
    STARTS,
    TRAINED,
    Run,
)
from rnnviz.runs.run_words import (
    CLASSIC_NAMES,
    RESET_FIRST,
    START_WORDS,
    TRAINED_WORDS,
    cell_name,
)
from rnnviz.runs.truncation import MOST_STEPS, Truncation
from rnnviz.tasks import ExampleTask, StreamTask, Task
from rnnviz.tasks.base import AnswerTask, PooledTask
from rnnviz.text.language import N_, _, labels
from rnnviz.training.experiment import explain
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.controls import MOST_RUNS, Controls, words
from rnnviz.ui.training.echo_race import RACE
from rnnviz.ui.training.run_notation import write_run

STYLES = {
    "windows": N_("in windows: a new one every n steps, as frameworks do"),
    "even": N_("evenly: every loss reaches back exactly n steps"),
    "sliding": N_("sliding: an update at every step, from its one loss"),
    "full": N_("not at all: one update from the whole sequence"),
    "own": N_("k1 steps between updates, k2 steps back"),
}
LIMITED = {"clip_norm": N_("Clip the gradient's norm at"), "clip_value": N_("Clip each derivative at")}
STEPS = 10  # where a cut has none yet
_PLAIN = ("cell", "hidden", "layers", "optimizer", "rate")
_FURTHER = (
    *("batch", "embedding", "bidirectional", "delay", "forcing", "context"),
    *("curriculum", "pool"),
)
_STARTS = ("start", "forget_bias", "train")
_CLASSIC = ("squared", "summed", "biases", "double", "root_epsilon", "log")
_NAMES = ("style", "every", "reach", "each", "carry", *_PLAIN, *LIMITED, *_FURTHER, *_STARTS, *_CLASSIC)


@dataclass
class RefusedChange:
    """Why the last change of the runs could not be."""

    sentence: str = ""  # to be shown once


def panel(race: Controls, task: Task, place: int, run: Run, count: int) -> None:
    """What a run is and how it learns, as far as its task allows; `count` runs there are."""

    def key(name: str) -> str:
        return f"{race.key}run {place} {name}"

    def changed() -> None:
        _rewrite(race, place, run, {name: st.session_state.get(key(name)) for name in _NAMES})

    st.session_state.update({key(name): value for name, value in _values(run).items()})
    shared: dict[str, Any] = {"on_change": changed}
    if isinstance(task, StreamTask):
        _cut_controls(key, shared)
    left, right = st.columns(2)
    with left:
        st.selectbox(_("Cell"), tuple(CELLS), key=key("cell"), format_func=cell_name, **shared)
        if run.cell == "gru_before":
            st.caption(_(RESET_FIRST))
        st.number_input(_("Layers"), 1, MOST_LAYERS, key=key("layers"), **shared)
        st.number_input(
            _(LIMITED["clip_norm"]),
            0.0,
            step=step_for(run.clip_norm),
            key=key("clip_norm"),
            format="%g",
            placeholder=_("no limit"),
            **shared,
        )
    with right:
        st.number_input(_("Hidden units"), 1, MOST_UNITS, key=key("hidden"), **shared)
        st.selectbox(_("Optimizer"), tuple(OPTIMIZERS), key=key("optimizer"), **shared)
        st.number_input(
            _(LIMITED["clip_value"]),
            0.0,
            step=step_for(run.clip_value),
            key=key("clip_value"),
            format="%g",
            placeholder=_("no limit"),
            **shared,
        )
    st.number_input(
        _("Learning rate"),
        0.0,
        HIGHEST_RATE,
        step=step_for(run.rate),
        key=key("rate"),
        format="%g",
        **shared,
    )
    _start_controls(run, key, shared)
    if race is not RACE:
        for name in also(task):
            _also(name, task, key(name), shared)
        with st.expander(_("As programs without PyTorch do it")):
            _classic(run, task, key, shared)
    with st.container(horizontal=True):
        if count < MOST_RUNS:
            st.button(_("Add one like it"), key=key("copy"), on_click=add, args=(race, place))
        if count > 1:
            st.button(_("Remove"), key=key("remove"), on_click=remove, args=(race, place))


def _start_controls(run: Run, key: Any, shared: dict[str, Any]) -> None:
    """What the weights are before the first update, and which of them move."""
    st.selectbox(
        _("W_hh starts"),
        (*STARTS, *CLASSIC_STARTS),
        key=key("start"),
        format_func=labels(START_WORDS),
        help=_(
            "Orthogonal: it turns the state and keeps its length. Identity: it hands the state on as "
            "it is. Gated cells start so gate by gate."
        ),
        **shared,
    )
    st.segmented_control(
        _("Trained"),
        TRAINED,
        key=key("train"),
        required=True,
        format_func=labels(TRAINED_WORDS),
        help=_(
            "The readout alone: the recurrent weights stay as they start, and no gradient goes back in "
            "time (an echo state network)."
        ),
        **shared,
    )
    if run.cell == "lstm":
        st.number_input(
            _("Forget bias"),
            -MOST_FORGET_BIAS,
            MOST_FORGET_BIAS,
            step=0.5,
            key=key("forget_bias"),
            format="%g",
            help=_("Above 0 the forget gates start open, and c keeps more of what it holds."),
            **shared,
        )


def _classic(run: Run, task: Task, key: Any, shared: dict[str, Any]) -> None:
    """What well-known programs do otherwise, and the log that they print."""
    if task.output == "sigmoid":
        st.checkbox(
            _("Squared error through the sigmoid"),
            key=key("squared"),
            help=_("What the gradient follows; the curve stays in nats, to compare with the floors."),
            **shared,
        )
    st.checkbox(
        _("Loss summed over steps and rows"),
        key=key("summed"),
        help=_("The gradient is as many times larger as there are answers."),
        **shared,
    )
    if not isinstance(task, AnswerTask):
        st.segmented_control(
            _("Biases"),
            tuple(CLASSIC_NAMES["biases"]),
            key=key("biases"),
            required=True,
            format_func=labels(CLASSIC_NAMES["biases"]),
            **shared,
        )
    st.checkbox(_("64-bit numbers"), key=key("double"), **shared)
    if run.optimizer == "adagrad":
        st.number_input(
            _("Adagrad's ε in the root (0: beside it, as PyTorch)"),
            0.0,
            1.0,
            step=step_for(run.root_epsilon),
            key=key("root_epsilon"),
            format="%g",
            **shared,
        )
    if task.logged:
        st.number_input(
            _("A line in the log every so many updates (0: none)"),
            0,
            MOST_LOG,
            key=key("log"),
            **shared,
        )


def _cut_controls(key: Any, shared: dict[str, Any]) -> None:
    """How far back the losses reach, for endless sequences."""
    style = st.selectbox(
        _("Cut"), tuple(STYLES), key=key("style"), format_func=labels(STYLES), **shared
    )
    if style == "own":
        st.number_input(_("Steps between updates (k1)"), 1, MOST_STEPS, key=key("every"), **shared)
        st.number_input(_("Steps back (k2)"), 1, MOST_STEPS, key=key("reach"), **shared)
        st.checkbox(_("Every loss reaches back exactly k2"), key=key("each"), **shared)
    elif style != "full":
        st.number_input(_("Steps n"), 1, MOST_STEPS, key=key("every"), **shared)
    st.segmented_control(
        _("State between windows"),
        ("carried", "reset"),
        key=key("carry"),
        required=True,
        format_func=_,
        **shared,
    )


def also(task: Task) -> Iterator[str]:
    """Which further fields a run on a task may have."""
    answers = isinstance(task, AnswerTask)
    yield "batch"
    if not (task.numbers and task.shape == "N to N"):
        yield "embedding"
    if isinstance(task, ExampleTask) and not answers:
        yield "bidirectional"
    # of an endless sequence the answer is what comes next: with a delay it would have been read
    if task.shape == "N to N" and isinstance(task, ExampleTask):
        yield "delay"
    if answers:
        yield "forcing"
        yield "context"
    if task.curricula:
        yield "curriculum"
    if isinstance(task, PooledTask):
        yield "pool"


def _also(name: str, task: Task, key: str, shared: dict[str, Any]) -> None:
    """The control of one of those."""
    if name == "batch":
        st.number_input(_("Batch (rows)"), 1, MOST_ROWS, key=key, **shared)
    elif name == "embedding":
        st.number_input(
            _("Embedding of each token, in numbers (0: one-hot)"), 0, MOST_UNITS, key=key, **shared
        )
    elif name == "bidirectional":
        st.checkbox(_("Both directions"), key=key, **shared)
    elif name == "delay":
        st.number_input(_("Answers asked so many steps later"), 0, MOST_DELAY, key=key, **shared)
    elif name == "forcing":
        st.slider(
            _("Teacher forcing: steps that read the right token before"),
            0.0,
            1.0,
            step=0.05,
            key=key,
            format="percent",
            **shared,
        )
    elif name == "context":
        st.checkbox(
            _("c into every step of the decoder"),
            key=key,
            help=_("It starts from c as ever, and reads it again beside each token (Cho et al. 2014)."),
            **shared,
        )
    elif name == "curriculum":
        st.selectbox(
            _("Curriculum"),
            (None, *task.curricula),
            key=key,
            format_func=lambda word: _(word or "none"),
            **shared,
        )
    else:
        st.segmented_control(
            _("Verdict read from the states'"), POOLS, key=key, format_func=_, **shared
        )


def _values(run: Run) -> dict[str, Any]:
    """A run as its controls show it."""
    cut = run.truncation
    style = str(cut).split("(")[0]
    return {
        "style": style if style in STYLES else "own",
        "every": (cut.reach if style == "sliding" else cut.every) or STEPS,
        "reach": cut.reach or STEPS,
        "each": cut.each,
        "carry": "carried" if run.carry else "reset",
        "clip_norm": run.clip_norm,
        "clip_value": run.clip_value,
        **{name: getattr(run, name) for name in (*_PLAIN, *_FURTHER, *_STARTS, *_CLASSIC)},
        "embedding": run.embedding or 0,
        "root_epsilon": run.root_epsilon or 0.0,
        "pool": run.pool or POOLS[0],
    }


def _rewrite(race: Controls, place: int, run: Run, values: dict[str, Any]) -> None:
    """Put what the controls say into the run's word; what cannot be is said, and the word stays."""
    old = _values(run)
    # a control that was not on screen has no say
    now = old | {name: value for name, value in values.items() if value is not None}
    now |= {name: values[name] for name in LIMITED}
    try:
        task = race.task()
        if task.curricula:
            now["curriculum"] = values["curriculum"]
        changed = run.model_dump() | {
            "truncation": _cut(now, old),
            "carry": now["carry"] == "carried",
            **{name: now[name] for name in (*_PLAIN, *_FURTHER, *_STARTS, *_CLASSIC)},
            "forget_bias": now["forget_bias"] if now["cell"] == "lstm" else 0.0,
            "root_epsilon": (now["optimizer"] == "adagrad" and now["root_epsilon"]) or None,
            **{name: now[name] or None for name in ("embedding", *LIMITED)},
        }
        if now["pool"] == old["pool"]:  # none is a way to say the first
            changed["pool"] = run.pool
        _replace(race, place, [write_run(Run(**changed), race.shared())])
    except ValidationError as error:
        page_state(RefusedChange).sentence = " ".join(explain(error))
    except ValueError as error:
        page_state(RefusedChange).sentence = str(error)


def _cut(now: dict[str, Any], old: dict[str, Any]) -> Truncation:
    style, steps = now["style"], int(now["every"])
    if style not in STYLES:  # whatever the browser may send
        style = old["style"]
    if style == "full":
        return Truncation.full()
    if style == "own":
        if old["style"] != "own":  # just chosen: one that no other style is
            return Truncation(every=steps, reach=2 * steps)
        return Truncation(every=steps, reach=int(now["reach"]), each=bool(now["each"]))
    cut: Truncation = getattr(Truncation, style)(steps)
    return cut


def _replace(race: Controls, place: int, runs: list[str]) -> None:
    named = words(race.get("runs"))
    propose(race, named[:place] + runs + named[place + 1 :])


def add(race: Controls, place: int) -> None:
    """One more run, like the one at a place but for the length of its cut, or its units."""
    runs = race.experiment().runs
    made = next_run(runs[place], runs, longer=race is RACE)
    _replace(race, place, [words(race.get("runs"))[place], write_run(made, race.shared())])


def remove(race: Controls, place: int) -> None:
    """One run less."""
    _replace(race, place, [])


def propose(race: Controls, runs: list[str]) -> None:
    """Take over these runs, if they can be; else say why not, and leave the others."""
    before = race.get("runs")
    race.set("runs", ",".join(runs))
    try:
        race.experiment()
    except ValueError as error:
        race.set("runs", before)
        page_state(RefusedChange).sentence = str(error)
