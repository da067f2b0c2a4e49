"""Tasks: what shapes can sequences take?"""

import streamlit as st

from rnnviz.storage.database import StoreError
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.frame.at_first_sight import alive
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.session import sections
from rnnviz.ui.session.recording import flush
from rnnviz.ui.session.store import open_store
from rnnviz.ui.tasks import controls, played_network
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.play_area import play_area
from rnnviz.ui.tasks.shape_uses import shape_uses
from rnnviz.ui.tasks.training_pictures import rows, task_pictures
from rnnviz.ui.tasks.what import WHAT, terms_of
from rnnviz.ui.training import sidebar
from rnnviz.ui.training.kept_race import kept
from rnnviz.ui.training.live_race import LiveRace, live_race
from rnnviz.ui.training.own_pictures import own_pictures
from rnnviz.ui.training.race_code import code_of
from rnnviz.ui.training.save_menu import save_training
from rnnviz.ui.training.steering import buttons, find


def race(name: str, experiment: Experiment) -> LiveRace:
    """The race as it stands, and what is shown of it; raises StoreError."""
    store, state = open_store(), st.session_state
    opening = controls.race_of(name).is_opening()
    return LiveRace(
        "tasks",
        experiment,
        store,
        find(store, experiment, opening),
        task_pictures,
        rows(name),
        logarithmic=state[f"{name} axis"] == "log",
        section="training",
        perplexity=isinstance(experiment.task, TextTask) and state[f"{name} perplexity"],
        opening=opening,
        folds=f"{name} batches" if isinstance(experiment.task, TextTask) else "",
        seed=f"{name} shown",
        own=None if played_network.is_ready(name) else own_pictures(),
    )


def steer(name: str, race: LiveRace) -> None:
    """Start, pause, and so on."""
    try:
        chosen = controls.race_of(name)
        buttons(race.store, race.row, race.experiment, chosen, lambda: played_network.follow(name))
    except StoreError as problem:
        notice(str(problem), to_class=False)


def page(name: str) -> None:
    """Everything under the gallery: the network to play with, and its training."""
    chosen, experiment, racing = controls.race_of(name), None, None
    preset = chosen.preset_of(st.session_state)
    try:
        experiment = chosen.experiment()
    except ValueError as problem:
        notice(str(problem), to_class=False)
    if refused := sidebar.refusal():
        notice(refused, to_class=False)
    try:
        racing = race(name, experiment) if experiment else None
    except StoreError as problem:
        notice(str(problem), to_class=False)
    watch = preset.watch if preset else PANELS[name].watch
    explain(_(WHAT[name]), _(watch), terms=terms_of(name))
    if not sections.only():
        left, right = st.columns([3, 2], gap="medium")
    else:  # what is shown alone gets all the room
        left, right = st.container(), st.container()
    with right:  # first: who starts a race plays with one of its runs
        if racing:
            with st.container(horizontal=True, vertical_alignment="center"):
                steer(name, racing)
                drawn = alive(racing)
                save_training(racing.store, racing.row)
    with left:
        played_network.choose(name, experiment)
        section("play", play_area, name, experiment, racing)
    if not racing:
        return
    with right:
        if isinstance(racing.experiment.task, TextTask):
            st.toggle(_("As perplexity"), key=f"{name} perplexity", persist_state="session")
        live_race(kept(drawn))


begin("Tasks")
complaints = controls.open_address()
controls.gallery()
for complaint in complaints:
    notice(complaint, to_class=False)
with st.sidebar:
    controls.controls(st.session_state.task)
    show_code("tasks", code_of(controls.race_of(st.session_state.task).experiment, "tasks"))
page(st.session_state.task)
section("shapes", shape_uses)
references("tasks")
flush()
