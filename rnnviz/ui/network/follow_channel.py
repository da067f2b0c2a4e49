"""Tells the pages that follow a run when there is more to be seen of it.

It sends no pictures: what the pages draw depends on what each reader has typed. One look at the store
serves all who follow the same training.
"""

from collections.abc import Callable, Hashable, Mapping

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.server.picture_sockets import Shown
from rnnviz.text.message import Refusal
from rnnviz.ui.session.pages import FOLLOW

MOST_LETTERS = 20  # of an experiment's id


class FollowChannel:
    """How one training goes on; for who `holds` a moment of it only whether it does."""

    def __init__(self, open_store: Callable[[], Store], id: str, holds: bool) -> None:
        self._open_store, self._id, self._holds = open_store, id, holds
        self._state = ""

    @property
    def key(self) -> Hashable:
        """Who follows the same hears the same."""
        return "follow", self._id, self._holds

    def newer(self) -> Shown | None:
        """Its state now, None if it is what it was; raises StoreError."""
        row = self._open_store().row(self._id)
        state = state_of(row, self._holds)
        if state == self._state:
            return None
        self._state = state
        return Shown(state, {}, rests=not row.status.is_alive)

    def leave(self) -> None:
        """It is one look at the store."""


def state_of(row: Row, holds: bool) -> str:
    """All that a page's script has to run for again."""
    newest = row.newest is not None if holds else row.newest
    return " | ".join([row.id, row.status, str(row.message), str(newest)])


def query(row: Row, holds: bool) -> dict[str, str]:
    """For the socket's address."""
    return {"page": FOLLOW, "id": row.id, "holds": str(int(holds))}


def open_follow(open_store: Callable[[], Store], asked: Mapping[str, str]) -> FollowChannel:
    """What an address asks for; raises Refusal."""
    id = asked.get("id", "")
    if not 0 < len(id) <= MOST_LETTERS or asked.get("holds") not in ("0", "1"):
        raise Refusal("There are no such pictures.")
    return FollowChannel(open_store, id, asked["holds"] == "1")
