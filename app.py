"""The front door and the first page, Unroll: what does the network do with what I type?"""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section import section
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.frame import tour
from rnnviz.ui.frame.page import begin
from rnnviz.ui.frame.references import references
from rnnviz.ui.network import (
    chooser,
    selection,
    typed_unroll,
    unfolded,
    unroll_code,
    unroll_view,
    writing_on,
)
from rnnviz.ui.network.all_steps import all_steps, lines
from rnnviz.ui.network.cell_anatomy import cell_anatomy
from rnnviz.ui.network.follow_bar import follow_bar
from rnnviz.ui.network.held_bits import held_bits
from rnnviz.ui.network.loop_bar import loop_bar
from rnnviz.ui.network.reading import Reading, reading, typing_boxes
from rnnviz.ui.network.step_arithmetic import step_arithmetic, step_title
from rnnviz.ui.network.unroll_view import FIELDS
from rnnviz.ui.network.weight_edges import weight_edges
from rnnviz.ui.network.weight_tables import weight_tables
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.recording import flush


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment, so that a key does not run the sidebar again."""
    address.mend(FIELDS)
    chosen = selection.current()
    typing_boxes(chosen, "unroll")
    follow_bar(chosen)
    loop_bar(chosen)
    now = reading(chosen)
    step = unroll_view.chosen_step(now, st.session_state.step)
    unroll_view.fit_row(now)
    typed_unroll.show(now, step)
    if chosen.word == selection.BY_HAND:
        section("weights", weights, now, step)
    section("step", step_arithmetic, now, step, head=step_title(now, step))
    section("anatomy", cell_anatomy, now, step)
    section("states", all_steps, now, step, head=_("All steps"))
    held_bits(now)
    section("surprise", lines, now, step)
    section("writing", writing_on.writes_on, now)
    section("tokens", unfolded.tokens, now, step)
    section("returns", unfolded.returns, now)
    section("parameters", unfolded.counts, now)
    address.write_address(FIELDS)


def weights(now: Reading, step: int) -> None:
    """The weights as tables to edit, and as edges of a graph."""
    weight_tables(now.net)
    weight_edges(now, step)


begin("Unroll")
for complaint in address.open_address(FIELDS, chooser.SCENES):
    notice(complaint, to_class=False)
with st.sidebar:
    chooser.scene_buttons(FIELDS)
    chooser.network_controls()
    unroll_view.digits_control()
    show_code("unroll", unroll_code.code_now)
page()
references("unroll")
if not presenter_session.current():
    tour.offer()
flush()
