"""Backpropagate: how does one loss reach each earlier step?"""

import streamlit as st

from rnnviz.analysis.backward_step import arriving, open_back, recurrent_shares
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.figures.base import sentences
from rnnviz.figures.gradients import backward_step, gradient_check, matrix, reach
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.shares import TITLE, shares
from rnnviz.text.language import _, labels
from rnnviz.ui.components.arriving_chain import arriving_chain
from rnnviz.ui.components.html import caption, heading, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.frame.page import begin
from rnnviz.ui.gradients import view
from rnnviz.ui.gradients.view import FIELDS, KEY, LINES, OF
from rnnviz.ui.network import chooser, selection
from rnnviz.ui.network.reading import reading, typing_boxes
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment, so that a key does not run the sidebar again."""
    chosen = selection.current()
    typing_boxes(chosen, compare=False)
    now = reading(chosen)
    view.controls(now)
    look = view.look(now)
    if look is not None:
        main_picture(look)
        how_far(look)
        if look.quantity.loss:
            one_step_back(look)
            every_step(look)
            check(look)
        three_networks(look)
    address.write_address(FIELDS)


def main_picture(look: Look) -> None:
    """The matrix, and below it the chosen row as a chain."""
    dark = is_dark()

    def choose_cell(row: int, column: int) -> None:
        view.choose(look, *matrix.cell(look, row, column))

    live_figure(
        matrix.matrix(look, dark, matrix.title(look)),
        "matrix",
        matrix.describe(look),
        main=True,
        on_cell=choose_cell,
    )
    arriving_chain(arrivals(look, dark), "arrivals", lambda step: view.choose(look, step))
    if look.at_inputs is not None:
        markup(shaded_text(look, selection.current().mode != "characters"))
    for sentence in (
        *look.said,
        sentences.unknown_sentence(look.typed),
        sentences.unknown_answers_sentence(look.typed),
        sentences.overflow_sentence(look.flow.trace),
    ):
        if sentence:
            notice(sentence)


def how_far(look: Look) -> None:
    """Norm against distance, and what a cut costs."""
    heading(_("How far does it reach?"))
    left, right = st.columns(2)
    with left:
        curve, limit, rate = view.by_distance(look)
        title = reach.effective_sentence(curve)
        live_figure(
            reach.distances([curve], limit, rate, title, is_dark()),
            "distance",
            _("Norm against distance. {title}").format(title=title),
        )
        st.segmented_control(
            _("Averaged"),
            tuple(LINES),
            key=KEY + "lines",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            format_func=labels(LINES),
        )
    with right:
        try:
            found = compare_reaches(look.flow)
        except ValueError as problem:
            caption(_("Truncated against full: {problem}").format(problem=problem))
            return
        live_figure(
            reach.kept(found, look.cut.reach, is_dark()),
            "kept",
            reach.kept_sentence(found, look.cut.reach),
        )


def one_step_back(look: Look) -> None:
    """One step back with all its numbers."""
    net, state = look.net, st.session_state
    heading(_("One step back at step {opened}, number by number").format(opened=look.opened + 1))
    arrived = arriving(look.flow, view.one_loss(look))
    opened = open_back(look.flow, arrived, look.opened)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Of"),
            tuple(OF),
            key=KEY + "of",
            required=True,
            persist_state="session",
            format_func=labels(OF),
        )
        view.step_control(look)
        if not backward_step.is_small(opened):
            state.unit = min(state.unit, net.hidden)
            st.number_input(_("Unit"), 1, net.hidden, key="unit", persist_state="session", width=160)
    tokens = net.vocabulary if net.embedding is None and opened.layer == 0 else None
    caption(view.arrives_sentence(look))
    markup(backward_step.back_html(opened, state.unit - 1, tokens))


def every_step(look: Look) -> None:
    """What each step adds to the gradient of W_hh."""
    with st.expander(_(TITLE), key=KEY + "shares", on_change="rerun") as opened:
        if opened.open:
            every = recurrent_shares(look.flow, arriving(look.flow, view.one_loss(look)))
            live_figure(
                shares(every, look.typed.pieces, "W<sub>hh</sub>", is_dark()),
                "shares",
                _("{title}: each step’s share of its gradient").format(title=_(TITLE)),
            )


def check(look: Look) -> None:
    """The check of our gradients against two others."""
    table = view.checked(look)
    if table is not None:
        markup(gradient_check.table_html(table))


def three_networks(look: Look) -> None:
    """Tanh, GRU and LSTM on the same text."""
    with st.expander(
        _("RNN, GRU and LSTM on this text"), key=KEY + "three", on_change="rerun"
    ) as opened:
        if opened.open:
            curves, which = view.three(look)
            title = _("The same text, three kinds of memory")
            live_figure(
                reach.distances(curves, None, None, title, is_dark()),
                "three",
                ". ".join(map(reach.effective_sentence, curves)),
            )
            caption(f"{which} {'. '.join(map(reach.effective_sentence, curves))}.")


begin("Backpropagate")
for complaint in address.open_address(FIELDS, view.SCENES):
    notice(complaint)
with st.sidebar:
    chooser.network_controls()
    chooser.scene_buttons(FIELDS, view.SCENES)
page()
flush()
