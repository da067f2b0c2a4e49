"""The opened step drawn as texts draw a cell, on Unroll."""

import streamlit as st

from rnnviz.analysis.cell_wires import largest_c, wires
from rnnviz.figures.base.sentences import behind_title
from rnnviz.figures.unroll import anatomy
from rnnviz.runs.run_words import cell_name
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unfolded import KEY
from rnnviz.ui.network.unroll_view import layer_of


def cell_anatomy(now: Reading, step: int) -> None:
    """Gates, lines and nodes with the values of one unit at the opened step (from 0)."""
    with unfolds(
        KEY + "anatomy", _("The cell drawn: gates, lines, × and +, with this step’s values")
    ) as opened:
        if not opened:
            return
        state, net = st.session_state, now.net
        step = min(step, now.trace.steps - 1)
        layer, backwards = layer_of(state.row, net.directions)
        found = wires(net, now.trace, step, layer, backwards)
        # the step's arithmetic has a box for the unit only where its numbers do not all fit
        state["anatomy unit"] = state.unit
        st.number_input(_("Unit"), 1, net.hidden, key="anatomy unit", width=160, on_change=_choose)
        title = _("{cell}, unit {unit} at step {step}").format(
            cell=cell_name(net.cell), unit=state.unit, step=step + 1
        )
        if len(now.trace.hidden) > 1:
            title += behind_title(state.row, net.directions)
        below = _("h of layer {layer}").format(layer=layer)
        unit, piece = state.unit - 1, below if layer else now.typed.pieces[step]
        picture = anatomy.anatomy(net.cell, found, unit, piece, title, is_dark(), backwards)
        live_figure(picture, "anatomy", anatomy.in_words(net.cell, found, unit, title))
        caption(anatomy.c_sentence(largest_c(now.trace, state.row)))


def _choose() -> None:
    """Open another unit, here and everywhere else."""
    st.session_state.unit = st.session_state["anatomy unit"]
