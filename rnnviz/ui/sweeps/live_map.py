"""A sweep as it goes on: its map, its cells as they come in, and the buttons that steer it."""

from functools import partial

import streamlit as st

from rnnviz.figures.sweeps.sweep_sentences import what_it_is
from rnnviz.storage.database import StoreError
from rnnviz.sweeps.model import Sweep
from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.recording import flush
from rnnviz.ui.sweeps import map_view, sweep_settings
from rnnviz.ui.sweeps.cell_view import cell_view
from rnnviz.ui.sweeps.files_view import files_view
from rnnviz.ui.sweeps.sweep_buttons import sweep_buttons
from rnnviz.ui.sweeps.sweep_now import SweepNow, look_up

TICK = 1.0  # seconds between two looks at a sweep that goes on


def live_map(sweep: Sweep) -> None:
    """The map and what belongs to it; raises StoreError."""
    # to a class its lecturer says what to watch
    preset = None if presenter_session.current() else sweep_settings.preset_of(st.session_state)
    explain(
        what_it_is(sweep),
        _(preset.watch) if preset else "",
        terms=("lag", "truncation", "floor", "nats"),
    )
    before = look_up(sweep)

    @st.fragment(run_every=TICK if before.is_alive else None)
    def live() -> None:
        try:
            now = look_up(sweep)
            if now.state != before.state:
                st.rerun()  # with or without the clock
            _draw(now)
        except StoreError as problem:
            notice(str(problem), to_class=False)
        address.write_address(sweep_settings.FIELDS)  # here: a click on a cell runs nothing else
        flush()

    live()


def _draw(now: SweepNow) -> None:
    # in sight, wherever the map ends: who has drawn a box looks for what comes of it
    later = sweep_buttons(now, partial(map_view.finer_button, now.sweep))
    section("map", map_view.draw_map, now)
    section("cell", cell_view, now)
    section("table", files_view, now)
    later()
