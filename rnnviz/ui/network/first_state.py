"""The state before the first step: the controls that choose it, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.nn import first_state
from rnnviz.nn.first_state import FirstState
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.network.selection import Selection
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always

KINDS = {
    "zeros": N_("zeros"),
    "random": N_("drawn at random"),
    "typed": N_("numbers that I type"),
    "text": N_("what another text leaves"),
}
MOST_LETTERS = 4000
FIELDS = (
    Field("first", always("zeros"), address_fields.choice(tuple(KINDS))),
    Field("first_seed", always(0), address_fields.whole(0, 999_999)),
    Field("first_numbers", always(""), address_fields.text(MOST_LETTERS)),
    Field("first_text", always(""), address_fields.text(MOST_LETTERS)),
)


@dataclass(frozen=True)
class Start:
    """What is to be the first state."""

    kind: str = "zeros"
    seed: int = 0
    numbers: str = ""
    text: str = ""


NO_STATE = Start()


def chosen_start(chosen: Selection, state: SessionValues) -> Start:
    """What the controls say; a decoder starts from what its encoder has read."""
    if starts_by_itself(chosen):
        return NO_STATE
    numbers, text = state["first_numbers"], state["first_text"]
    return Start(state["first"], int(state["first_seed"]), numbers, text)


def starts_by_itself(chosen: Selection) -> bool:
    """Whether a network's first state is not the reader's to choose."""
    return chosen.task is not None and chosen.task.part == "decoder"


def pieces_before(chosen: Selection, start: Start) -> list[str]:
    """The pieces of the text that comes before, which a random network has to know, too."""
    return chosen.pieces(start.text) if start.kind == "text" else []


def state_of(chosen: Selection, net: Network, start: Start, before: Sequence[str]) -> FirstState | None:
    """The first state, None for zeros. Raises Unreadable, a sentence, for one of another size."""
    if start.kind == "random":
        return first_state.random_state(net, start.seed)
    if start.kind == "typed":
        return first_state.typed_state(net, start.numbers)
    if start.kind == "text" and before:
        return unroll(net, chosen.read(net, list(before)).inputs).state
    return None


def first_state_controls(chosen: Selection) -> None:
    """The controls in the sidebar."""
    if starts_by_itself(chosen):
        return
    st.selectbox(
        _("First state h₀"),
        tuple(KINDS),
        key="first",
        format_func=labels(KINDS),
        persist_state="session",
        help=_("What the network remembers before it reads anything. Another h₀, other answers."),
    )
    kind = st.session_state.first
    if kind == "random":
        st.number_input(
            _("Seed of h₀"),
            0,
            999_999,
            key="first_seed",
            persist_state="session",
            help=_("Standard normal numbers, as torch.randn draws them."),
        )
    if kind == "typed":
        st.text_input(
            _("h₀, one number a unit"),
            key="first_numbers",
            placeholder="0.5 −0.5 … ; …",
            max_chars=MOST_LETTERS,
            persist_state="session",
            help=_("A row for each layer and direction, ; between rows; for an LSTM c may follow."),
        )
    if kind == "text":
        st.text_input(
            _("Text that was read before"),
            key="first_text",
            max_chars=MOST_LETTERS,
            persist_state="session",
            help=_("Its last state, h and c, is where the text above begins."),
        )
