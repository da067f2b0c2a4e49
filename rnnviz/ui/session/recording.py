"""What the class sees: the very data that the lecturer's page sends to the lecturer's own browser.

While a lecture is held, every function that places something records it here as well; at the end of
each run of a page, or of one of its fragments, what has changed is put into the hall, once for all who
follow. When no lecture is held, nothing is recorded.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.lectures import live_session
from rnnviz.storage.database import StoreError
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.pages import word_of
from rnnviz.ui.session.store import open_store

MAIN = 0  # of Streamlit's containers the page itself; 1 is the sidebar


@dataclass(frozen=True)
class Piece:
    """One thing on a page, and where it stands."""

    place: tuple[int, ...]  # among all that is on the page, as Streamlit counts: sorted, from above
    fragment: str  # the fragment that placed it, "" for the page
    kind: str
    data: Any


@dataclass
class Recording:
    """A page as it was shown last, and what its current run has placed so far."""

    page: str
    settings: dict[str, str] = field(default_factory=dict)  # as its address has them
    pieces: dict[str, Piece] = field(default_factory=dict)
    placed: dict[str, Piece] = field(default_factory=dict)
    whole: bool = False  # whether the page has run to its end; a run may be broken off for another
    sent: tuple[Any, ...] = ()


def is_on() -> bool:
    """Whether this session holds a lecture."""
    return "presenting" in st.session_state


def open_page(file: str) -> None:
    """Begin a run of a whole page, given by its file."""
    if not is_on():
        st.session_state.pop("_recording", None)
        return
    last, now = _recording(), Recording(word_of(file))
    if last is not None:
        now.sent = last.sent
        now.settings = last.settings if last.page == now.page else {}
    st.session_state._recording = now


def record(kind: str, key: str, data: Any) -> None:
    """Remember what the next element on the page is; `key` names it there, or is "" and its place
    does. What is placed in the sidebar is not shown to the class."""
    if not is_on() or (recording := _recording()) is None:
        return
    place = streamlit_private.next_place()
    if place and place[0] == MAIN:
        name = key or ".".join(map(str, place))
        piece = Piece(place, streamlit_private.current_fragment(), kind, data)
        recording.placed[f"{kind} {name}"] = piece


def note_address(settings: dict[str, str]) -> None:
    """Remember what the page writes into the address."""
    if is_on() and (recording := _recording()) is not None:
        recording.settings = settings


def flush() -> None:
    """Show to the class what has changed. To be called at the end of every page, and of every fragment
    that runs by itself; there it does nothing while the whole page runs."""
    if not is_on() or (recording := _recording()) is None:
        return
    fragment, whole = streamlit_private.current_fragment(), not streamlit_private.is_fragment_run()
    if whole and fragment:
        return
    recording.whole = recording.whole or whole
    if not recording.whole:
        return
    # a page that runs as a whole has begun with none
    kept = {
        name: piece
        for name, piece in recording.pieces.items()
        if not fragment or piece.fragment != fragment
    }
    recording.pieces, recording.placed = kept | recording.placed, {}
    _send(recording)


def _send(recording: Recording) -> None:
    presenting = st.session_state.presenting
    ordered = sorted(recording.pieces.items(), key=lambda item: item[1].place)
    shown = {
        "page": recording.page,
        "settings": recording.settings,
        "dark": st.context.theme.type == "dark",
        "pieces": {name: {"kind": piece.kind, "data": piece.data} for name, piece in ordered},
    }
    sent = (presenting["code"], [name for name, _ in ordered], shown)
    if sent == recording.sent:
        return
    try:
        live_session.show(
            open_store(), presenting["code"], presenting["secret"], shown | {"made": time.time()}
        )
    except (live_session.Refused, StoreError, ValueError) as problem:
        presenting["said"] = str(problem)  # the presenter's bar says it
    else:
        presenting.pop("said", None)
        recording.sent = sent


def _recording() -> Recording | None:
    found: Recording | None = st.session_state.get("_recording")
    return found
