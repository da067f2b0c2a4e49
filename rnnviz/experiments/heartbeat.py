"""That a worker is alive, and ends when it is told to, whatever it computes."""

import os
import threading
import time

from rnnviz.experiments.frame_writer import FrameWriter, Superseded
from rnnviz.experiments.status import Event, Status, after
from rnnviz.experiments.store import Store
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.storage.database import StoreError
from rnnviz.text.message import NOTHING, Message

BEAT = 0.4  # seconds between two heartbeats
DEAF = 0.8  # seconds of one update after which a command to end is not left to wait for it


class Living:
    """A worker as its heart knows it: what it does, and what it says about itself."""

    def __init__(self, store: Store, id: str, signature: str) -> None:
        self.store = store
        self.file = _identity(store)  # here: its heart may begin to beat when the store has gone
        self.writer = FrameWriter(store, id, signature)
        self.status, self.message = Status.QUEUED, Message("It starts.")
        self.speed: float | None = None
        self.ending = NOTHING
        self.idle = False  # whether it mostly waits between its updates
        self.turned = time.monotonic()  # when it looked at commands last
        self.over = threading.Event()
        self.heart = threading.Thread(target=self._beat, daemon=True)

    def quiet(self) -> None:
        """No further heartbeat."""
        self.over.set()
        if self.heart.is_alive():
            self.heart.join()

    def _beat(self) -> None:
        """In a thread of its own, because one update may take longer than a heartbeat may."""
        while not self.over.wait(BEAT):
            if self.file is None or _identity(self.store) != self.file:
                os._exit(0)  # the store has gone: nobody is left to train for
            try:
                self.speed = self.writer.beat(self.status, self.message, self._is_idle())
                self._end_if_deaf()
            except Superseded:
                os._exit(0)  # another has the experiment, or nobody
            except StoreError:
                continue  # locked or full for the moment

    def _is_idle(self) -> bool:
        return self.idle and self.status == Status.RUNNING

    def _end_if_deaf(self) -> None:
        """Where an update takes so long that a command to end would have to wait for it, end without
        it: the last frame is where it goes on from."""
        if time.monotonic() - self.turned < DEAF:
            return
        if self.ending or self.writer.is_told_to_stop():
            self.writer.end(after(self.status, Event.STOP), self.ending or STOPPED)
            os._exit(0)


def _identity(store: Store) -> tuple[int, int] | None:
    try:
        found = os.stat(store.path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
