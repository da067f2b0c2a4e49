"""What moves on Backpropagate with every key: the matrix, the chosen row as a chain, and the sentences
about them, for the page's script and for its socket by the same functions."""

from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st

from rnnviz.figures.gradients import matrix, matrix_sentences
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.look import Look
from rnnviz.ui.components import typed_line
from rnnviz.ui.components.arriving_chain import arriving_chain, chain_piece
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import notice_html
from rnnviz.ui.components.live_figure import place_figure
from rnnviz.ui.components.live_piece import LivePiece, Mark, figure_piece, html_piece, place_typed
from rnnviz.ui.components.section import section
from rnnviz.ui.components.theme import Appearance, current_appearance
from rnnviz.ui.components.three_sentences import are_shown, explained
from rnnviz.ui.components.typed_channel import TypedAsked
from rnnviz.ui.components.typed_line import TypedPage
from rnnviz.ui.gradients import text_gradients, view
from rnnviz.ui.gradients.text_gradients import LastLook, Looked, look_at
from rnnviz.ui.gradients.view import FIELDS
from rnnviz.ui.network.reading import LastReadable, Reading, boxes_of, read_or_stand_in
from rnnviz.ui.network.selection import followed, select
from rnnviz.ui.session import own_memory

# the pictures' names
READ, EXPLAINED, MATRIX, ARRIVALS, SHADED = "read", "explained", "matrix", "arrivals", "shaded"
REFUSED, SAID = "refused", "said"


class TooLong(Exception):
    """What would take longer than a key may: the page's script computes it when typing rests."""


def pieces(now: Reading, looked: Looked, style: Appearance, alone: bool) -> dict[str, LivePiece]:
    """The pictures of the gradients of a reading; `alone` says that the page explains itself."""
    look = looked.look
    told = explained(*text_gradients.explanation(look)) if alone else ""
    found = {
        READ: html_piece(now.said),
        REFUSED: html_piece(notice_html(looked.problem) if looked.problem else ""),
        EXPLAINED: html_piece(told),
    }
    if look is None:
        return found
    drawn = matrix.matrix(look, style.dark, matrix_sentences.title(look))
    with_spaces = now.chosen.mode != "characters"
    shaded = shaded_text(look, with_spaces) if look.at_inputs is not None else ""
    return found | {
        MATRIX: figure_piece(drawn, matrix_sentences.describe(look), style, main=True),
        ARRIVALS: chain_piece(arrivals(look, style.dark)),
        SHADED: html_piece(shaded),
        SAID: html_piece("".join(map(notice_html, text_gradients.notices(look)))),
    }


def _draw(state: Mapping[str, Any], asked: TypedAsked) -> dict[str, LivePiece]:
    """The same for the socket."""
    chosen = select(state)
    last = own_memory.find(asked.own, LastReadable)
    last_look = own_memory.find(asked.own, LastLook)
    now = read_or_stand_in(chosen, boxes_of(state, chosen), last)
    try:
        looked = look_at(now, state, last_look, asked.alone, _refuse)
    except TooLong:
        return {}
    last.drawn += 1
    return pieces(now, looked, asked.look, asked.alone)


def _refuse(words: str) -> NoReturn:
    """There is no place for a bar."""
    raise TooLong


def show_read(now: Reading) -> None:
    """Place what is said of the boxes below them."""
    mark = typed_line.mark(PAGE, own_memory.own_memory(LastReadable))
    place_typed(READ, html_piece(now.said), mark, to_class=not now.refused)


def show(now: Reading) -> Look | None:
    """Place all others on the page; from now on newer ones come over its socket. Gives what is looked
    at, None if that is nothing yet."""
    alone, memory = are_shown(), own_memory.own_memory(LastReadable)
    with at_length_if_ever(reserved=True):
        looked = look_at(now, st.session_state, own_memory.own_memory(LastLook), alone)
    mark = typed_line.mark(PAGE, memory)
    drawn = pieces(now, looked, current_appearance(), alone)
    PAGE.announce()
    place_typed(REFUSED, drawn[REFUSED], mark, to_class=False)
    place_typed(EXPLAINED, drawn[EXPLAINED], mark)
    if looked.look is not None:
        section("matrix", _main_picture, drawn, mark)
    typed_line.typed_line(PAGE, now.chosen.is_followed)
    return looked.look


def _main_picture(drawn: Mapping[str, LivePiece], mark: Mark) -> None:
    """The matrix, and below it the chosen row as a chain."""
    figure = drawn[MATRIX]
    place_figure(figure.data, MATRIX, _choose_cell, mark.of(MATRIX, figure))
    arriving_chain(drawn[ARRIVALS], ARRIVALS, _choose_step, mark)
    place_typed(SHADED, drawn[SHADED], mark)
    place_typed(SAID, drawn[SAID], mark)


def _choose_cell(row: int, column: int) -> None:
    if (look := own_memory.own_memory(LastLook).look) is not None:
        view.choose(look, *matrix.cell(look, row, column))


def _choose_step(step: int) -> None:
    if (look := own_memory.own_memory(LastLook).look) is not None:
        view.choose(look, step)


PAGE = TypedPage("backpropagate", FIELDS, ("text", "target"), _draw, followed)
