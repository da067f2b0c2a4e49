"""One time step of the unrolled network with all its numbers."""

import streamlit as st

from rnnviz.analysis.forward_step import forward_arithmetic, readout_term
from rnnviz.figures.base.sentences import row_name
from rnnviz.figures.unroll import forward_step
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unroll_view import FORMS, fit_row, layer_of


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
    markup(forward_step.step_html(arithmetic, state.unit - 1, state.form == "concatenated", tokens))
    answer = readout_term(net, now.trace, step)
    markup(forward_step.readout_html(answer, now.trace.logits[step], net.output, net.answers))
