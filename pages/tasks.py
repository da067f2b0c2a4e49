"""Tasks: what shapes can sequences take?"""

import streamlit as st

from rnnviz.experiments.checkpoint import StoredFrame
from rnnviz.experiments.store import Row, Store
from rnnviz.figures.training.losses import PERPLEXITY, RunLosses, diverged_note, losses
from rnnviz.figures.training.measures import measures
from rnnviz.figures.training.runs_table import runs_table
from rnnviz.storage.database import StoreError
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import memory
from rnnviz.ui.components.html import caption, heading, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.frame.page import begin
from rnnviz.ui.session.recording import flush
from rnnviz.ui.session.store import open_store
from rnnviz.ui.tasks import controls, look_inside, played_network
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import sidebar
from rnnviz.ui.training.controls import names
from rnnviz.ui.training.steering import ALIVE, buttons, find, timeline

STRETCHES = 60  # of updates, each a point of a run's mean


def page(name: str) -> None:
    """Everything under the gallery: the network to play with, and its training."""
    panel, race = PANELS[name], controls.race_of(name)
    experiment, store, row = None, None, None
    preset = race.preset_of(st.session_state)
    controls.watch(preset.watch if preset else panel.watch)
    try:
        experiment = race.experiment()
    except ValueError as problem:
        notice(str(problem))
    if refused := sidebar.refusal():
        notice(refused)
    try:
        store = open_store()
        row = find(store, experiment) if experiment else None
    except StoreError as problem:
        notice(str(problem))
        store = None
    with st.container(horizontal=True, vertical_alignment="center"):
        if store and experiment:
            steer(name, store, row, experiment)
        played_network.choose(name, experiment)

    # a paused race has a worker, too, which may be steered from another browser
    live_one = row is not None and (row.status in ALIVE or row.worker is not None)

    @st.fragment(run_every=0.4 if live_one else None)
    def live() -> None:
        now = row
        above = st.container()  # the slider below it says which moment it shows
        moment = None
        if store and experiment:
            try:
                now = find(store, experiment)
                if (now.status if now else None) != (row.status if row else None):
                    st.rerun()
                if now is not None and now.message:
                    notice(str(now.message))
                moment = training(name, store, now, experiment)
            except StoreError as problem:
                notice(str(problem))
        with above:
            playing = played_network.play(name, experiment, store, now, moment)
            if experiment and playing.task != experiment.task:
                caption(
                    _(
                        "What is played with has learned other settings than those chosen now; Start "
                        "trains a network on yours."
                    )
                )
            panel.play(playing)
            if panel.inside:
                look_inside.buttons(playing, panel.inside(playing))
        controls.write_address()

    live()


def steer(name: str, store: Store, row: Row | None, experiment: Experiment) -> None:
    """Start, pause, and so on."""
    try:
        buttons(store, row, experiment, controls.race_of(name), lambda: played_network.follow(name))
    except StoreError as problem:
        notice(str(problem))


def training(name: str, store: Store, row: Row | None, experiment: Experiment) -> StoredFrame | None:
    """The losses on their floors and what is measured beside them; returns the moment shown."""
    dark, named, task = is_dark(), names(experiment), experiment.task
    curves = store.curves(row.id) if row else []
    picture = st.container()
    moment, chosen = timeline(store, row)
    drawn = [
        RunLosses(
            label, curve.samples, curve.loss, *curve.means(STRETCHES), diverged_note(run.diverged_at)
        )
        for label, curve, run in zip(named, curves, moment.runs if moment else [], strict=False)
    ]
    at = moment.samples if moment and chosen else None
    unit = task.unit
    with picture:
        heading(_("Training"))
        if isinstance(task, TextTask):
            st.toggle(_("As perplexity"), key=f"{name} perplexity", persist_state="session")
            unit = PERPLEXITY if st.session_state[f"{name} perplexity"] else unit
        axis = st.session_state[f"{name} axis"] == "log"
        figure = losses(drawn, task.floors(), experiment.samples, dark, axis, at, unit)
        live_figure(
            figure,
            f"{name} losses",
            _("Loss of each run ({unit}) against samples seen, with the floors as lines").format(
                unit=_(unit)
            ),
        )
    if moment is None or row is None:
        caption(
            _(
                "Nothing trained with these settings yet: press Start and watch the loss fall onto "
                "these floors."
            )
        )
        return None
    courses = store.measures(row.id)
    if any(found for course in courses for _, found in course):
        live_figure(
            measures(list(zip(named, courses, strict=True)), experiment.samples, dark, at),
            f"{name} measures",
            _("What is measured of each run beside its loss, against samples seen"),
        )
    held = [held_by(row.id, place, experiment) for place in range(len(experiment.runs))]
    shares = [run.measures for run in moment.runs]
    markup(runs_table(drawn, moment.runs, shares, held, moment.samples, task.unit))
    if compare := PANELS[name].compare:
        compare(experiment, [(one.name, one.at(moment.samples)) for one in drawn])
    return moment


@st.cache_data(max_entries=100, show_spinner=False)
def held_by(id: str, place: int, _experiment: Experiment) -> int:
    """Bytes that one update of a run holds, computed once."""
    return memory(_experiment.runs[place], _experiment)


begin("Tasks")
complaints = controls.open_address()
controls.gallery()
for complaint in complaints:
    notice(complaint)
with st.sidebar:
    controls.controls(st.session_state.task)
page(st.session_state.task)
flush()
