"""Vanish & explode: why does the signal die or blow up?"""

import streamlit as st

from rnnviz.figures.base.numbers import power
from rnnviz.figures.vanishing import (
    chain_norms,
    chain_sentences,
    in_words,
    remedies,
    spectrum,
)
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.session import address
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.vanishing import chain_controls as controls
from rnnviz.ui.vanishing.bound import bound
from rnnviz.ui.vanishing.chain_code import code_now
from rnnviz.ui.vanishing.chain_view import AxisHeight, ChainView, view_of
from rnnviz.ui.vanishing.clipping import clipping
from rnnviz.ui.vanishing.slopes import slopes


def main_picture(view: ChainView) -> None:
    """The norm against distance, and beside it the spectrum of the matrix."""
    found, norms, dark = view.spectrum, view.norms, is_dark()
    reading = chain_sentences.reading_sentence(view.chain, found, view.growth)
    left, right = st.columns([3, 1], gap="small")
    with left:
        live_figure(
            chain_norms.chain_norms(
                norms, view.growth, dark, view.passes.lost, page_state(AxisHeight).fit(view)
            ),
            "norms",
            _("Norm of the gradient against distance: {verdict}").format(
                verdict=chain_sentences.verdict(norms, view.passes.lost)
            ),
        )
    with right:
        live_figure(
            spectrum.eigenvalues(found, dark),
            "eigenvalues",
            _("Eigenvalues, the largest {radius}").format(radius=power(found.radius)),
        )
        live_figure(
            spectrum.singular_values(found, dark),
            "singular",
            _("Singular values, largest {value}").format(value=power(found.singular[0, 0])),
        )
    caption(reading)


def side_by_side(view: ChainView) -> None:
    """What is done about it, in one chart."""
    forget, limit = controls.forget_control(), controls.value("limit")
    networks = view.remedies(limit, forget)
    live_figure(
        remedies.remedies(networks, is_dark()),
        "remedies",
        in_words.remedies_in_words(networks),
    )
    caption(remedies.remedies_sentence(networks, limit, forget, view.chain.steps))
    if said := remedies.size_sentence(view.chain.size):
        caption(said, to_class=False)


begin("Vanish & explode")
for complaint in address.open_address(controls.FIELDS, {}):
    notice(complaint, to_class=False)
with st.sidebar:
    controls.controls()
view = view_of(controls.chain())
with st.sidebar:  # what is clipped stands below, and the dialog opens after that
    show_code("vanish", code_now)
preset = controls.preset_of(st.session_state)
explain(
    _("A gradient goes back through T steps: each multiplies it by the same W_hh and by slopes."),
    _(preset.watch) if preset else _("Push the gain through 1, or choose a matrix under Try."),
    [chain_sentences.draws_sentence(view.norms, view.passes.lost)],
    ("gradient", "norm", "eigenvalue", "singular value", "clipping"),
)
section("norms", main_picture, view)
section("slopes", slopes, view, head=_("Where does the slope go?"))
section("bound", bound, view)
section("clipping", clipping, view, head=_("Clipping: shorter, or somewhere else?"))
section("remedies", side_by_side, view, head=_("What helps?"))
references("vanish")
address.write_address(controls.FIELDS)
