"""One picture of something that goes on: how it is placed on a page, and how it gets to the browser
again when there is a newer one, without a run of the page's script (see `live_feed.py`)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from rnnviz.ui.components.kept_numbers import KeptPicture, hold, kept_numbers, numbered
from rnnviz.ui.components.live_figure import figure_component, figure_data
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.recording import record


@dataclass(frozen=True)
class LivePiece:
    """A picture as the browser draws it; equal stamps mean equal pictures."""

    kind: str  # "figure" or "html", or the component that draws it
    data: Any  # what the component takes, or HTML of our own making
    stamp: str
    instead: bool = False  # whether it is words where a picture cannot be
    numbers: KeptPicture | None = None  # to the last digit, where not all is drawn
    numbers_stamp: str = ""  # that it is asked for by

    @cached_property
    def sent(self) -> str:
        """What a socket sends of it, as JSON, written once however often it is sent."""
        return json.dumps({"kind": self.kind, "data": self.data})


@dataclass
class Placed:
    """How often a session has placed such pictures."""

    count: int = 0


@dataclass(frozen=True)
class Mark:
    """How a picture that a page's script places is told from those that a socket brings while its
    reader types."""

    text: int  # the checksum of what stood in the boxes
    drawn: int  # how many of the socket's pictures the reader has been sent before

    def of(self, name: str, piece: LivePiece) -> dict[str, Any]:
        """What a component is told beside the picture of that name."""
        return {"live": name, "placed": f"{self.drawn} {piece.stamp}", "text": self.text}


def figure_piece(
    figure: dict[str, Any], alt: str, look: Appearance, main: bool = False, share: float | None = None
) -> LivePiece:
    """A Plotly figure, with its words for who cannot see it; see `figure_data`."""
    data = figure_data(figure, alt, look, main, share)
    stamp = data["stamp"]
    return LivePiece("figure", data, stamp, False, kept_numbers.find(stamp), stamp)


def stamp(data: Mapping[str, Any]) -> str:
    """What tells a picture's data from others."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:12]


def html_piece(source: str) -> LivePiece:
    """HTML of our own making, in which what readers typed is escaped."""
    drawn, stamp, numbers = numbered(source)
    return LivePiece("html", drawn, drawn, False, numbers, stamp)


def words_instead(source: str) -> LivePiece:
    """The same in the place of a picture that cannot be drawn."""
    return LivePiece("html", source, source, instead=True)


def place(name: str, piece: LivePiece, fed: bool, text: int | None = None) -> None:
    """Show a picture; one that is `fed` is replaced in the browser by newer ones of its name. `text` is
    the checksum of what stood in the boxes, where there are some."""
    hold(name, piece.numbers_stamp, piece.numbers)
    record(piece.kind, name if piece.kind == "figure" else "", piece.data)
    # what is placed must differ from what was placed last, even if the picture is the same: the browser
    # may have drawn others meanwhile, and Streamlit passes on nothing but changes
    placed = page_state(Placed)
    placed.count += fed
    if piece.kind == "figure":
        more = {"live": name, "placed": placed.count, "text": text} if fed else {}
        figure_component()(key=name, data=piece.data | more, on_cell_change=_nothing)
    elif fed:
        st.html(f'<div data-live="{name}" data-placed="{placed.count}">{piece.data}</div>')
    else:
        st.html(piece.data)


def place_typed(name: str, piece: LivePiece, mark: Mark, to_class: bool = True) -> None:
    """Show HTML that changes with every key; nothing is seen where it is empty."""
    hold(name, piece.numbers_stamp, piece.numbers)
    if piece.data and to_class:
        record("html", "", piece.data)
    st.html(
        f'<div data-live="{name}" data-placed="{mark.drawn}" data-text="{mark.text}">{piece.data}</div>'
    )


def _nothing() -> None:
    """Nobody listens to the cells of these figures."""
