"""What the class sees: the very data that the lecturer's page sends to the lecturer's own browser.

While a lecture is held, every function that places something records it here as well; at the end of
each run of a page, or of one of its fragments, what has changed is encoded and stored, once for all who
follow. When no lecture is held, nothing is recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.lectures.piece import Piece
from rnnviz.lectures.secret import WrongSecret
from rnnviz.lectures.shown_page import ShownPage, show
from rnnviz.storage.clock import clock
from rnnviz.storage.database import StoreError
from rnnviz.ui.session import presenter_session, streamlit_private
from rnnviz.ui.session.page_state import forget, page_state
from rnnviz.ui.session.pages import word_of
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.session.store import open_store

MAIN = 0  # of Streamlit's containers the page itself; 1 is the sidebar


@dataclass(frozen=True)
class PlacedPiece:
    """One thing on a page, and where it stands."""

    place: tuple[int, ...]  # among all that is on the page, as Streamlit counts: sorted, from above
    fragment: str  # the fragment that placed it, "" for the page
    kind: str
    data: Any


@dataclass
class Recording:
    """A page as it was shown last, and what its current run has placed so far."""

    page: str = ""  # its word, "" before any has begun
    settings: Mapping[str, str] = field(default_factory=dict)  # as its address has them
    shown: dict[str, PlacedPiece] = field(default_factory=dict)
    placed: dict[str, PlacedPiece] = field(default_factory=dict)
    # what was encoded last, by its name: the data, and what became of them
    encoded: dict[str, tuple[Any, Piece]] = field(default_factory=dict)
    whole: bool = False  # whether the page has run to its end; a run may be broken off for another
    sent: tuple[Any, ...] = ()


def open_page(file: str) -> None:
    """Begin a run of a whole page, given by its file."""
    if (presenter := presenter_session.current()) is None:
        forget(Recording)
        return
    recording, page = page_state(Recording), word_of(file)
    if recording.page != page:
        presenter.takes |= bool(recording.page) and not presenter.brought
        recording.page, recording.settings = page, {}
    recording.shown, recording.placed, recording.whole = {}, {}, False


def record(kind: str, key: str, data: Any) -> None:
    """Remember what the next element on the page is; `key` names it there, or is "" and its place
    does. What is placed in the sidebar is not shown to the class."""
    if presenter_session.current() is None or not (recording := page_state(Recording)).page:
        return
    place = streamlit_private.next_place()
    if place and place[0] == MAIN:
        name = key or ".".join(map(str, place))
        placed = PlacedPiece(place, streamlit_private.current_fragment(), kind, data)
        recording.placed[f"{kind} {name}"] = placed


def note_address(settings: Mapping[str, str]) -> None:
    """Remember what the page writes into the address; what the lecturer has changed in this window the
    class is to see, whatever another window shows."""
    if (presenter := presenter_session.current()) is None:
        return
    recording = page_state(Recording)
    presenter.takes |= recording.settings != settings and not presenter.brought
    recording.settings, presenter.brought = settings, False


def flush() -> None:
    """Show to the class what has changed. To be called at the end of every page, and of every fragment
    that runs by itself; there it does nothing while the whole page runs."""
    presenter = presenter_session.current()
    if presenter is None or not (recording := page_state(Recording)).page:
        return
    fragment, whole = streamlit_private.current_fragment(), not streamlit_private.is_fragment_run()
    if whole and fragment:
        return
    recording.whole = recording.whole or whole
    if not recording.whole:
        return
    # a page that runs as a whole has begun with none
    others = {
        name: placed
        for name, placed in recording.shown.items()
        if not fragment or placed.fragment != fragment
    }
    recording.shown, recording.placed = others | recording.placed, {}
    _send(presenter, recording)


def _send(presenter: Presenter, recording: Recording) -> None:
    pieces, dark = _pieces(recording), st.context.theme.type == "dark"
    digests = [(name, piece.digest) for name, piece in pieces.items()]
    sent = (presenter.code, recording.page, dict(recording.settings), dark, digests)
    if sent == recording.sent:
        return
    page = ShownPage(recording.page, recording.settings, dark, clock.now(), pieces, presenter.at)
    try:
        lecture = presenter.code, presenter.secret
        seen = show(open_store(), *lecture, page, presenter.token, presenter.takes)
    except (WrongSecret, StoreError, ValueError) as problem:
        presenter.unseen = str(problem)  # the presenter's bar says it
    else:
        presenter.unseen, presenter.takes = "", False
        recording.sent = sent if seen else ()


def _pieces(recording: Recording) -> dict[str, Piece]:
    """What is on the page by its names, from above; what has not changed is not encoded again."""
    pieces = {}
    for name, placed in sorted(recording.shown.items(), key=lambda item: item[1].place):
        data, piece = recording.encoded.get(name, (None, None))
        if piece is None or data != placed.data:
            piece = Piece.of(placed.kind, placed.data)
        pieces[name] = piece
    recording.encoded = {name: (recording.shown[name].data, piece) for name, piece in pieces.items()}
    return pieces
