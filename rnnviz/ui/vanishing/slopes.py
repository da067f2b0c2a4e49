"""Where a chain's states stand, and how steep its activation is there, or why that is no question."""

import streamlit as st

from rnnviz.analysis.activation_slope import chain_on_curve
from rnnviz.figures.vanishing import in_words, saturation
from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.slope_curve import TITLE, slope_curve
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.session import presenter_session
from rnnviz.ui.vanishing.chain_controls import KEY
from rnnviz.ui.vanishing.chain_view import ChainView

BENT = {"tanh": N_("Choose tanh"), "relu": N_("Choose ReLU")}


def slopes(view: ChainView) -> None:
    """The states and their slopes as pictures; of a linear chain, whose slopes are all 1, a sentence
    and the way to one that bends, unless a scene has asked for the pictures."""
    if view.chain.activation == "identity" and presenter_session.current() is None:
        _linear()
    else:
        _pictures(view)
    with unfolds(KEY + "slope", _(TITLE)) as opened:
        if opened:
            slope_curve(KEY, [chain_on_curve(view.chain, view.passes)], view.chain.steps - 1)


def _linear() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        caption(_(saturation.SLOPES["identity"]))
        for activation, label in BENT.items():
            st.button(_(label), key=f"{KEY}bend {activation}", on_click=_bend, args=(activation,))


def _bend(activation: str) -> None:
    st.session_state[KEY + "activation"] = activation


def _pictures(view: ChainView) -> None:
    maps = saturation.saturation(view.passes, view.chain.activation, is_dark())
    said = (in_words.states_in_words(view.passes), in_words.slopes_in_words(view.passes))
    for place, figure, key, alt in zip(st.columns(2), maps, ("states", "slopes"), said, strict=True):
        with place:
            live_figure(figure, key, alt)
    caption(_(saturation.SLOPES[view.chain.activation]))
