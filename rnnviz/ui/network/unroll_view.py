"""What the page Unroll shows of a reading: its controls' words in the address, which step and which
units are chosen, and what there is to say."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.figures.base import sentences
from rnnviz.text.language import _
from rnnviz.ui.network import chooser, held_bits, unfolded, writing_on
from rnnviz.ui.network.reading import LastReadable, Reading
from rnnviz.ui.network.selection import RANDOM, selection_of
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.own_memory import own_memory
from rnnviz.ui.session.page_state import page_state

FORMS = {"sum": "W x + W h", "concatenated": "W [x; h]"}
DIGITS = ("auto", "2", "3", "4", "5", "6", "8")
QUANTITIES = tuple("hcifgorzn")
MOST_UNITS = 6  # drawn as lines


def usual_units(hidden: int) -> list[int]:
    """The units that are drawn as lines until others are chosen."""
    return list(range(1, min(hidden, 3) + 1))


FIELDS = (
    *chooser.FIELDS,
    chooser.LAYER,
    chooser.UNIT,
    Field("form", always("sum"), address_fields.choice(tuple(FORMS))),
    Field("digits", always("auto"), address_fields.choice(DIGITS)),
    Field(
        "show",
        always(["h"]),
        address_fields.many(address_fields.choice(QUANTITIES), len(QUANTITIES)),
        address_fields.join,
    ),
    Field(
        "units",
        lambda state: usual_units(selection_of(state).hidden),
        address_fields.many(address_fields.whole(1, chooser.MOST_HIDDEN), chooser.MOST_HIDDEN),
        address_fields.join,
    ),
    *unfolded.FIELDS,
    *writing_on.FIELDS,
    address_fields.flag_field("held", held_bits.KEY),
)


@dataclass
class LastUnroll:
    """What the page showed last."""

    usual: list[int] = field(default_factory=list)  # the network's usual units


def chosen_step(now: Reading, step: int | None) -> int:
    """The step (from 0) that is opened, of the one (from 1) that is asked for: the last one until
    another is chosen."""
    return min((None if now.emptied else step) or now.steps, now.steps) - 1


def choose_step(step: int) -> None:
    """Open another step (from 0). At the last one the picture follows the typing, anywhere else it
    stays."""
    st.session_state.step = None if step + 1 >= own_memory(LastReadable).steps else max(step, 0) + 1


def choose_unit(row: int, unit: int) -> None:
    """Open another unit (from 0) of one of the L rows (from 0)."""
    state = st.session_state
    state.row, state.unit = min(row, 7), unit + 1


def fit_row(now: Reading) -> list[int]:
    """The L rows of the network (from 0), the chosen row and unit among them."""
    state = st.session_state
    rows = list(range(now.net.layers * now.net.directions))
    state.row = min(state.row, rows[-1])
    state.unit = min(state.unit, now.net.hidden)
    return rows


def layer_of(row: int, directions: int) -> tuple[int, bool]:
    """Layer (from 0) and whether it runs right to left, of one of the L rows."""
    layer, direction = divmod(row, directions)
    return layer, bool(direction)


def fit_units(now: Reading) -> None:
    """Draw lines of units that the network has: the usual ones of its size until others are chosen."""
    state, shown, usual = st.session_state, page_state(LastUnroll), usual_units(now.net.hidden)
    if state.units == shown.usual:
        state.units = usual
    shown.usual = usual
    state.units = [unit for unit in state.units if unit <= now.net.hidden][:MOST_UNITS] or [1]


def digits_control() -> None:
    """The sidebar's control for decimals: there, because every control beside the text costs a key
    time."""
    st.selectbox(
        _("Decimals"),
        DIGITS,
        key="digits",
        persist_state="session",
        format_func=lambda word: _("as needed") if word == "auto" else word,
        help=_("As needed: as many as tell what this step gives from what the step before gave."),
    )


def chosen_digits(state: SessionValues) -> int:
    """How many decimals the reader wants, 0 for as many as tell numbers apart."""
    chosen = state["digits"]
    return 0 if chosen == "auto" else int(chosen)


def explanation(now: Reading, drawn: dict[str, Any]) -> tuple[str, str, list[str]]:
    """What the network does, what to do, and what was just seen: of two texts what is left of their
    difference, of two numbers their sum, of a text how well it was foreseen."""
    what = (
        _("The network reads one piece at a time; its hidden state is all that it keeps of the others.")
        if now.trace.steps
        else _("The network reads what you type, one piece at a time.")
    )
    do = _("Type, and click a column or use ← and → to open its step.")
    untrained = now.chosen.word == RANDOM
    guesses = sentences.guesses_sentence(now.net, now.typed, now.trace, untrained)
    return what, do, captions(now, drawn) or [guesses]


def notices(now: Reading) -> list[str]:
    """What could not be read or computed."""
    found = [
        sentences.unknown_sentence(now.typed),
        sentences.unknown_sentence(now.second[0]) if now.second else "",
        sentences.unknown_answers_sentence(now.typed),
        sentences.overflow_sentence(now.trace),
    ]
    return [sentence for sentence in found if sentence]


def captions(now: Reading, drawn: dict[str, Any]) -> list[str]:
    """What the picture shows of a sum, and of two texts in another order."""
    found = [sentences.sum_sentence(now.net, now.typed, now.trace)]
    if now.second:
        pieces = now.typed.pieces, now.second[0].pieces
        found.append(sentences.order_sentence(*pieces, drawn["difference"]))
    return [sentence for sentence in found if sentence]
