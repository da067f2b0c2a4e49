"""One time step of the unrolled network with all its numbers."""

import streamlit as st

from rnnviz.analysis.forward_step import ForwardStep, forward_arithmetic, readout_term
from rnnviz.figures.base.numbers import decimals_apart
from rnnviz.figures.base.sentences import row_name
from rnnviz.figures.unroll import forward_step
from rnnviz.figures.unroll.forward_step import Digits
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unroll_view import FORMS, chosen_digits, fit_row, layer_of


def step_title(now: Reading, step: int) -> str:
    """The heading of a step (from 0)."""
    return _("Step {step}, number by number").format(step=min(step, now.trace.steps - 1) + 1)


def step_arithmetic(now: Reading, step: int) -> None:
    """The arithmetic of a step (from 0) and of its answer, with the controls that open it."""
    state, net = st.session_state, now.net
    step = min(step, now.trace.steps - 1)
    rows = fit_row(now)
    arithmetic = forward_arithmetic(net, now.trace, step, *layer_of(state.row, net.directions))
    with st.container(horizontal=True):
        st.segmented_control(
            _("Written as"),
            tuple(FORMS),
            key="form",
            required=True,
            persist_state="session",
            format_func=FORMS.__getitem__,
        )
        if len(rows) > 1:
            st.selectbox(
                _("Layer"),
                rows,
                key="row",
                persist_state="session",
                width=260,
                format_func=lambda row: row_name(row, net.directions),
            )
        if not forward_step.is_small(arithmetic):
            st.number_input(_("Unit"), 1, net.hidden, key="unit", persist_state="session", width=160)
    tokens = net.vocabulary if net.embedding is None and arithmetic.layer == 0 else None
    digits = _digits(now, step, arithmetic)
    joined = state.form == "concatenated"
    markup(forward_step.step_html(arithmetic, state.unit - 1, joined, tokens, digits))
    answer = readout_term(net, now.trace, step)
    logits = now.trace.logits[step]
    markup(forward_step.readout_html(answer, logits, net.output, net.answers, digits))


def _digits(now: Reading, step: int, opened: ForwardStep) -> Digits:
    """The decimals that the reader has chosen, or as many as tell a step's numbers from those of the
    step before."""
    if chosen := chosen_digits(st.session_state):
        return Digits(chosen, chosen)
    if not forward_step.is_small(opened):
        return Digits()
    row = opened.layer * now.net.directions + opened.backwards
    before = now.trace.before(row, opened.backwards)[step]
    found = decimals_apart(now.trace.hidden[row, step], before)
    if now.net.output == "linear" and step:
        logits = now.trace.logits
        found = max(found, decimals_apart(logits[step], logits[step - 1]))
    return Digits(found)
