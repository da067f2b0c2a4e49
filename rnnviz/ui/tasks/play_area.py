"""The network to play with on the page Tasks: an input, its answer, the task's own picture."""

from typing import Any

import streamlit as st

from rnnviz.experiments.row import Row
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.at_length import at_length
from rnnviz.ui.components.canvas import Canvas, PageCanvas
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.components.section import within_limits
from rnnviz.ui.components.theme import current_appearance
from rnnviz.ui.tasks import came_about, controls, look_inside, played_network
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.panels.base import Play, Slots
from rnnviz.ui.training.live_race import LiveRace
from rnnviz.ui.training.race_view import RaceView


def play_area(name: str, experiment: Experiment | None, race: LiveRace | None) -> None:
    """The panel of a task; while a run is played with that learns, it follows every frame."""
    follows = race if race and race.own else None

    @st.fragment(run_every=follows.tick if follows else None)
    def play() -> None:
        controls.mend()
        with at_length(_("The network’s answers are being computed …")):
            within_limits(draw)
        controls.write_address()

    def draw() -> None:
        panel = PANELS[name]
        playing, row = _playing(name, experiment, race)
        if experiment and playing.task != experiment.task:
            caption(
                _(
                    "What is played with has learned other settings than those chosen now; Start "
                    "trains a network on yours."
                ),
                to_class=False,
            )
            if panel.preview:
                panel.preview()
        slots: Slots = {}
        asked = panel.ask(playing, slots)
        fed = follows is not None and follows.is_fed
        canvas = PageCanvas(f"{name} play", current_appearance(), fed, slots)
        panel.show(canvas, playing, asked)
        came_about.show(canvas, playing, asked)
        if follows and row:
            _go_on(follows, row, name, asked, canvas)
        if panel.inside:
            look_inside.buttons(playing, panel.inside(playing))

    play()


def _playing(
    name: str, experiment: Experiment | None, race: LiveRace | None
) -> tuple[Play, Row | None]:
    """What is played with, and the race that it is from."""
    place = played_network.chosen(name, experiment) if experiment else None
    if experiment is None or place is None:
        return played_network.ready(name), None
    try:
        row = race.now() if race else None
        if race is None or row is None:
            return played_network.untrained(experiment, place), None
        return played_network.run_at(race.store, row, race.view(row), place), row
    except StoreError:  # the training below says what is wrong
        return played_network.untrained(experiment, place), None


def _go_on(race: LiveRace, row: Row, name: str, asked: Any, canvas: Canvas) -> None:
    """From now on newer networks are asked the same, without the page's script."""
    place, panel, own = played_network.chosen(name, race.experiment), PANELS[name], race.own
    if own is None or place is None:
        return

    def draw(view: RaceView) -> dict[str, LivePiece]:
        drawn = Canvas(canvas.name, view.asked.look)
        playing = played_network.run_at(race.store, row, view, place)
        panel.show(drawn, playing, asked)
        came_about.show(drawn, playing, asked)
        return drawn.drawn.pieces

    own.draw, own.names = draw, tuple(canvas.drawn.pieces)
