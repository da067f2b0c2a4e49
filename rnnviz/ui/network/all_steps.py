"""Heat maps, lines and surprise over all time steps."""

import streamlit as st

from rnnviz.figures.base.sentences import behind_title
from rnnviz.figures.unroll.heat_maps import MEANINGS, heat_maps
from rnnviz.figures.unroll.in_words import lines_in_words, maps_in_words, surprise_in_words
from rnnviz.figures.unroll.shown_units import shown_units
from rnnviz.figures.unroll.surprise import surprise
from rnnviz.figures.unroll.unit_lines import unit_lines
from rnnviz.nn.cells.base import Array
from rnnviz.nn.trace import difference
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unroll_view import MOST_UNITS, fit_units


def all_steps(now: Reading, step: int) -> None:
    """Heat maps of all steps of the chosen row, with `step` (from 0) marked."""
    _heat_maps(now, now.trace.quantities(st.session_state.row), step)


def lines(now: Reading, step: int) -> None:
    """The surprise of all steps, and some units of the chosen row as lines."""
    fit_units(now)
    named = now.trace.quantities(st.session_state.row)
    left, right = st.columns(2)
    with left:
        _surprise(now, step)
    with right:
        _unit_lines(now, named["h"], step)


def _heat_maps(now: Reading, named: dict[str, Array], step: int) -> None:
    state, pieces, dark = st.session_state, now.typed.pieces, is_dark()
    state.show = [name for name in state.show if name in named] or ["h"]
    if len(named) > 1:
        st.pills(
            _("Show"),
            list(named),
            key="show",
            selection_mode="multi",
            persist_state="session",
            format_func=labels(MEANINGS),
        )
    where = behind_title(state.row, now.net.directions) if len(now.trace.hidden) > 1 else ""
    maps = {name: named[name] for name in state.show}
    units = shown_units([named["h"]])
    live_figure(
        heat_maps(maps, pieces, step, dark, where, units),
        "maps",
        maps_in_words(maps, pieces, where),
    )
    if now.second is not None:
        apart = {"difference": difference(now.trace, now.second[1])[state.row]}
        figure = heat_maps(apart, pieces, step, dark, where, shown_units([apart["difference"]]))
        live_figure(figure, "apart", maps_in_words(apart, pieces, where))


def _surprise(now: Reading, step: int) -> None:
    if now.typed.targets is None:
        caption(_("Give a target, and the loss of each step is drawn here."), to_class=False)
        return
    live_figure(
        surprise(now.net, now.typed, now.trace, step, is_dark()),
        "surprise",
        surprise_in_words(now.net, now.typed, now.trace),
    )


def _unit_lines(now: Reading, hidden: Array, step: int) -> None:
    live_figure(
        unit_lines(hidden, st.session_state.units, now.typed.pieces, step, is_dark()),
        "lines",
        lines_in_words(hidden, st.session_state.units, now.typed.pieces),
    )
    st.multiselect(
        _("Units drawn as lines"),
        range(1, now.net.hidden + 1),
        key="units",
        max_selections=MOST_UNITS,
        persist_state="session",
    )
