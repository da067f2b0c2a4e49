"""That a worker is alive, and ends or pauses when it is told to, whatever it computes."""

import os
import threading
import time
from contextlib import suppress

from rnnviz.experiments.commands import FULL, Pace
from rnnviz.experiments.frame_writer import FrameWriter, Superseded
from rnnviz.experiments.status import Event, Status, after
from rnnviz.experiments.store import Store
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import NOTHING, Message

BEAT = 0.4  # seconds between two heartbeats
DEAF = 0.8  # seconds of one update after which a command to end or pause is not left to wait for it
PAUSED = Message("It paused in the middle of an update, which is begun anew when it goes on.")


class Living:
    """A worker as its heart knows it: what it does, and what it says about itself."""

    def __init__(self, store: Store, id: str, signature: str) -> None:
        self.store = store
        self.writer = FrameWriter(store, id, signature)
        self.status, self.message = Status.QUEUED, Message("It starts.")
        self.pace: Pace = FULL
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
            try:
                self.pace = self.writer.beat(
                    self.status, self.message, self._is_idle(), self.remaining()
                )
                self._end_if_deaf()
            except Superseded:
                os._exit(0)  # another has the experiment, or nobody
            except StoreError as error:
                if error.kind == ErrorKind.MOVED:
                    self._leave()  # nobody is left to train for
                continue  # locked or full for the moment

    def _leave(self) -> None:
        """Say in the store that it was begun in, wherever that is now, that it can go on, and end."""
        message = Message(
            "It was stopped because its store was moved or replaced; it can go on from here."
        )
        with suppress(Superseded):
            self.store.depart(lambda: self.writer.end(after(self.status, Event.STOP), message))
        os._exit(0)

    def remaining(self) -> float | None:
        """Seconds of training that are left, None where nobody knows."""
        return None

    def _is_idle(self) -> bool:
        return self.idle and self.status == Status.RUNNING

    def _end_if_deaf(self) -> None:
        """Where an update takes so long that a command to end or to pause would have to wait for it,
        end without it: the last frame is where it goes on from."""
        if time.monotonic() - self.turned < DEAF:
            return
        if self.ending or self.writer.is_told_to_stop():
            self.writer.end(after(self.status, Event.STOP), self.ending or STOPPED)
            os._exit(0)
        if self.status == Status.RUNNING and self.writer.pause(Message.join(PAUSED, self.message)):
            os._exit(0)
