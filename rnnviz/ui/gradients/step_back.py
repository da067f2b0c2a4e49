"""One step of the backward pass with all its numbers, and the check of all."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.backward_step import backward_arithmetic
from rnnviz.analysis.gradient_check import Check, compare_gradients
from rnnviz.analysis.gradient_flow import Flow
from rnnviz.figures.gradients import backward_step, gradient_check
from rnnviz.figures.gradients.look import Look
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.language import _, labels
from rnnviz.ui.components.at_length import at_length
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.gradients.view import KEY, OF, one_loss, step_control
from rnnviz.ui.session.page_state import page_state


@dataclass
class Checked:
    """The gradients that were checked last, and what came of it."""

    flow: Flow | None = None
    table: dict[str, Check] | None = None


def step_title(look: Look) -> str:
    """The heading of the opened step."""
    return _("One step back at step {opened}, number by number").format(opened=look.opened + 1)


def one_step_back(look: Look) -> None:
    """The arithmetic of the opened step, with the controls that open it."""
    net, state = look.net, st.session_state
    arrived = arriving(look.flow, one_loss(look))
    arithmetic = backward_arithmetic(look.flow, arrived, look.opened)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Of"),
            tuple(OF),
            key=KEY + "of",
            required=True,
            persist_state="session",
            format_func=labels(OF),
        )
        step_control(look)
        if not backward_step.is_small(arithmetic):
            state.unit = min(state.unit, net.hidden)
            st.number_input(_("Unit"), 1, net.hidden, key="unit", persist_state="session", width=160)
    tokens = net.vocabulary if net.embedding is None and arithmetic.layer == 0 else None
    caption(arrives_sentence(look))
    markup(backward_step.back_html(arithmetic, state.unit - 1, tokens))


def arrives_sentence(look: Look) -> str:
    """What the opened step has to do with the chosen loss."""
    step = look.opened
    if one_loss(look) is None:
        return ""
    if not look.reached[look.row, step]:
        return _(
            "With {cut} the gradient stops before it gets to step {step}; these are the numbers "
            "without the cut."
        ).format(cut=cut_phrase(look.cut), step=step + 1)
    if step > look.row and not look.net.bidirectional:
        return _("The loss of step {row} does not depend on step {step}: all is zero.").format(
            row=look.row + 1, step=step + 1
        )
    return ""


def check(look: Look) -> None:
    """The check of what is on screen against two others, if it has been asked for; the button that
    asks."""
    flow, checked = look.flow, page_state(Checked)
    if st.button(
        _("Check these gradients"),
        key="opens",
        help=_("Against finite differences and PyTorch’s autograd."),
    ):
        words = _("Checking: every loss by autograd, and weights moved one by one …")
        try:
            with at_length(words) as come:  # large networks take many seconds
                checked.table = compare_gradients(flow.net, flow.trace, flow.row, come)
        except ValueError as problem:
            sentence = _("These gradients cannot be checked: {problem}").format(problem=problem)
            notice(sentence, to_class=False)
            return
        checked.flow = flow
    if checked.table is not None and checked.flow is flow:
        markup(gradient_check.table_html(checked.table))
