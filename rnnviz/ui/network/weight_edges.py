"""The network by hand as a graph with every weight on its edge, on Unroll."""

import streamlit as st

from rnnviz.figures.unroll import edges
from rnnviz.figures.unroll.unrolled import picture_digits
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unfolded import KEY
from rnnviz.ui.network.unroll_view import chosen_digits


def weight_edges(now: Reading, step: int) -> None:
    """The graph at the opened step (from 0), and the same names in their matrices."""
    with unfolds(KEY + "edges", _("Every weight on its edge: w1 to w8, U1 to U4")) as opened:
        if not opened:
            return
        net, trace = now.net, now.trace
        step = min(step, trace.steps - 1)
        digits = chosen_digits(st.session_state) or picture_digits(net, trace)
        live_figure(
            edges.edges(net, trace, step, digits, is_dark()),
            "edges",
            edges.in_words(net, trace, step, digits),
        )
        markup(edges.names_html(net))
