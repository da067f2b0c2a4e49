"""What the network writes after what was typed, on Unroll."""

import streamlit as st

from rnnviz.figures.unroll import writing_on as figures
from rnnviz.nn.trace import unroll
from rnnviz.nn.writing_on import MOST, PICKS, check_writes_on, write_on
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.components.html import caption, markup
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.network.unfolded import KEY
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, always

PICK_NAMES = {"likeliest": N_("the likeliest"), "drawn": N_("drawn from p")}
FIELDS = (
    Field("writes", always(20), address_fields.whole(1, MOST), key=KEY + "writes"),
    Field("pick", always("likeliest"), address_fields.choice(PICKS), key=KEY + "pick"),
    Field("pick_seed", always(0), address_fields.whole(0, 999_999), key=KEY + "pick_seed"),
)


def writes_on(now: Reading) -> None:
    """The loop drawn, and the text that comes of it."""
    with unfolds(KEY + "writing", _("It writes on: y_t becomes x_t+1")) as opened:
        if not opened:
            return
        net, state = now.net, st.session_state
        try:
            check_writes_on(net)
        except ValueError as problem:
            caption(str(problem), to_class=False)
            return
        _controls(net.output == "softmax")
        chosen = int(state[KEY + "writes"]), state[KEY + "pick"], int(state[KEY + "pick_seed"])
        written = write_on(net, now.trace, *chosen)
        live_figure(
            figures.loop(net, now.typed, written, is_dark()),
            "loop",
            figures.in_words(net, now.typed, written),
        )
        between = "" if now.chosen.mode == "characters" else "; " if net.output == "linear" else " "
        markup(figures.text_html(net, now.typed, written, between, _("from this h₀:")))
        if now.trace.initial.any() or (
            now.trace.initial_memory is not None and now.trace.initial_memory.any()
        ):
            zeros = write_on(net, unroll(net, now.typed.inputs), *chosen)
            markup(figures.text_html(net, now.typed, zeros, between, _("from zeros:")))


def _controls(tokens: bool) -> None:
    """How much it writes, and how a token is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("Steps written"), 1, MOST, key=KEY + "writes", persist_state="session", width=160
        )
        if not tokens:
            return
        st.segmented_control(
            _("Next token"),
            PICKS,
            key=KEY + "pick",
            required=True,
            persist_state="session",
            format_func=labels(PICK_NAMES),
        )
        if st.session_state[KEY + "pick"] == "drawn":
            st.number_input(
                _("Seed"), 0, 999_999, key=KEY + "pick_seed", persist_state="session", width=160
            )
