"""The box for the bits that all strips of a race on Echo are drawn over."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import MOST_LETTERS, example, random_bits, read_bits
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.live_feed import AT_ONCE
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.page_state import page_state

KEY = "bits"  # of the box, and of its field in the address
EXAMPLES = {
    N_("each lag alone, then both"): "",
    N_("a single 1"): "0000" + "1" + 25 * "0",
    N_("ones, then zeros"): 15 * "1" + 15 * "0",
    N_("0 and 1 in turn"): 15 * "01",
}


@dataclass
class LastBits:
    """What was read from the box last, and what stood there."""

    bits: str = ""
    typed: str | None = None


def typed_bits() -> str:
    """What stands in the box, "" for the example; where it cannot be read, the last that could."""
    last = page_state(LastBits)
    with suppress(Refusal):
        last.bits = read_bits(st.session_state.get(KEY, ""))
    return last.bits


def bits_box(task: Echo, live: str = AT_ONCE) -> None:
    """The box, its examples, and what is wrong with what stands in it; typing rests `live` long before
    the script hears of it."""
    with st.container(key="bits-row", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            _("Type bits"),
            key=KEY,
            placeholder=example(task),
            max_chars=MOST_LETTERS,
            live=live,
            persist_state="session",
            help=_("All runs read them from a state of zeros. Empty: an example that shows each lag."),
        )
        with st.popover(_("Examples")):
            for name, bits in EXAMPLES.items():
                st.button(_(name), on_click=_put, args=(bits,), key=f"bits {name}", width="stretch")
        st.button(_("Random"), on_click=_draw_bits)
    typed = st.session_state[KEY]
    try:
        read_bits(typed)
    except Refusal as refusal:
        notice(str(refusal), to_class=False)
    last = page_state(LastBits)
    changed, last.typed = last.typed not in (None, typed), typed
    if changed and streamlit_private.is_fragment_run():
        st.rerun()  # the address has to follow


def _put(bits: str) -> None:
    st.session_state[KEY] = bits


def _draw_bits() -> None:
    _put(random_bits())
