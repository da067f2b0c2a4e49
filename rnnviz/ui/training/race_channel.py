"""A race's pictures for those who watch it over a socket: newer ones as soon as there are some."""

import json
from collections.abc import Callable, Hashable, Mapping
from contextvars import copy_context

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.server.picture_sockets import Shown
from rnnviz.text import language
from rnnviz.text.allowance import TooMuch
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.session import page_clock
from rnnviz.ui.training import own_pictures, race_view
from rnnviz.ui.training.race_view import Asked, Draw, RaceView
from rnnviz.ui.training.steering import ALIVE


class RaceChannel:
    """The pictures of a race that somebody has asked for."""

    def __init__(self, open_store: Callable[[], Store], draw: Draw, asked: Asked) -> None:
        self._open_store, self._draw, self._asked = open_store, draw, asked
        self._experiment: Experiment | None = None
        self._owner = ""
        self._seen: object = None

    @property
    def key(self) -> Hashable:
        """Who has asked for the same sees the same."""
        return self._asked

    def newer(self) -> Shown | None:
        """The pictures and the state of the race, None if they are what they were; one statement if so.
        Raises StoreError."""
        return copy_context().run(self._within)  # the language is nobody else's

    def _within(self) -> Shown | None:
        with page_clock.timed():
            try:
                return self._newer()
            except TooMuch:  # the page says it
                return None

    def _newer(self) -> Shown | None:
        language.speak(self._asked.language)
        store = self._open_store()
        row = self._row(store)
        seen = row.id, row.newest, row.status, row.message
        if seen == self._seen:
            return None
        view = race_view.look_at(store, row, row.experiment, self._asked)
        drawn = race_view.pieces(self._draw, view) | self._own(view)
        self._seen = seen
        pieces = {name: (piece.stamp, _sent(piece)) for name, piece in drawn.items()}
        return Shown(race_view.state(row, view, drawn), pieces, rests=row.status not in ALIVE)

    def _own(self, view: RaceView) -> dict[str, LivePiece]:
        own = own_pictures.find(self._asked.own)
        return own.pieces(view) if own else {}

    def _row(self, store: Store) -> Row:
        """The newest training of the experiment by the same browser, as the page finds it."""
        if self._experiment is None:
            asked = store.row(self._asked.id)
            self._experiment, self._owner = asked.experiment, asked.owner
        return store.newest(self._experiment, self._owner) or store.row(self._asked.id)


def open_channel(
    open_store: Callable[[], Store], pages: Mapping[str, Draw], query: Mapping[str, str]
) -> RaceChannel:
    """What an address asks for, of the pages that have races; raises Refusal."""
    asked = Asked.read(query)
    if asked.page not in pages or (asked.own and own_pictures.find(asked.own) is None):
        raise Refusal("There are no such pictures.")
    return RaceChannel(open_store, pages[asked.page], asked)


def _sent(piece: LivePiece) -> str:
    return json.dumps({"kind": piece.kind, "data": piece.data})
