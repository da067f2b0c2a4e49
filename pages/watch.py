"""Watch: what does my own training loop do?"""

import streamlit as st

from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.in_words import maps_in_words
from rnnviz.figures.unroll.shown_units import shown_sentence, shown_units
from rnnviz.figures.watch import entering_matrix, gradient_by_step, parameter_norms
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.session import address
from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.session.recording import flush
from rnnviz.ui.watch import how_to, watch_bar, watch_code, watch_view
from rnnviz.ui.watch.seen_by_class import seen_by_class
from rnnviz.ui.watch.watch_view import FIELDS, KEY, Watched


def gradient(now: Watched) -> None:
    """How the loss reaches every step, and that its numbers are the layer's own."""
    for doubt in watch_view.doubts(now):
        notice(doubt)
    live_figure(
        gradient_by_step.gradient_by_step(now.layer, now.row, is_dark()),
        "watch gradient",
        gradient_by_step.gradient_in_words(now.layer, now.row),
        main=True,
    )
    if now.layer.exact:
        caption(watch_view.agreement(now), to_class=False)


def states(now: Watched) -> None:
    """Hidden states, cell states and gates of the chosen row."""
    named = watch_view.quantities(now)
    if wide := shown_sentence(now.layer.hidden.shape[2]):
        caption(wide)
    live_figure(
        heat_maps(named, (), None, is_dark(), now.where, shown_units([named["h"]])),
        "watch states",
        maps_in_words(named, (), now.where),
    )


def norms(now: Watched) -> None:
    """The gradient norm of each parameter over the loop's steps."""
    at, named = watch_view.norms(now)
    live_figure(
        parameter_norms.parameter_norms(at, named, is_dark()),
        "watch norms",
        parameter_norms.norms_in_words(at, named),
    )


def matrix(now: Watched) -> None:
    """On demand: which step's derivative reaches which state."""
    with unfolds(KEY + "matrix", _("Every step’s derivative at every earlier state")) as opened:
        if not opened:
            return
        try:
            found = watch_view.matrix(now)
        except ValueError as problem:
            caption(str(problem), to_class=False)
            return
        title = entering_matrix.matrix_title(found, now.direction, now.top)
        figure = entering_matrix.entering_matrix(found, is_dark(), now.direction, now.top)
        live_figure(figure, "watch entering", title)


@st.fragment
def page() -> None:
    """All that moves with the loop; a fragment, so that a frame does not run the sidebar again."""
    now = watch_view.current()
    if now is None:
        st.rerun()
    watch_bar.watch_bar(now)
    explain(
        _("Each loss goes back through all steps of a layer, inside one operation of PyTorch’s."),
        _("Choose a moment, or a layer in the sidebar."),
        watch_view.seen_sentences(now),
        ("gradient", "norm", "hidden state", "truncation"),
    )
    seen_by_class(now)
    section("gradient", gradient, now)
    section("states", states, now)
    section("norms", norms, now)
    section("matrix", matrix, now)
    address.write_address(FIELDS)


begin("Watch")
for complaint in address.open_address(FIELDS, {}):
    notice(complaint, to_class=False)
try:
    there = loops.newest()
    with st.sidebar:
        watch_bar.controls(there)
        show_code("watch", watch_code.code_now)
    if there:
        page()
    else:
        how_to.how_to()
        address.write_address(FIELDS)
except StoreError as problem:
    notice(str(problem), to_class=False)
references("watch")
flush()
