"""The front door and the first page, Unroll: what does the network do with what I type?"""

import streamlit as st

from rnnviz.analysis.forward_step import open_readout, open_step
from rnnviz.figures.base import sentences
from rnnviz.figures.unroll import forward_step, states
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.nn.trace import difference
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption, heading, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unrolled_network import unrolled_network
from rnnviz.ui.frame import tour
from rnnviz.ui.frame.page import begin
from rnnviz.ui.network import chooser, selection
from rnnviz.ui.network.reading import Reading, reading, typing_boxes
from rnnviz.ui.network.weight_tables import weight_tables
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.address import Field, always
from rnnviz.ui.session.recording import flush


def first_units(hidden: int) -> list[int]:
    """The units that are drawn as lines until others are chosen."""
    return list(range(1, min(hidden, 3) + 1))


FORMS = {"sum": "W x + W h", "concatenated": "W [x; h]"}
FIELDS = (
    *chooser.FIELDS,
    chooser.LAYER,
    chooser.UNIT,
    Field("form", always("sum"), address.choice(tuple(FORMS))),
    Field("show", always(["h"]), address.many(address.choice(tuple("hcifgorzn"))), address.join),
    Field(
        "units",
        lambda state: first_units(selection.selection_of(state).hidden),
        address.many(address.whole(1, chooser.MOST_HIDDEN)),
        address.join,
    ),
)


@st.fragment
def page() -> None:
    """All that depends on the typed text; a fragment, so that a key does not run the sidebar again."""
    state = st.session_state
    chosen = selection.current()
    typing_boxes(chosen)
    now = reading(chosen)
    state._steps = now.steps
    step = min(state.step or now.steps, now.steps) - 1

    def choose(asked: int) -> None:
        # at the last step the picture follows the typing, anywhere else it stays
        state.step = None if asked + 1 >= state._steps else max(asked, 0) + 1

    def choose_unit(row: int, unit: int) -> None:
        state.row, state.unit = min(row, 7), unit + 1

    picture = unrolled(now.net, now.typed, now.trace, step, now.example, now.second)
    unrolled_network(picture, "unrolled", choose, choose_unit)
    apart = picture.get("difference", [])
    second = now.second[0] if now.second else None
    for sentence in (
        sentences.unknown_sentence(now.typed),
        sentences.unknown_sentence(second) if second else "",
        sentences.unknown_answers_sentence(now.typed),
        sentences.overflow_sentence(now.trace),
    ):
        if sentence:
            notice(sentence)
    caption(sentences.sum_sentence(now.net, now.typed, now.trace))
    caption(sentences.order_sentence(now.typed.pieces, second.pieces, apart) if second else "")
    if chosen.word == selection.BY_HAND:
        weight_tables(now.net)
    open_arithmetic(now, step)
    all_steps(now, step)
    address.write_address(FIELDS)


def open_arithmetic(now: Reading, step: int) -> None:
    """One step with all its numbers."""
    state, net = st.session_state, now.net
    step = min(step, now.trace.steps - 1)
    heading(_("Step {step}, number by number").format(step=step + 1))
    rows = list(range(net.layers * net.directions))
    state.row = min(state.row, rows[-1])
    state.unit = min(state.unit, net.hidden)
    opened = open_step(net, now.trace, step, *divmod_row(state.row, net.directions))
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
                format_func=lambda row: sentences.row_name(row, net.directions),
            )
        if not forward_step.is_small(opened):
            st.number_input(_("Unit"), 1, net.hidden, key="unit", persist_state="session", width=160)
    tokens = net.vocabulary if net.embedding is None and opened.layer == 0 else None
    markup(forward_step.step_html(opened, state.unit - 1, state.form == "concatenated", tokens))
    markup(
        forward_step.readout_html(
            open_readout(net, now.trace, step),
            now.trace.logits[step],
            net.output,
            net.answers,
        )
    )


def all_steps(now: Reading, step: int) -> None:
    """Heat maps, lines and surprise over all steps."""
    state, net, pieces = st.session_state, now.net, now.typed.pieces
    heading(_("All steps"))
    named = now.trace.quantities(state.row)
    state.show = [name for name in state.show if name in named] or ["h"]
    first = first_units(net.hidden)
    if state.units == state.get("_first"):  # nobody chose others
        state.units = first
    state._first = first
    state.units = [unit for unit in state.units if unit <= net.hidden][:6] or [1]
    if len(named) > 1:
        st.pills(
            _("Show"),
            list(named),
            key="show",
            selection_mode="multi",
            persist_state="session",
            format_func=labels(states.MEANINGS),
        )
    dark = is_dark()
    where = f", {sentences.row_name(state.row, net.directions)}" if len(now.trace.hidden) > 1 else ""
    maps = {name: named[name] for name in state.show}
    live_figure(
        states.heat_maps(maps, pieces, step, dark, where),
        "maps",
        _("Heat maps{where}").format(where=where),
    )
    if now.second is not None:
        apart = {"difference": difference(now.trace, now.second[1])[state.row]}
        live_figure(
            states.heat_maps(apart, pieces, step, dark, where), "apart", _("Difference of states")
        )
    left, right = st.columns(2)
    with left:
        if now.typed.targets is None:
            caption(_("Give a target, and the loss of each step is drawn here."))
        else:
            live_figure(
                states.surprise(net, now.typed, now.trace, step, dark),
                "surprise",
                _("Surprise of each typed token, in nats"),
            )
    with right:
        live_figure(
            states.unit_lines(named["h"], state.units, pieces, step, dark),
            "lines",
            _("The chosen units' hidden state over the steps"),
        )
        st.multiselect(
            _("Units drawn as lines"),
            range(1, net.hidden + 1),
            key="units",
            max_selections=6,
            persist_state="session",
        )


def divmod_row(row: int, directions: int) -> tuple[int, bool]:
    """Layer and whether it runs right to left, of one of the L rows."""
    layer, direction = divmod(row, directions)
    return layer, bool(direction)


begin("Unroll")
for complaint in address.open_address(FIELDS, chooser.SCENES):
    notice(complaint)
with st.sidebar:
    chooser.network_controls()
    chooser.scene_buttons(FIELDS)
page()
if not presenter_session.current():
    tour.offer()
flush()
