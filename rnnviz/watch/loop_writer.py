"""Writes what is seen of a loop into the store, in a thread of its own: the loop waits for nothing."""

import atexit
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rnnviz.storage.database import StoreError
from rnnviz.text.message import NOTHING, Message
from rnnviz.watch.loop_losses import LoopLosses
from rnnviz.watch.loop_store import LoopFrame, LoopHead, LoopStore

MOST_BYTES = 200_000_000  # of one loop's frames together; large layers keep fewer frames
BEAT = 1.0  # seconds between two signs of life
LAST = 5.0  # seconds that the end of a loop waits for its last frame to be stored

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    """A frame that is yet to be packed."""

    call: int
    at: float  # seconds since the writer began
    norms: Mapping[str, float]
    pack: Callable[[], bytes]
    say: Callable[[], Message] | None


class LoopEnd(NamedTuple):
    """How a loop has ended."""

    calls: int  # its last step, whether there is a frame of it or not
    say: Callable[[], Message]  # what there is to say of it all, called by the writer's thread


@dataclass
class LoopWriter:
    """What one loop writes: the newest frame, where it makes them faster than they can be stored.

    While the store cannot be written (it is full, locked or gone) frames are left out, after one
    warning, but for the newest. The thread begins with the first frame.
    """

    name: str
    most_bytes: int = MOST_BYTES
    path: str | Path | None = None  # of the store, the usual one if None
    message: Message = NOTHING  # what there is to say of the loop
    calls: int = 0
    ending: Callable[[], LoopEnd] | None = None  # asked by who closes this
    id: str = ""  # in the store, "" before the first frame
    losses: LoopLosses = field(default_factory=LoopLosses)
    _next: _Seen | None = None
    _number: int = 0
    _last: int = -1  # the call of the frame that was written last
    _begun: float = field(default_factory=time.monotonic)
    _store: LoopStore | None = None
    _thread: threading.Thread | None = None
    _news: threading.Event = field(default_factory=threading.Event)
    idle: threading.Event = field(default_factory=threading.Event)  # nothing waits to be written
    _over: bool = False
    _end: LoopEnd | None = None
    _warned: bool = False

    def put(
        self,
        call: int,
        norms: Mapping[str, float],
        pack: Callable[[], bytes],
        say: Callable[[], Message] | None = None,
    ) -> None:
        """Have a frame written: the gradient norm of each parameter, what makes the rest bytes, and who
        knows what there is to say of the loop by then; both are called by the writer's thread."""
        if self._over:
            return
        self.calls = call
        self.idle.clear()
        self._next = _Seen(call, time.monotonic() - self._begun, norms, pack, say)
        self._news.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_on, name="rnnviz watch", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def close(self) -> None:
        """Write what is left, and that the loop has ended."""
        ending, self.ending = self.ending, None
        if ending is not None and self._thread is not None:
            try:
                self._end = ending()
            except Exception:  # the end of somebody's training is none of ours
                _log.exception("How the loop %s has ended is not known.", self.name)
        self._over = True
        self._news.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(LAST)
            atexit.unregister(self.close)

    def _write_on(self) -> None:
        wanted = True
        while wanted and not self._over:
            self._news.wait(BEAT)
            self._news.clear()
            wanted = self._safely(self._turn)
            if self._next is None:
                self.idle.set()
        if wanted:
            self._safely(self._turn)
            self._safely(self._say_end)
        self._over = True
        if self._store is not None:
            with suppress(StoreError):
                self._store.close()

    def _turn(self) -> bool:
        """Write the newest frame, or a sign of life; returns whether the loop is still wanted."""
        store = self._open()
        if self.losses.has_news:
            store.write_losses(self.id, self.losses.points())
        seen, self._next = self._next, None
        if seen is None:
            return store.beat(self.id, self.calls, self.message)
        if seen.call == self._last:  # more of the same step takes its place
            self._number -= 1
        frame = LoopFrame(LoopHead(self._number, seen.call, seen.at), seen.norms, seen.pack())
        self._last = seen.call
        if seen.say is not None:
            self.message = seen.say()
        try:
            wanted = store.write(self.id, frame, self.message, self.most_bytes)
        except StoreError:
            self._next = self._next or seen
            self._last = -1
            raise
        self._number += 1
        return wanted

    def _say_end(self) -> bool:
        """Say that the loop has ended, and what became of it after its last frame."""
        if self._end is not None:
            self.calls, self.message = self._end.calls, self._end.say()
        self._open().write_losses(self.id, self.losses.points())
        return self._open().beat(self.id, self.calls, self.message, ended=True)

    def _open(self) -> LoopStore:
        if self._store is None:
            self._store = LoopStore(self.path)
        if not self.id:
            self.id = self._store.begin(self.name, os.getpid())
        return self._store

    def _safely(self, turn: Callable[[], bool]) -> bool:
        """Whether to go on; whatever goes wrong here is no reason to end somebody's training."""
        try:
            return turn()
        except StoreError as problem:
            self._warn(str(problem))
            return True
        except Exception as problem:
            _log.exception("What is seen of the loop %s is not stored any more.", self.name)
            self._warn(str(problem))
            return False

    def _warn(self, problem: str) -> None:
        if self._warned:
            return
        self._warned = True
        said = Message(
            "Of the loop {name} nothing is stored for the moment: {problem} The training goes on.",
            name=self.name,
            problem=problem,
        )
        try:
            warnings.warn(str(said), RuntimeWarning, stacklevel=2)
        except RuntimeWarning:  # where warnings are errors they are not to end this thread
            _log.warning("%s", said)
