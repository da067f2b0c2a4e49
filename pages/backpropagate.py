"""Backpropagate: how does one loss reach each earlier step?"""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.gradients import typed_gradients, view
from rnnviz.ui.gradients.backpropagate_code import code_now
from rnnviz.ui.gradients.derivation import first_line, graph, in_one_line, slopes
from rnnviz.ui.gradients.far import depth, how_far, three_networks
from rnnviz.ui.gradients.rows import names, row_form
from rnnviz.ui.gradients.shares import every_step
from rnnviz.ui.gradients.step_back import check, one_step_back, step_title
from rnnviz.ui.gradients.view import FIELDS
from rnnviz.ui.network import chooser, selection
from rnnviz.ui.network.follow_bar import follow_bar
from rnnviz.ui.network.loop_bar import loop_bar
from rnnviz.ui.network.reading import reading, typing_boxes
from rnnviz.ui.session import address
from rnnviz.ui.session.recording import flush


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment: a key does not run the sidebar again."""
    address.mend(FIELDS)
    chosen = selection.current()
    typing_boxes(chosen, "backpropagate", compare=False)
    follow_bar(chosen)
    loop_bar(chosen)
    now = reading(chosen)
    typed_gradients.show_read(now)
    view.controls(now)
    look = typed_gradients.show(now)
    if look is not None:
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


begin("Backpropagate")
for complaint in address.open_address(FIELDS, view.SCENES | view.EARLIER):
    notice(complaint, to_class=False)
with st.sidebar:
    chooser.scene_buttons(FIELDS, view.SCENES)
    chooser.network_controls()
    show_code("backpropagate", code_now)
page()
references("backpropagate")
flush()
