"""Pictures of what a reader types, over a socket: drawn with every key by the same functions that the
page's script calls when typing rests."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Self

from rnnviz.server.picture_sockets import Shown
from rnnviz.text import language
from rnnviz.text.language import languages
from rnnviz.text.message import Refusal
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.session import address_fields, own_memory, page_clock
from rnnviz.ui.session.address_fields import Field, SessionValues
from rnnviz.ui.session.page_clock import NotWanted

STATE = "typed"  # there is no other: what a page shows beside its pictures waits for its script


@dataclass(frozen=True)
class TypedAsked:
    """What a reader has set, in words: those of the page's address, and how they look at it."""

    page: str
    look: Appearance
    alone: bool  # whether the page explains itself: no lecturer does
    own: str  # the word of the session's memory
    words: tuple[tuple[str, str], ...]  # of the address, with what stands in the boxes

    def query(self) -> dict[str, str]:
        """For a message."""
        look = self.look
        flags = {"dark": look.dark, "strong": look.strong, "alone": self.alone}
        own = {"page": self.page, "language": look.language, "own": self.own}
        return own | {name: str(int(on)) for name, on in flags.items()} | dict(self.words)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What `query` wrote; raises Refusal, a sentence, for anything else."""
        words = dict(query)
        try:
            page, spoken, own = (words.pop(name) for name in ("page", "language", "own"))
            dark, strong, alone = (words.pop(name) == "1" for name in ("dark", "strong", "alone"))
        except KeyError as error:
            raise Refusal("There are no such pictures.") from error
        if spoken not in languages():
            raise Refusal("There are no such pictures.")
        look = Appearance(spoken, dark, strong)
        return cls(page, look, alone, own, tuple(sorted(words.items())))


# draws what is asked for, of the state that its words are read as
DrawTyped = Callable[[Mapping[str, Any], TypedAsked], dict[str, LivePiece]]
# what of a training that is followed is newest, None where nothing is followed; raises StoreError
Follows = Callable[[SessionValues], Hashable]


def _follows_nothing(state: SessionValues) -> Hashable:
    return None


class TypedChannel:
    """The pictures of one text; drawn once, or where a training is followed with each of its frames."""

    def __init__(
        self,
        fields: Sequence[Field],
        draw: DrawTyped,
        asked: TypedAsked,
        follows: Follows = _follows_nothing,
    ) -> None:
        self._fields, self._draw, self._asked, self._follows = fields, draw, asked, follows
        self._state: Mapping[str, Any] | None = None
        self._seen: Hashable = None
        self._is_left = False

    @property
    def key(self) -> Hashable:
        """Who has asked for the same sees the same."""
        return self._asked

    def leave(self) -> None:
        """Something newer has been asked for."""
        self._is_left = True

    def newer(self) -> Shown | None:
        """The pictures, None if they are what they were. Raises StoreError, and Refusal for words that
        no page would write."""
        return copy_context().run(self._within)  # the language is nobody else's

    def _within(self) -> Shown | None:
        language.speak(self._asked.look.language)
        own = own_memory.on_behalf_of(self._asked.own)
        with own, page_clock.timed(is_wanted=lambda: not self._is_left):
            try:
                return self._newer()
            except NotWanted:
                return Shown(STATE, {}, ends=True)

    def _newer(self) -> Shown | None:
        if self._state is None:
            self._state = address_fields.settings(self._fields, dict(self._asked.words))
        newest = self._follows(self._state)
        if newest is not None and newest == self._seen:
            return None
        drawn = self._draw(self._state, self._asked)
        self._seen = newest
        pieces = {name: (piece.stamp, _sent(piece)) for name, piece in drawn.items()}
        return Shown(STATE, pieces, ends=newest is None)


def _sent(piece: LivePiece) -> str:
    return json.dumps({"kind": piece.kind, "data": piece.data})
