"""One picture of something that goes on: how it is placed on a page, and how it gets to the browser
again when there is a newer one, without a run of the page's script (see `live_feed.py`)."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.ui.components.live_figure import figure_component, figure_data
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.recording import record


@dataclass(frozen=True)
class LivePiece:
    """A picture as the browser draws it; equal stamps mean equal pictures."""

    kind: str  # "figure" or "html"
    data: Any  # what `static/figure.js` takes, or HTML of our own making
    stamp: str


@dataclass
class Placed:
    """How often a session has placed such pictures."""

    count: int = 0


def figure_piece(figure: dict[str, Any], alt: str, look: Appearance, main: bool = False) -> LivePiece:
    """A Plotly figure, with its words for who cannot see it."""
    data = figure_data(figure, alt, look, main)
    return LivePiece("figure", data, data["stamp"])


def html_piece(source: str) -> LivePiece:
    """HTML of our own making, in which what readers typed is escaped."""
    return LivePiece("html", source, source)


def place(name: str, piece: LivePiece, fed: bool) -> None:
    """Show a picture; one that is `fed` is replaced in the browser by newer ones of its name."""
    record(piece.kind, name if piece.kind == "figure" else "", piece.data)
    # what is placed must differ from what was placed last, even if the picture is the same: the browser
    # may have drawn others meanwhile, and Streamlit passes on nothing but changes
    placed = page_state(Placed)
    placed.count += fed
    if piece.kind == "figure":
        more = {"live": name, "placed": placed.count} if fed else {}
        figure_component()(key=name, data=piece.data | more, on_cell_change=_nothing)
    elif fed:
        st.html(f'<div data-live="{name}" data-placed="{placed.count}">{piece.data}</div>')
    else:
        st.html(piece.data)


def _nothing() -> None:
    """Nobody listens to the cells of these figures."""
