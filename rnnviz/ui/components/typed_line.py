"""The connection over which a page's main picture comes while its reader types (`live_feed.py`), and
what is asked for over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.server.picture_sockets import Channel
from rnnviz.ui.components import live_channels
from rnnviz.ui.components.live_channels import OpenStore
from rnnviz.ui.components.live_feed import TypedBoxes, live_feed
from rnnviz.ui.components.live_piece import Mark
from rnnviz.ui.components.theme import current_appearance
from rnnviz.ui.components.three_sentences import are_shown
from rnnviz.ui.components.typed_channel import STATE, DrawTyped, Follows, TypedAsked, TypedChannel
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field
from rnnviz.ui.session.own_memory import own_word

KEY = "typed line"


@dataclass
class TypedMemory:
    """What a session and its socket both know."""

    drawn: int = 0  # pictures that the socket has been sent


@dataclass(frozen=True)
class TypedPage:
    """A page whose main picture changes with what is typed."""

    page: str  # its word
    fields: Sequence[Field]
    boxes: Sequence[str]  # the keys of those that are typed into, which are words of its address, too
    draw: DrawTyped
    follows: Follows | None = None  # says what of a training is newest, which is to come without a key

    def announce(self) -> None:
        """From now on there are such pictures."""
        live_channels.announce(self.page, self._open)

    def _open(self, open_store: OpenStore, query: Mapping[str, str]) -> Channel:
        asked = TypedAsked.read(query)
        more = () if self.follows is None else (self.follows,)
        return TypedChannel(self.fields, self.draw, asked, *more)


def mark(page: TypedPage, memory: TypedMemory) -> Mark:
    """That of what the script places now."""
    return Mark(_boxes(page).checksum, memory.drawn)


def asked(page: TypedPage) -> TypedAsked:
    """All that the page's main picture depends on, as it stands."""
    state = st.session_state
    words = address_fields.words(page.fields, state) | {key: state[key] for key in page.boxes}
    ordered = tuple(sorted(words.items()))
    return TypedAsked(page.page, current_appearance(), are_shown(), own_word(), ordered)


def typed_line(page: TypedPage, follows: bool = False) -> None:
    """Keep the connection; what is typed is asked for over it, and what is followed at once."""
    live_feed(KEY, asked(page).query(), STATE, boxes=_boxes(page, follows))


def _boxes(page: TypedPage, follows: bool = False) -> TypedBoxes:
    return TypedBoxes(page.page, {key: st.session_state[key] for key in page.boxes}, follows)
