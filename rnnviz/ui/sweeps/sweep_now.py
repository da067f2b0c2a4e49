"""A sweep as it stands: what of it is finished, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.sweeps.came_along import came_along
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.sweep_store import Progress, Results, SweepStore
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.store import open_store

ALIVE = (Status.QUEUED, Status.RUNNING)
NONE: Mapping[int, Any] = {}


@dataclass(frozen=True)
class SweepNow:
    """What is known of a sweep at this moment; without a row nobody has trained it here, and what is
    found of it has come along."""

    sweep: Sweep
    row: Row | None = None
    progress: Progress | None = None
    found: Results | None = None

    @property
    def id(self) -> str | None:
        """Its id in the store."""
        return self.row.id if self.row else None

    @property
    def results(self) -> Mapping[int, Result]:
        """What became of its cells, by their numbers."""
        return self.found.cells if self.found else NONE

    @property
    def failed(self) -> frozenset[int]:
        """The cells that were given up."""
        return frozenset(self.found.failed) if self.found else frozenset()

    @property
    def is_alive(self) -> bool:
        """Whether more may come of it by itself."""
        return self.row is not None and (self.row.status in ALIVE or self.row.worker is not None)

    @property
    def state(self) -> object:
        """What the whole page has to be drawn again for when it changes."""
        return self.row and (self.row.id, self.row.status, self.is_alive, str(self.row.message))


@lru_cache(maxsize=1)
def _sweeps(store: Store) -> SweepStore:
    return SweepStore(store)


def sweeps() -> SweepStore:
    """The sweeps of this server's store, which remember what they have read; raises StoreError."""
    return _sweeps(open_store())


def look_up(sweep: Sweep) -> SweepNow:
    """The newest of the reader's own with the same numbers, else anybody's; raises StoreError."""
    there = sweeps()
    own = (there.newest(sweep, owner) for owner in presenter_actions.owners())
    id = next((found for found in own if found), None) or there.newest(sweep)
    if id is None:
        return SweepNow(sweep, found=came_along(sweep))
    return SweepNow(sweep, there.row(id), there.progress(id), there.results(id))
