"""A sweep as it goes on: its map, its cells as they come in, and the buttons that steer it."""

import streamlit as st

from rnnviz.figures.sweeps.sweep_sentences import what_it_is
from rnnviz.sweeps.model import Sweep
from rnnviz.text.language import _
from rnnviz.ui.components.section import section
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.recording import flush
from rnnviz.ui.sweeps import map_view, sweep_settings
from rnnviz.ui.sweeps.cell_view import cell_view
from rnnviz.ui.sweeps.sweep_now import SweepNow


def live_map(sweep: Sweep) -> None:
    """The map and what belongs to it; raises StoreError."""
    # to a class its lecturer says what to watch
    preset = None if presenter_session.current() else sweep_settings.preset_of(st.session_state)
    explain(
        what_it_is(sweep),
        _(preset.watch) if preset else "",
        terms=("lag", "truncation", "floor", "nats"),
    )
    now = SweepNow(sweep, {})

    @st.fragment
    def live() -> None:
        section("map", map_view.draw_map, now)
        map_view.finer_button(now.sweep)
        section("cell", cell_view, now)
        flush()

    live()
