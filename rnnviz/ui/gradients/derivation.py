"""The derivation beside one step back, each part computed when it is unfolded."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.analysis.activation_slope import on_curves
from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.formula import formula
from rnnviz.analysis.loss_step import loss_step
from rnnviz.analysis.step_graph import step_graph
from rnnviz.figures.gradients import matrix
from rnnviz.figures.gradients import step_graph as graphs
from rnnviz.figures.gradients.chosen_cell import chosen_cell
from rnnviz.figures.gradients.formula import TERMS, formula_html, line_html, term_names
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.loss_step import loss_html
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, lettered, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.slope_curve import TITLE, slope_curve
from rnnviz.ui.components.terms import explained_within
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.gradients.view import KEY, choose, one_loss, value


def first_line(look: Look) -> None:
    """From the loss of the chosen row to what the readout gets."""
    title = _("From the loss: L = −log p, dz = p − y, and what W_hy gets")
    if look.net.output != "softmax":
        title = _("From the loss: L, dz = p − y, and what W_hy gets")
    with unfolds(KEY + "loss", title) as opened:
        if opened:
            found = loss_html(loss_step(look.flow, look.row), look.net.vocabulary)
            markup(explained_within(found, ("logits", "one-hot vector")))


def in_one_line(look: Look) -> None:
    """The formula of backpropagation through time at the chosen cell, built up term by term."""
    title = _("The formula of backpropagation through time, term by term")
    with unfolds(KEY + "formula", title) as opened:
        if not opened:
            return
        try:
            found = formula(look.flow, look.row, _reached(look))
        except ValueError as problem:
            notice(str(problem), to_class=False)
            return
        left, right = st.columns([2, 3], gap="small")
        with left:
            _cell(look, found.k)
        with right:
            _terms(term_names(found))
            caption(
                _("Of the cell that is framed: a click on another one changes t and k."), to_class=False
            )
            markup(line_html(found, value("terms")))
        factors = formula_html(found, value("terms"), look.net.cell)
        markup(explained_within(factors, ("logits", "Jacobian", "spectral norm")))


def _cell(look: Look, k: int) -> None:
    """The matrix beside the formula, to choose another cell."""

    def choose_cell(row: int, column: int) -> None:
        choose(look, *matrix.cell(look, row, column))

    live_figure(
        chosen_cell(look, k, is_dark()),
        "formula cell",
        _("The cell t = {t}, k = {k}").format(t=look.row + 1, k=k + 1),
        on_cell=choose_cell,
    )


def _terms(names: Sequence[str]) -> None:
    """How far the line is built up."""
    st.segmented_control(
        _("Up to the term"),
        range(1, TERMS + 1),
        key=KEY + "terms",
        required=True,
        persist_state="session",
        format_func=lambda place: names[place - 1],
        help=_("Each press adds the next factor of the line, with its numbers below."),
    )


def _reached(look: Look) -> int:
    """The step k of the chosen cell; until one is clicked, two steps before the loss."""
    if value("k") is not None:
        return look.opened
    back = look.row + (2 if look.backwards else -2)
    return min(max(back, 0), look.flow.trace.steps - 1)


def slopes(look: Look) -> None:
    """The activation and its slope, with where the units of the opened step stand."""
    with unfolds(KEY + "slope", _(TITLE)) as opened:
        if opened:
            unit = min(st.session_state.unit, look.net.hidden) - 1
            slope_curve(KEY, on_curves(look.flow, look.opened), look.opened, unit)


def graph(look: Look) -> None:
    """The opened step as a graph of computations, with values forward and derivatives back."""
    title = _("The computation graph of a step: values forward, derivatives back")
    with unfolds(KEY + "graph", title) as opened:
        if not opened:
            return
        try:
            found = step_graph(look.flow, arriving(look.flow, one_loss(look)), look.opened)
        except ValueError as problem:
            notice(str(problem), to_class=False)
            return
        markup(graphs.graph_html(found))
        lettered(graphs.lesson(found))
