"""The derivation beside one step back, each part computed when it is unfolded."""

import streamlit as st

from rnnviz.analysis.activation_slope import on_curves
from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.formula import formula
from rnnviz.analysis.loss_step import loss_step
from rnnviz.analysis.step_graph import step_graph
from rnnviz.figures.gradients import activation_slope
from rnnviz.figures.gradients import step_graph as graphs
from rnnviz.figures.gradients.formula import TERMS, formula_html, term_names
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.loss_step import loss_html
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.gradients.view import KEY, one_loss, value


def first_line(look: Look) -> None:
    """From the loss of the chosen row to what the readout gets."""
    title = _("From the loss: L = −log p, dz = p − y, and what W_hy gets")
    if look.net.output != "softmax":
        title = _("From the loss: L, dz = p − y, and what W_hy gets")
    with st.expander(title, key=KEY + "loss", on_change="rerun") as expander:
        if expander.open:
            markup(loss_html(loss_step(look.flow, look.row), look.net.vocabulary))


def in_one_line(look: Look) -> None:
    """The formula of backpropagation through time at the chosen cell, built up term by term."""
    title = _("The formula of backpropagation through time, term by term")
    with st.expander(title, key=KEY + "formula", on_change="rerun") as expander:
        if not expander.open:
            return
        try:
            found = formula(look.flow, look.row, _reached(look))
        except ValueError as problem:
            notice(str(problem), to_class=False)
            return
        names = term_names(found)
        st.segmented_control(
            _("Up to the term"),
            range(1, TERMS + 1),
            key=KEY + "terms",
            required=True,
            persist_state="session",
            format_func=lambda place: names[place - 1],
        )
        caption(
            _("Of the cell that is chosen in the matrix: a click on another one changes t and k."),
            to_class=False,
        )
        markup(formula_html(found, value("terms"), look.net.cell))


def _reached(look: Look) -> int:
    """The step k of the chosen cell; until one is clicked, two steps before the loss."""
    if value("k") is not None:
        return look.opened
    back = look.row + (2 if look.backwards else -2)
    return min(max(back, 0), look.flow.trace.steps - 1)


def slopes(look: Look) -> None:
    """The activation and its slope, with where the units of the opened step stand."""
    title = _("The slope of the activation: why 1 − h², and why it dies at both ends")
    with st.expander(title, key=KEY + "slope", on_change="rerun") as expander:
        if not expander.open:
            return
        found = on_curves(look.flow, look.opened)
        unit = min(st.session_state.unit, look.net.hidden) - 1
        for place, one in zip(st.columns(len(found)), found, strict=True):
            with place:
                said = activation_slope.sentence(one, look.opened)
                live_figure(
                    activation_slope.activation_slope(one, look.opened, unit, is_dark()),
                    f"slope {one.activation}",
                    said,
                )
                caption(said)
                caption(_(activation_slope.DERIVED[one.activation]))


def graph(look: Look) -> None:
    """The opened step as a graph of computations, with values forward and derivatives back."""
    title = _("The computation graph of a step: values forward, derivatives back")
    with st.expander(title, key=KEY + "graph", on_change="rerun") as expander:
        if not expander.open:
            return
        try:
            found = step_graph(look.flow, arriving(look.flow, one_loss(look)), look.opened)
        except ValueError as problem:
            notice(str(problem), to_class=False)
            return
        live_figure(graphs.step_graph(found, is_dark()), "graph", graphs.in_words(found))
        caption(graphs.lesson(found))
