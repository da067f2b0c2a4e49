"""The network to play with on the page Tasks: an input, its answer, the task's own picture."""

import streamlit as st

from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import caption
from rnnviz.ui.tasks import controls, look_inside, played_network
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.panels.base import Play
from rnnviz.ui.training.live_race import TICK, LiveRace


def play_area(name: str, experiment: Experiment | None, race: LiveRace | None) -> None:
    """The panel of a task; while a run is played with that learns, it follows every frame."""
    follows = race is not None and race.is_live and not played_network.is_ready(name)

    @st.fragment(run_every=TICK if follows else None)
    def play() -> None:
        playing, panel = _playing(name, experiment, race), PANELS[name]
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

    play()


def _playing(name: str, experiment: Experiment | None, race: LiveRace | None) -> Play:
    if race is None or played_network.is_ready(name):
        return played_network.play(name, experiment, None, None, None)
    try:
        row = race.now()
        return played_network.play(name, experiment, race.store, row, race.view(row))
    except StoreError:  # the training below says what is wrong
        return played_network.ready(name)
