"""What the page Tasks asks of its reader: which task, its settings, its race; each task has its own."""

from functools import cache

import streamlit as st

from rnnviz.figures.tasks import gallery as figures
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.components import gallery as components
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import sidebar
from rnnviz.ui.training.controls import MOST_RUNS, SPEEDS, Controls
from rnnviz.ui.training.run_notation import SHARED, write_run

READY = "ready"  # the network that a task opens with
# tasks that are learned too quickly to be watched at full speed
SPEED = {"hello": N_("10 a second")}


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
        Field("runs", always(write_run(usual, shared)), address_fields.text(500), key=key + "runs"),
        Field(
            "samples", always(kind.samples), address_fields.whole(1, 100_000_000), key=key + "samples"
        ),
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
        Field("seed", always(0), address_fields.whole(0, 999_999), key=key + "seed"),
        Field(
            "speed",
            always(SPEED.get(name, "full")),
            address_fields.choice(tuple(SPEEDS)),
            key=key + "speed",
        ),
        Field("axis", always("linear"), address_fields.choice(("linear", "log")), key=key + "axis"),
        Field("of", always(READY), read_of, key=key + "of"),
    ]
    if issubclass(TASKS[name], TextTask):
        more.append(
            Field(
                "perplexity",
                always(name == "words"),
                address_fields.flag,
                address_fields.write_flag,
                key=key + "perplexity",
            )
        )
    return (*PANELS[name].fields, *race_of(name).fields[:2], *more)


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


def controls(name: str) -> None:
    """The sidebar: the task's settings, its runs, and how they learn."""
    race = race_of(name)
    sidebar.choose_preset(race)  # above what comes and goes with it
    PANELS[name].controls()
    sidebar.edit(race)
    with st.expander(_("Length and seed")):
        sidebar.samples(race)
        st.number_input(_("Seed"), 0, 999_999, key=race.key + "seed", persist_state="session")
    sidebar.pace(race)
