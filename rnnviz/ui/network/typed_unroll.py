"""What moves on Unroll with every key: the unrolled network and the sentences about it, for the page's
script and for its socket by the same functions."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from rnnviz.figures.unroll.shown_units import shown_sentence
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.figures.unroll.unrolled_numbers import unrolled_numbers
from rnnviz.ui.components import typed_line
from rnnviz.ui.components.html import caption_html, notice_html
from rnnviz.ui.components.live_piece import LivePiece, Mark, html_piece, place_typed
from rnnviz.ui.components.section import section
from rnnviz.ui.components.theme import Appearance, current_appearance
from rnnviz.ui.components.three_sentences import are_shown, explained
from rnnviz.ui.components.typed_channel import TypedAsked
from rnnviz.ui.components.typed_line import TypedPage
from rnnviz.ui.components.unrolled_network import unrolled_network, unrolled_piece
from rnnviz.ui.network import unroll_view
from rnnviz.ui.network.reading import LastReadable, Reading, boxes_of, read_or_stand_in
from rnnviz.ui.network.selection import RANDOM, followed, select
from rnnviz.ui.network.unroll_view import FIELDS, chosen_digits, chosen_step
from rnnviz.ui.session import own_memory

TERMS = ("hidden state", "logits", "nats", "one-hot")
READ, EXPLAINED, UNROLLED, SAID = "read", "explained", "unrolled", "said"  # the pictures' names


def pieces(now: Reading, step: int, digits: int, look: Appearance, alone: bool) -> dict[str, LivePiece]:
    """The pictures of a reading with `step` (from 0) opened; `alone` says that the page explains
    itself."""
    untrained = now.chosen.word == RANDOM
    picture = unrolled(now.net, now.typed, now.trace, step, now.example, now.second, untrained, digits)
    numbers = unrolled_numbers(now.net, now.typed, now.trace, now.second)
    told = explained(*unroll_view.explanation(now, picture), TERMS) if alone else ""
    said = list(map(notice_html, unroll_view.notices(now)))
    if not alone:  # where a page explains itself, this has been said
        said += map(caption_html, unroll_view.captions(now, picture))
    if wide := shown_sentence(now.net.hidden):
        said.append(caption_html(wide))
    return {
        READ: html_piece(now.said),
        EXPLAINED: html_piece(told),
        UNROLLED: unrolled_piece(picture, look, numbers),
        SAID: html_piece("".join(said)),
    }


def _draw(state: Mapping[str, Any], asked: TypedAsked) -> dict[str, LivePiece]:
    """The same for the socket."""
    chosen, last = select(state), own_memory.find(asked.own, LastReadable)
    now = read_or_stand_in(chosen, boxes_of(state, chosen), last)
    last.drawn += 1
    step, digits = chosen_step(now, state["step"]), chosen_digits(state)
    return pieces(now, step, digits, asked.look, asked.alone)


def show(now: Reading, step: int) -> None:
    """Place them on the page; from now on newer ones come over its socket."""
    state, alone, memory = st.session_state, are_shown(), own_memory.own_memory(LastReadable)
    mark = typed_line.mark(PAGE, memory)
    drawn = pieces(now, step, chosen_digits(state), current_appearance(), alone)
    PAGE.announce()
    place_typed(READ, drawn[READ], mark, to_class=not now.refused)
    place_typed(EXPLAINED, drawn[EXPLAINED], mark)
    section("network", _network, drawn, mark)
    typed_line.typed_line(PAGE, now.chosen.is_followed)


def _network(drawn: Mapping[str, LivePiece], mark: Mark) -> None:
    """The unrolled network, and what there is to say of it."""
    unrolled_network(drawn[UNROLLED], UNROLLED, unroll_view.choose_step, unroll_view.choose_unit, mark)
    place_typed(SAID, drawn[SAID], mark)


PAGE = TypedPage("unroll", FIELDS, ("text", "with", "target"), _draw, followed)
