"""A race's pictures for those who watch it over a socket: newer ones as soon as there are some."""

import time
from collections.abc import Callable, Hashable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, replace

from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Store
from rnnviz.server.picture_sockets import Shown
from rnnviz.text import language
from rnnviz.text.allowance import TooMuch
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.live_piece import LivePiece
from rnnviz.ui.session import page_clock, recorded_races
from rnnviz.ui.session.recorded_races import RecordedRace
from rnnviz.ui.training import near_pieces, own_pictures, race_view
from rnnviz.ui.training.race_view import Asked, Draw, RaceView
from rnnviz.ui.training.steering import ALIVE

LATELY = 0.5  # seconds for which a frame that was the newest may be what is typed over


@dataclass
class _Lately:
    """What was found last by those who look at a race in the same way, whatever they have typed."""

    row: Row | None = None
    at: float = 0.0  # on the clock of time.monotonic

    def instead_of(self, row: Row) -> Row | None:
        """It, if a newer row differs in nothing but a newer frame, and was found a moment ago."""
        last = self.row
        if last is None or last.newest is None or row.newest is None:
            return None
        same = (last.id, last.status, last.message) == (row.id, row.status, row.message)
        fresh = time.monotonic() - self.at < LATELY
        return last if same and fresh and last.newest < row.newest else None

    def take(self, row: Row) -> None:
        """Remember a row that is the newest now."""
        self.row, self.at = row, time.monotonic()


_LATELY = SharedCache(entries=200, size=1)


class RaceChannel:
    """The pictures of a race that somebody has asked for."""

    def __init__(self, open_store: Callable[[], Store], draw: Draw, asked: Asked) -> None:
        self._open_store, self._draw, self._asked = open_store, draw, asked
        self._experiment: Experiment | None = None
        self._owner = ""
        self._seen: object = None
        self._behind: float | None = None  # since when what is out of sight is not of the newest frame

    @property
    def key(self) -> Hashable:
        """Who has asked for the same sees the same."""
        return self._asked

    def newer(self) -> Shown | None:
        """The pictures and the state of the race, None if they are what they were; one statement if so.
        Raises StoreError."""
        return copy_context().run(self._within)  # the language is nobody else's

    def leave(self) -> None:
        """Its pictures are shared by all who look at the same, and kept."""

    def _within(self) -> Shown | None:
        with page_clock.timed():
            try:
                return self._newer()
            except TooMuch:  # the page says it
                return None

    def _newer(self) -> Shown | None:
        language.speak(self._asked.language)
        came = recorded_races.by_id(self._asked.id)
        store = came or self._open_store()
        row = store.row(self._asked.id) if isinstance(store, RecordedRace) else self._row(store)
        # of a key nobody waits for a frame: its strips come first, over the frame that was drawn last
        lately = _LATELY.get(replace(self._asked, bits=""), _Lately)
        last = lately.instead_of(row) if self._seen is None else None
        if last is None:
            lately.take(row)
        row = last or row
        seen = row.id, row.newest, row.status, row.message, race_view.seconds_left(row)
        if seen == self._seen and not self._is_long_behind:
            return None
        # what rests is drawn whole: nothing newer may come
        asked = self._asked if row.status in ALIVE else replace(self._asked, near="")
        self._behind = time.monotonic() if asked.near and seen != self._seen else None
        view = race_view.look_at(store, row, row.experiment, asked)
        drawn = race_view.pieces(self._draw, view) | self._own(view)
        self._seen = seen
        pieces = {name: (piece.stamp, piece.sent) for name, piece in drawn.items()}
        state, rests = race_view.state(row, view, race_view.kinds(drawn)), row.status not in ALIVE
        return Shown(state, pieces, rests=rests, soon=last is not None)

    @property
    def _is_long_behind(self) -> bool:
        return self._behind is not None and time.monotonic() - self._behind > near_pieces.SELDOM

    def _own(self, view: RaceView) -> dict[str, LivePiece]:
        own = own_pictures.find(self._asked.own)
        return own.pieces(view) if own else {}

    def _row(self, store: Store) -> Row:
        """The newest training of the experiment by the same browser, as the page finds it."""
        if self._asked.exact:
            return store.row(self._asked.id)
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
