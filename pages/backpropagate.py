"""Backpropagate: how does one loss reach each earlier step?"""

import streamlit as st

from rnnviz.arithmetic_back import arriving, open_back, recurrent_shares
from rnnviz.figures import arithmetic_back, checked, flow, reach, words
from rnnviz.figures.arrivals import arrivals, shaded_text
from rnnviz.figures.look import Look
from rnnviz.figures.shares import TITLE, shares
from rnnviz.language import _, labels
from rnnviz.truncated import compare_reaches
from rnnviz.ui import address, backward, chooser
from rnnviz.ui.backward import FIELDS, KEY, LINES, OF
from rnnviz.ui.broadcast import flush
from rnnviz.ui.components import arriving_chain, heading, is_dark, live_figure, markup
from rnnviz.ui.page import begin, caption, notice
from rnnviz.ui.reading import reading, typing_boxes


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment, so that a key does not run the sidebar again."""
    typing_boxes(compare=False)
    now = reading()
    backward.controls(now)
    look = backward.look(now)
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
        backward.choose(look, *flow.cell(look, row, column))

    live_figure(flow.matrix(look, dark, flow.title(look)), "matrix", flow.describe(look),
                main=True, on_cell=choose_cell)  # fmt: skip
    arriving_chain(arrivals(look, dark), "arrivals", lambda step: backward.choose(look, step))
    if look.at_inputs is not None:
        markup(shaded_text(look, chooser.mode_of(st.session_state) != "characters"))
    for sentence in (
        *look.said,
        words.unknown_sentence(look.typed),
        words.unknown_answers_sentence(look.typed),
        words.overflow_sentence(look.flow.trace),
    ):
        if sentence:
            notice(sentence)


def how_far(look: Look) -> None:
    """Norm against distance, and what a cut costs."""
    heading(_("How far does it reach?"))
    left, right = st.columns(2)
    with left:
        curve, limit, rate = backward.by_distance(look)
        title = reach.effective_sentence(curve)
        live_figure(reach.distances([curve], limit, rate, title, is_dark()), "distance",
                    _("Norm against distance. {title}").format(title=title))  # fmt: skip
        st.segmented_control(
            _("Averaged"), tuple(LINES), key=KEY + "lines", required=True, persist_state="session",
            label_visibility="collapsed", format_func=labels(LINES),
        )  # fmt: skip
    with right:
        try:
            found = compare_reaches(look.flow)
        except ValueError as problem:
            caption(_("Truncated against full: {problem}").format(problem=problem))
            return
        live_figure(reach.kept(found, look.cut.reach, is_dark()), "kept",
                    reach.kept_sentence(found, look.cut.reach))  # fmt: skip


def one_step_back(look: Look) -> None:
    """One step back with all its numbers."""
    net, state = look.net, st.session_state
    heading(_("One step back at step {opened}, number by number").format(opened=look.opened + 1))
    arrived = arriving(look.flow, backward.one_loss(look))
    opened = open_back(look.flow, arrived, look.opened)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(_("Of"), tuple(OF), key=KEY + "of", required=True, persist_state="session",
                             format_func=labels(OF))  # fmt: skip
        backward.step_control(look)
        if not arithmetic_back.is_small(opened):
            state.unit = min(state.unit, net.hidden)
            st.number_input(_("Unit"), 1, net.hidden, key="unit", persist_state="session", width=160)
    tokens = net.vocabulary if net.embedding is None and opened.layer == 0 else None
    caption(backward.arrives_sentence(look))
    markup(arithmetic_back.back_html(opened, state.unit - 1, tokens))


def every_step(look: Look) -> None:
    """What each step adds to the gradient of W_hh."""
    with st.expander(_(TITLE), key=KEY + "shares", on_change="rerun") as opened:
        if opened.open:
            every = recurrent_shares(look.flow, arriving(look.flow, backward.one_loss(look)))
            live_figure(shares(every, look.typed.pieces, "W<sub>hh</sub>", is_dark()), "shares",
                        _("{title}: each step’s share of its gradient").format(
                            title=_(TITLE)))  # fmt: skip


def check(look: Look) -> None:
    """The check of our gradients against two others."""
    table = backward.checked(look)
    if table is not None:
        markup(checked.table_html(table))


def three_networks(look: Look) -> None:
    """Tanh, GRU and LSTM on the same text."""
    with st.expander(
        _("RNN, GRU and LSTM on this text"), key=KEY + "three", on_change="rerun"
    ) as opened:
        if opened.open:
            curves, which = backward.three(look)
            title = _("The same text, three kinds of memory")
            live_figure(reach.distances(curves, None, None, title, is_dark()), "three",
                        ". ".join(map(reach.effective_sentence, curves)))  # fmt: skip
            caption(f"{which} {'. '.join(map(reach.effective_sentence, curves))}.")


begin("Backpropagate")
for complaint in address.open_address(FIELDS, backward.SCENES):
    notice(complaint)
with st.sidebar:
    chooser.network_controls()
    chooser.scene_buttons(FIELDS, backward.SCENES)
page()
flush()
