"""What tends a store's experiments while a server runs, so that no page has to."""

import logging
import threading
import time
import weakref
from pathlib import Path

from rnnviz.experiments import ageing, supervisor
from rnnviz.experiments.store import Store
from rnnviz.storage import removal, uploads

BUSY = 0.4  # seconds between two looks while anything is queued or has a worker
IDLE = 1.0  # the same while nothing is
SWEEP = 10.0  # seconds between two looks at what has rested long, or was removed

_log = logging.getLogger(__name__)
_tickers: dict[Path, "Ticker"] = {}
_guard = threading.Lock()


class Ticker(threading.Thread):
    """Notices workers that died and gives waiting experiments their turn, until its store is closed or
    nobody has it any more. What cannot be done is logged and tried again."""

    def __init__(self, store: Store) -> None:
        super().__init__(name=f"ticker of {store.path.name}", daemon=True)
        self._store = weakref.ref(store)
        self._problem = ""
        self._sweep = time.monotonic()  # when what has rested long is looked at next

    @property
    def over(self) -> bool:
        """Whether there is nothing left to tend."""
        store = self._store()
        return store is None or store.closed

    def run(self) -> None:
        ends = 0
        while (wait := self._tick()) is not None:
            # the end of a worker that this process has started is noticed at once
            ends = supervisor.wait_for_an_end(ends, wait)

    def _tick(self) -> float | None:
        """Tend once; returns the seconds until the next time, None if there is none."""
        store = self._store()
        if store is None or store.closed:
            return None
        problem, wait = "", BUSY
        try:
            supervisor.tend(store)
            wait = BUSY if store.is_busy() else IDLE
            if time.monotonic() >= self._sweep:
                self._sweep = time.monotonic() + SWEEP
                ageing.sweep(store)
                uploads.sweep(store)
                removal.sweep(store)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
            if problem != self._problem and not store.closed:  # once, not with every tick
                _log.warning("The experiments of %s cannot be tended: %s", store.path, problem)
        self._problem = problem
        return wait


def start(store: Store) -> None:
    """Have a store tended from now on; once for every file, however often it is asked for."""
    with _guard:
        known = _tickers.get(store.path)
        if known is not None and known.is_alive() and not known.over:
            return
        _tickers[store.path] = ticker = Ticker(store)
        ticker.start()
