"""Truncate: what can a network learn if gradients are cut after n steps?"""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.figures.training import race_sentences
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.frame.at_first_sight import alive
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.recording import flush
from rnnviz.ui.session.store import open_store
from rnnviz.ui.tasks import look_inside
from rnnviz.ui.training import echo_race, sidebar
from rnnviz.ui.training.bits_box import KEY, bits_box, typed_bits
from rnnviz.ui.training.cut_picture import cut_picture
from rnnviz.ui.training.echo_pictures import NEAREST, ROWS, STACKED, echo_pictures
from rnnviz.ui.training.floors_by_cases import floors_by_cases
from rnnviz.ui.training.kept_race import kept
from rnnviz.ui.training.live_race import LiveRace, live_race
from rnnviz.ui.training.race_code import code_of
from rnnviz.ui.training.save_menu import save_training
from rnnviz.ui.training.steering import buttons, find, what_to_do


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
        logarithmic=st.session_state.axis == "log",
        opening=opening,
        folds=echo_race.BATCHES,
        nearest=NEAREST,
        stacked=STACKED,
        typing=partial(bits_box, experiment.task),
        typed=typed_bits,
        plain=echo_race.PLAIN,
        boxes=(KEY,),
        seed=echo_race.SHOWN_SEED,
    )


def below(experiment: Experiment) -> None:
    """What stands under the losses."""
    section("cut", cut_picture, experiment)
    section("floors", floors_by_cases, experiment.task)


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
    try:
        racing = race(experiment)
        explain(
            race_sentences.echo_task(experiment.task),
            what_to_do(racing.row, preset),
            terms=(
                "lag",
                "truncation",
                "floor",
                "carried",
                "nats",
                "mini-batch",
                "epoch",
                "right answers",
            ),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            buttons(racing.store, racing.row, experiment)
            drawn = alive(racing)
            save_training(racing.store, racing.row)
        shown = kept(drawn)
        leads = partial(look_inside.runs, shown)
        live_race(replace(shown, below=partial(below, experiment), inside=leads))
    except StoreError as problem:
        notice(str(problem), to_class=False)
    address.write_address(echo_race.FIELDS)


begin("Truncate")
echo_race.show_the_last_one(open_store)
for complaint in address.open_address(echo_race.FIELDS, {}):
    notice(complaint, to_class=False)
with st.sidebar:
    sidebar.controls()
    show_code("truncate", code_of(echo_race.experiment, "truncate"))
page()
references("truncate")
flush()
