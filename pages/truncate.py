"""Truncate: what can a network learn if gradients are cut after n steps?"""

import streamlit as st

from rnnviz.figures.training.truncation import reach_picture, reach_words
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.section import section
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.frame.page import begin
from rnnviz.ui.session import address, presenter_session, sections
from rnnviz.ui.session.recording import flush
from rnnviz.ui.session.store import open_store
from rnnviz.ui.training import echo_race, sidebar
from rnnviz.ui.training.echo_pictures import ROWS, echo_pictures
from rnnviz.ui.training.kept_race import kept
from rnnviz.ui.training.live_race import LiveRace, live_race
from rnnviz.ui.training.steering import buttons, find

SHOWN_STEPS = 20  # of the chain in the picture of truncation


def choose_run(names: list[str]) -> None:
    """Which run the picture of truncation is drawn for."""
    if st.session_state.get("reach of") not in range(len(names)):
        st.session_state["reach of"] = 0
    st.segmented_control(
        _("Reach of"),
        range(len(names)),
        required=True,
        key="reach of",
        label_visibility="collapsed",
        format_func=names.__getitem__,
    )


def reach(experiment: Experiment) -> None:
    """The picture of truncation, for a chosen run."""
    run = experiment.runs[st.session_state["reach of"]]
    figure = reach_picture(
        run.truncation, list(experiment.task.lags), SHOWN_STEPS, is_dark(), run.carry
    )
    lags = list(experiment.task.lags)
    live_figure(figure, "reach", reach_words(run.truncation, lags, SHOWN_STEPS))


def race(experiment: Experiment) -> LiveRace:
    """The race as it stands, and what is shown of it."""
    store, opening = open_store(), echo_race.RACE.is_opening()
    return LiveRace(
        "truncate",
        experiment,
        store,
        find(store, experiment, opening),
        echo_pictures,
        ROWS,
        _("Nothing trained yet: press Start and watch the losses fall onto these floors."),
        logarithmic=st.session_state.axis == "log",
        opening=opening,
    )


def page() -> None:
    """Everything beside the sidebar."""
    try:
        experiment = echo_race.experiment()
    except ValueError as problem:
        notice(str(problem), to_class=False)
        return
    if refused := sidebar.refusal():
        notice(refused, to_class=False)
    # to a class its lecturer says what to watch
    preset = None if presenter_session.current() else echo_race.preset_of(st.session_state)
    caption(_(preset.watch) if preset else "")
    try:
        racing = race(experiment)
        with st.container(horizontal=True, vertical_alignment="center"):
            buttons(racing.store, racing.row, experiment)
            if sections.shows("cut"):
                choose_run(echo_race.names(experiment))
        section("cut", reach, experiment)
        live_race(kept(racing))
    except StoreError as problem:
        notice(str(problem), to_class=False)
    address.write_address(echo_race.FIELDS)


begin("Truncate")
echo_race.show_the_last_one(open_store)
for complaint in address.open_address(echo_race.FIELDS, {}):
    notice(complaint, to_class=False)
with st.sidebar:
    sidebar.controls()
page()
flush()
