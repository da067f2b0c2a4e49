"""A race as controls; each of its runs is a folded panel, which reads and writes the run's word."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from rnnviz.cells import CELLS
from rnnviz.experiment import Experiment, Run, explain
from rnnviz.network import MOST_LAYERS
from rnnviz.optimizers import OPTIMIZERS
from rnnviz.truncation import Truncation
from rnnviz.ui import address, race
from rnnviz.ui.notation import HELP, write_run

STYLES = {
    "windows": "in windows: a new one every n steps, as frameworks do",
    "even": "evenly: every loss reaches back exactly n steps",
    "sliding": "sliding: an update at every step, from its one loss",
    "full": "not at all: one update from the whole sequence",
    "own": "k1 steps between updates, k2 steps back",
}
LIMITED = {"clip_norm": "Clip the gradient's norm at", "clip_value": "Clip each derivative at"}
STEPS = 10  # where a cut has none yet


def controls() -> None:
    """The whole sidebar: what is raced, and how it learns."""
    st.selectbox("Preset", list(race.PRESETS), key="preset", index=None, on_change=_choose_preset,
                 placeholder="choose a comparison")  # fmt: skip
    try:
        editor(race.experiment())
    except ValueError:
        editor(None)  # the page says what is wrong with its words
    st.text_input(
        "Lags and weights", key="lags", persist_state="session",
        help="P(Y=1) = 0.5 + the weights of those earlier bits that are 1, as 3:0.5,8:-0.25.",
    )  # fmt: skip
    with st.expander("How they learn"):
        st.selectbox("Optimizer", tuple(OPTIMIZERS), key="optimizer", persist_state="session")
        st.number_input("Learning rate", 1e-6, 1000.0, key="rate", format="%g", persist_state="session")
        st.number_input(
            "Samples for each run", 1_000, 100_000_000, key="samples", persist_state="session"
        )
        st.number_input("Batch (rows)", 1, 10_000, key="batch", persist_state="session")
        st.number_input("Seed", 0, 999_999, key="seed", persist_state="session")
    st.segmented_control(
        "Updates", tuple(race.SPEEDS), key="speed", required=True, persist_state="session"
    )
    st.segmented_control(
        "Samples axis", ("linear", "log"), key="axis", required=True, persist_state="session"
    )


def _choose_preset() -> None:
    """Bring the controls to a prepared comparison."""
    if st.session_state.preset:
        address.set_state(race.FIELDS, race.PRESETS[st.session_state.preset].asked)


def editor(experiment: Experiment | None) -> None:
    """The runs of the race, to be changed, copied and removed; only their words where those make no
    sense (None)."""
    st.caption("Runs")
    if experiment is not None:
        names = race.names(experiment)
        for place, (run, name) in enumerate(zip(experiment.runs, names, strict=True)):
            with st.popover(f"{place + 1} · {name}", width="stretch"):
                _panel(place, run, len(names))
        if len(names) < race.MOST_RUNS:
            st.button("Add a run", on_click=_copy, args=(len(names) - 1,), icon=":material/add:",
                      width="stretch", help="As the last one; change it then.")  # fmt: skip
    with st.expander("Compare lengths"):
        _lengths()
    with st.expander("The runs in words", expanded=experiment is None):
        st.text_input("Runs", key="runs", help=HELP, persist_state="session")


def _lengths() -> None:
    """One run for each of several lengths, all else alike."""
    with st.form("lengths", border=False):
        st.text_input("Lengths, in steps", "3, 4, 5, 10, 20", key="lengths")
        st.selectbox("Cut", ("windows", "even", "sliding"), key="lengths style",
                     format_func=STYLES.__getitem__)  # fmt: skip
        st.number_input("Hidden units in each", 1, 1024, 16, key="lengths hidden")
        st.segmented_control("State", ("carried", "reset"), default="carried", required=True,
                             key="lengths state")  # fmt: skip
        st.form_submit_button("Race these", on_click=_race_lengths)


def _race_lengths() -> None:
    state = st.session_state
    lengths = race.words(state["lengths"])
    ending = f".h{state['lengths hidden']}{'.reset' if state['lengths state'] == 'reset' else ''}"
    if not lengths or not all(length.isdecimal() for length in lengths):
        state["_refused"] = f"The lengths are “{state['lengths'][:60]}”; allowed are steps as 3, 5, 10."
        return
    _propose([f"{state['lengths style']}{length}{ending}" for length in lengths])


def _propose(words: list[str]) -> None:
    """Take over these runs, if they can be; else say why not, and leave the others."""
    before = st.session_state.runs
    st.session_state.runs = ",".join(words)
    try:
        race.experiment()
    except ValueError as error:
        st.session_state.update({"runs": before, "_refused": str(error)})


def _panel(place: int, run: Run, count: int) -> None:
    def key(name: str) -> str:
        return f"run {place} {name}"

    def changed() -> None:
        _rewrite(place, run, {name: st.session_state.get(key(name)) for name in _NAMES})

    st.session_state.update({key(name): value for name, value in _values(run).items()})
    shared: dict[str, Any] = {"on_change": changed}
    style = st.selectbox(
        "Cut", tuple(STYLES), key=key("style"), format_func=STYLES.__getitem__, **shared
    )
    if style == "own":
        st.number_input("Steps between updates (k1)", 1, 1000, key=key("every"), **shared)
        st.number_input("Steps back (k2)", 1, 1000, key=key("reach"), **shared)
        st.checkbox("Every loss reaches back exactly k2", key=key("each"), **shared)
    elif style != "full":
        st.number_input("Steps n", 1, 1000, key=key("every"), **shared)
    st.segmented_control("State between windows", ("carried", "reset"), key=key("carry"), required=True,
                         **shared)  # fmt: skip
    left, right = st.columns(2)
    with left:
        st.selectbox("Cell", tuple(CELLS), key=key("cell"), **shared)
        st.number_input("Layers", 1, MOST_LAYERS, key=key("layers"), **shared)
        st.number_input(LIMITED["clip_norm"], 0.0, key=key("clip_norm"), format="%g",
                        placeholder="no limit", **shared)  # fmt: skip
    with right:
        st.number_input("Hidden units", 1, 1024, key=key("hidden"), **shared)
        st.selectbox("Optimizer", tuple(OPTIMIZERS), key=key("optimizer"), **shared)
        st.number_input(LIMITED["clip_value"], 0.0, key=key("clip_value"), format="%g",
                        placeholder="no limit", **shared)  # fmt: skip
    st.number_input("Learning rate", 0.0, 1000.0, key=key("rate"), format="%g", **shared)
    with st.container(horizontal=True):
        if count < race.MOST_RUNS:
            st.button("Copy", key=key("copy"), on_click=_copy, args=(place,))
        if count > 1:
            st.button("Remove", key=key("remove"), on_click=_remove, args=(place,))


_NAMES = (
    "style", "every", "reach", "each", "carry", "cell", "hidden", "layers", "optimizer", "rate",
    "clip_norm", "clip_value",
)  # fmt: skip


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
        **{name: getattr(run, name) for name in ("cell", "hidden", "layers", "optimizer", "rate")},
    }


def _rewrite(place: int, run: Run, values: dict[str, Any]) -> None:
    """Put what the controls say into the run's word; what cannot be is said, and the word stays."""
    old = _values(run)
    # a control that was not on screen has no say
    now = old | {name: value for name, value in values.items() if value is not None}
    now |= {name: values[name] or None for name in LIMITED}
    try:
        changed = run.model_dump() | {
            "truncation": _cut(now, old),
            "carry": now["carry"] == "carried",
            **{name: now[name] for name in ("cell", "hidden", "layers", "optimizer", "rate", *LIMITED)},
        }
        _replace(place, [write_run(Run(**changed), race.shared())])
    except ValidationError as error:
        st.session_state["_refused"] = " ".join(explain(error))
    except ValueError as error:
        st.session_state["_refused"] = str(error)


def _cut(now: dict[str, Any], old: dict[str, Any]) -> Truncation:
    style, steps = now["style"], int(now["every"])
    if style == "full":
        return Truncation.full()
    if style == "own":
        if old["style"] != "own":  # just chosen: one that no other style is
            return Truncation(every=steps, reach=2 * steps)
        return Truncation(every=steps, reach=int(now["reach"]), each=bool(now["each"]))
    cut: Truncation = getattr(Truncation, style)(steps)
    return cut


def _replace(place: int, words: list[str]) -> None:
    state = st.session_state
    named = race.words(state.runs)
    state.runs = ",".join(named[:place] + words + named[place + 1 :])


def _copy(place: int) -> None:
    word = race.words(st.session_state.runs)[place]
    _replace(place, [word, word])


def _remove(place: int) -> None:
    _replace(place, [])


def refusal() -> str:
    """The sentence about a change that could not be, once."""
    said: str = st.session_state.pop("_refused", "")
    return said
