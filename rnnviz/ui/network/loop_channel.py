"""Tells pages that show a watched loop when there is more to be seen of it; it sends no pictures."""

from collections.abc import Callable, Hashable, Mapping

from rnnviz.experiments.store import Store
from rnnviz.server.picture_sockets import Shown
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import Refusal
from rnnviz.ui.components.live_channels import announce
from rnnviz.ui.components.live_feed import live_feed
from rnnviz.ui.session.pages import WATCH
from rnnviz.ui.session.watched_loops import is_shown, open_loops, show
from rnnviz.watch.loop_store import Loop, LoopStatus

MOST_LETTERS = 20  # of a loop's id


class LoopChannel:
    """How one loop goes on; for who `holds` a moment of it only whether it does."""

    def __init__(self, id: str, holds: bool) -> None:
        self._id, self._holds = id, holds
        self._state = ""

    @property
    def key(self) -> Hashable:
        """Who watches the same hears the same."""
        return WATCH, self._id, self._holds

    def newer(self) -> Shown | None:
        """Its state now, None if it is what it was; raises StoreError."""
        state, rests = "", False
        try:
            loop = open_loops().loop(self._id)
            state, rests = state_of(loop, self._holds), loop.status != LoopStatus.LIVE
        except StoreError as problem:
            if problem.kind != ErrorKind.MISSING:
                raise
        if state == self._state:
            return None
        self._state = state
        return Shown(state, {}, rests=rests)

    def leave(self) -> None:
        """It is one look at the store."""


def state_of(loop: Loop, holds: bool) -> str:
    """All that a page's script has to run for again."""
    newest = loop.newest is not None if holds else (loop.newest, loop.calls)
    return " | ".join([loop.id, loop.status, str(loop.message), str(newest)])


def query(loop: Loop, holds: bool) -> dict[str, str]:
    """For the address of the socket of a session that shows it."""
    return {"page": WATCH, "id": loop.id, "holds": str(int(holds)), "own": show(loop.id)}


def open_channel(_open_store: Callable[[], Store], asked: Mapping[str, str]) -> LoopChannel:
    """What an address asks for; raises Refusal."""
    id = asked.get("id", "")
    good = 0 < len(id) <= MOST_LETTERS and asked.get("holds") in ("0", "1")
    if not good or not is_shown(id, asked.get("own", "")):
        raise Refusal("There are no such pictures.")
    return LoopChannel(id, asked["holds"] == "1")


def loop_feed(key: str, loop: Loop, holds: bool) -> None:
    """Let the page's script run again when there is more to be seen of a loop."""
    announce(WATCH, open_channel)
    if loop.status == LoopStatus.LIVE:
        live_feed(key, query(loop, holds), state_of(loop, holds))
