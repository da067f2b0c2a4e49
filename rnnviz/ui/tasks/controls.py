"""What the page Tasks asks of its reader: which task, its settings, its race; each task has its own."""

from functools import cache

import streamlit as st

from rnnviz.figures.tasks import gallery as figures
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Echo
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEED, MOST_SEEDS
from rnnviz.ui.components import gallery as components
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.components.seed_box import seed_box
from rnnviz.ui.components.seeds_box import seeds_box
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.pages import file_of
from rnnviz.ui.tasks.own_files import own_files
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race, exact_training, sidebar
from rnnviz.ui.training.controls import MOST_LETTERS, MOST_RUNS, Controls, Preset
from rnnviz.ui.training.pace import USUAL, read_pace
from rnnviz.ui.training.run_notation import SHARED, write_run
from rnnviz.ui.training.shown_seed import seed_field

READY = "ready"  # the network that a task opens with
# what people call the program that each classic is
PROGRAMS = {
    "addition": N_("binary addition"),
    "characters": N_("min-char-rnn"),
    "hello": N_("hello to ohlol"),
    "words": N_("a sentence of 21 words"),
    "translate": N_("six word pairs"),
}


def task_field() -> Field:
    """Which task."""
    return Field("task", always(next(iter(PANELS))), address_fields.choice(tuple(PANELS)))


def read_of(text: str) -> str:
    """Reads which network is played with: the ready-trained one, or the number of a run."""
    if text != READY and not (text.isdecimal() and 1 <= int(text) <= MOST_RUNS):
        raise Refusal(
            "{ready} and the numbers of runs, 1 to {most_runs}", ready=READY, most_runs=MOST_RUNS
        )
    return text


@cache
def race_of(name: str) -> Controls:
    """The race of a task."""
    kind, panel, key = TASKS[name], PANELS[name], f"{name} "
    usual = Run(**kind.usual)
    shared = {setting: getattr(usual, setting) for setting in SHARED}
    race = (
        Field(
            "runs",
            always(write_run(usual, shared)),
            address_fields.text(MOST_LETTERS),
            key=key + "runs",
        ),
        Field(
            "samples", always(kind.samples), address_fields.whole(1, MOST_SAMPLES), key=key + "samples"
        ),
        Field("seeds", always(1), address_fields.whole(1, MOST_SEEDS), key=key + "seeds"),
    )
    asked = {word for preset in panel.presets for word in preset.asked}
    prepared = (*race, *(field for field in panel.fields if field.name in asked))
    return Controls(
        fields=prepared,
        task=lambda: panel.task(st.session_state),
        shared=lambda: shared,
        presets={preset.name: preset for preset in panel.presets},
        prepared=prepared,
        key=key,
    )


@cache
def fields_of(name: str) -> tuple[Field, ...]:
    """All that the reader can set of a task, as the address has it."""
    key = f"{name} "
    more = [
        Field("seed", always(0), address_fields.whole(0, MOST_SEED), key=key + "seed"),
        Field("speed", always(USUAL), read_pace, key=key + "speed"),
        Field("axis", always("linear"), address_fields.choice(("linear", "log")), key=key + "axis"),
        Field("of", always(READY), read_of, key=key + "of"),
        seed_field(key + "shown"),
        exact_training.FIELD,
    ]
    if issubclass(TASKS[name], TextTask):
        more += [
            address_fields.flag_field("perplexity", key + "perplexity", name == "words"),
            address_fields.flag_field("batches", key + "batches"),
        ]
    return (*PANELS[name].fields, *race_of(name).fields[:3], *more)


def open_address() -> list[str]:
    """Bring the session to what the address asks for, if it came from outside; a sentence for each
    thing in it that cannot be."""
    first, state = task_field(), st.session_state
    asked = address.arrived((first,))
    complaints = []
    if asked is None:
        address.fill((first,))
    else:
        complaints = address.set_state((first,), asked)
        complaints += address.set_state(fields_of(state.task), asked)
    address.fill(fields_of(state.task))
    return complaints


def mend() -> None:
    """See to it that the controls stand at what they can."""
    address.mend(fields_of(st.session_state.task))


def write_address() -> None:
    """Write what differs from its default into the address."""
    address.write_address((task_field(), *fields_of(st.session_state.task)))


def gallery() -> None:
    """The four shapes with their tasks."""

    def choose(name: str) -> None:
        if name in PANELS:
            st.session_state.task = name

    shapes: dict[str, list[tuple[str, str]]] = {}
    for name in PANELS:
        shapes.setdefault(TASKS[name].shape, []).append((name, _(TASKS[name].title)))
    components.gallery(figures.gallery(shapes, st.session_state.task), "gallery", choose)


def classics() -> dict[str, tuple[str, Preset]]:
    """The runs of well-known programs, each with its task."""
    found = {}
    for name, panel in PANELS.items():
        for preset in panel.presets:
            if preset.classic:
                said = _("{task}: {name}").format(task=_(TASKS[name].title), name=_(preset.name))
                label = f"{said} · {_(PROGRAMS[name])}" if name in PROGRAMS else said
                found[label] = name, preset
    return found


def elsewhere() -> dict[str, Preset]:
    """Those that are opened on the page Truncate."""
    label = _("{task}: {name}")
    presets = (preset for preset in echo_race.PRESETS.values() if preset.classic)
    return {label.format(task=_(Echo.title), name=_(preset.name)): preset for preset in presets}


def _choose_classic() -> None:
    """The list of them, which opens one on the page of its task."""

    def chosen() -> None:
        label, state = st.session_state["classics"], st.session_state
        if label in known:
            name, preset = known[label]
            state.task, state["classics"] = name, None
            state[f"{name} seed"] = 0  # with which the original's numbers come
            address.fill(fields_of(name))
            address.set_state(race_of(name).fields, preset.asked)

    known, others = classics(), elsewhere()
    picked = st.selectbox(
        _("The classics"),
        (*known, *others),
        index=None,
        placeholder=_("well-known runs"),
        key="classics",
        on_change=chosen,
    )
    if picked in others:
        st.switch_page(file_of("truncate"), query_params=others[picked].asked | address.common())


def _epochs(name: str) -> None:
    """The same in epochs, where a task has them."""
    state, key, samples = st.session_state, f"{name} epochs", f"{name} samples"
    try:
        size = PANELS[name].task(state).epoch
    except ValueError:  # the page says what is wrong with its settings
        return
    if size is None:
        return

    def changed() -> None:
        asked = round((state[key] or 0.0) * size)
        state[samples] = min(max(asked, 1), MOST_SAMPLES)

    state[key] = state[samples] / size
    st.number_input(
        _("Epochs, of {count:,} samples each").format(count=size),
        0.0,
        float(MOST_SAMPLES),
        step=step_for(state[key]),
        key=key,
        format="%g",
        on_change=changed,
    )


def controls(name: str) -> None:
    """The sidebar: the task's settings, its runs, and how they learn."""
    race = race_of(name)
    _choose_classic()
    sidebar.choose_preset(race)  # above what comes and goes with it
    PANELS[name].controls()
    sidebar.edit(race)
    with st.expander(_("Length and seed")):
        sidebar.samples(race)
        _epochs(name)
        seed_box(race.key + "seed")
        seeds_box(race.key + "seeds", int(race.get("seed")))
    sidebar.pace(race)
    own_files()
