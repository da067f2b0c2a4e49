"""Where pictures are drawn, whoever draws them: on the page by its script, or for the page's socket
when there is a newer network to draw.

What draws on a canvas must not ask the session anything: the script has gone on by then.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_piece import LivePiece, figure_piece, html_piece, place
from rnnviz.ui.components.theme import Appearance


@dataclass
class Drawn:
    """What has been drawn on a canvas and its parts."""

    pieces: dict[str, LivePiece] = field(default_factory=dict)
    sources: int = 0  # of HTML, so that each has a name of its own


class Canvas:
    """Pictures by their names, not yet on any page."""

    def __init__(self, name: str, appearance: Appearance, drawn: Drawn | None = None) -> None:
        self.name, self.appearance, self.drawn = name, appearance, drawn or Drawn()

    @property
    def dark(self) -> bool:
        """Whether the ground is dark."""
        return self.appearance.dark

    def html(self, source: str, name: str = "") -> None:
        """HTML of our own making, in which what readers typed is escaped; nothing if it is empty."""
        self.drawn.sources += not name
        if source:
            self._add(name or f"{self.name} {self.drawn.sources}", html_piece(source))

    def caption(self, text: str) -> None:
        """A sentence under a picture; nothing if there is none."""
        self.html(f'<p class="caption">{html.escape(text)}</p>' if text else "")

    def hint(self, text: str) -> None:
        """A sentence to whoever has the controls, who may change what is drawn."""

    def figure(self, figure: dict[str, Any], name: str, alt: str, main: bool = False) -> None:
        """A Plotly figure, see `live_figure`."""
        self._add(name, figure_piece(figure, alt, self.appearance, main))

    def columns(self, widths: Sequence[int]) -> Sequence["Canvas"]:
        """Parts beside each other."""
        return [self] * len(widths)

    def at(self, slot: str) -> "Canvas":
        """A part that the page has put elsewhere, between its controls."""
        return self

    def _add(self, name: str, piece: LivePiece) -> None:
        self.drawn.pieces[name] = piece


class PageCanvas(Canvas):
    """A part of the page; what is `fed` is replaced in the browser by newer pictures."""

    def __init__(
        self,
        name: str,
        appearance: Appearance,
        fed: bool = False,
        slots: Mapping[str, Any] | None = None,
        container: Any = None,
        drawn: Drawn | None = None,
    ) -> None:
        super().__init__(name, appearance, drawn)
        self._fed, self._slots = fed, slots or {}
        self._container = container or st.container()

    def columns(self, widths: Sequence[int]) -> Sequence[Canvas]:
        return [self._part(column) for column in self._container.columns(list(widths))]

    def at(self, slot: str) -> Canvas:
        return self._part(self._slots[slot])

    def _part(self, container: Any) -> Canvas:
        return PageCanvas(self.name, self.appearance, self._fed, self._slots, container, self.drawn)

    def hint(self, text: str) -> None:
        with self._container:
            caption(text, to_class=False)

    def _add(self, name: str, piece: LivePiece) -> None:
        super()._add(name, piece)
        with self._container:
            place(name, piece, self._fed)
