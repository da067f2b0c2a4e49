"""Backpropagate: how does one loss reach each earlier step?"""

import streamlit as st

from rnnviz.figures.gradients import matrix, matrix_sentences
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.look import Look
from rnnviz.text.language import _
from rnnviz.ui.components.arriving_chain import arriving_chain
from rnnviz.ui.components.html import markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.section import section
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.three_sentences import explain
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.gradients import text_gradients, view
from rnnviz.ui.gradients.derivation import first_line, graph, in_one_line, slopes
from rnnviz.ui.gradients.far import depth, how_far, three_networks
from rnnviz.ui.gradients.rows import names, row_form
from rnnviz.ui.gradients.shares import every_step
from rnnviz.ui.gradients.step_back import check, one_step_back, step_title
from rnnviz.ui.gradients.view import FIELDS
from rnnviz.ui.network import chooser, selection
from rnnviz.ui.network.reading import reading, typing_boxes
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment: a key does not run the sidebar again."""
    address.mend(FIELDS)
    chosen = selection.current()
    typing_boxes(chosen, compare=False)
    now = reading(chosen)
    view.controls(now)
    look = text_gradients.look(now)
    explain(*text_gradients.explanation(look))
    if look is not None:
        section("matrix", main_picture, look)
        if look.quantity.loss:
            section("formula", in_one_line, look)
        section("reach", how_far, look, head=_("How far does it reach?"))
        if look.quantity.loss:
            section("first", first_line, look)
            section("step", one_step_back, look, head=step_title(look))
            section("graph", graph, look)
            section("slope", slopes, look)
            section("rows", row_form, look)
            section("shares", every_step, look)
            section("check", check, look)
        section("cells", three_networks, look)
        section("depth", depth, look)
        section("names", names, look)
    address.write_address(FIELDS)


def main_picture(look: Look) -> None:
    """The matrix, and below it the chosen row as a chain."""
    dark = is_dark()

    def choose_cell(row: int, column: int) -> None:
        view.choose(look, *matrix.cell(look, row, column))

    live_figure(
        matrix.matrix(look, dark, matrix_sentences.title(look)),
        "matrix",
        matrix_sentences.describe(look),
        main=True,
        on_cell=choose_cell,
    )
    arriving_chain(arrivals(look, dark), "arrivals", lambda step: view.choose(look, step))
    if look.at_inputs is not None:
        markup(shaded_text(look, selection.current().mode != "characters"))
    for sentence in text_gradients.notices(look):
        notice(sentence)


begin("Backpropagate")
for complaint in address.open_address(FIELDS, view.SCENES | view.EARLIER):
    notice(complaint, to_class=False)
with st.sidebar:
    chooser.scene_buttons(FIELDS, view.SCENES)
    chooser.network_controls()
page()
references("backpropagate")
flush()
