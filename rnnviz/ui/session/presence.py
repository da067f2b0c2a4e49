"""Signs of life of those who hold a lecture: as long as a window of theirs is connected, also where its
browser lets it sleep because nobody looks at it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from rnnviz.lectures import claim
from rnnviz.storage.database import Database, StoreError
from rnnviz.ui.session import presenter_session, streamlit_private
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.session.store import open_store

EVERY = 5.0  # seconds between two looks


@dataclass
class Presence:
    """The windows of this process in which lectures are held, by their sessions."""

    is_connected: Callable[[str], bool]
    windows: dict[str, Presenter] = field(default_factory=dict)
    watch: threading.Thread | None = None
    done: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, session: str, presenter: Presenter | None, store: Database) -> None:
        """What a session holds now, None if it is nothing."""
        with self._lock:
            if presenter is None:
                self.windows.pop(session, None)
                return
            self.windows[session] = presenter
            if self.watch is None:
                self.watch = threading.Thread(target=self._watch, args=(store,), daemon=True)
                self.watch.start()

    def look(self, store: Database) -> None:
        """Look once who is there; raises StoreError."""
        with self._lock:
            gone = {name for name in self.windows if not self.is_connected(name)}
            left = [self.windows.pop(name) for name in gone]
            codes = {presenter.code for presenter in self.windows.values()}
        if codes:
            claim.keep_alive(store, codes)
        for presenter in left:
            claim.let_go(store, presenter.code, presenter.token)

    def _watch(self, store: Database) -> None:
        while not self.done.wait(EVERY):
            with suppress(StoreError):  # one that is locked for a moment is tried again
                self.look(store)


_here = Presence(streamlit_private.is_connected)


def note() -> None:
    """This session holds the lecture that it holds, or none; known where it has a browser."""
    session = streamlit_private.session_id()
    if session and streamlit_private.is_connected(session):
        _here.note(session, presenter_session.current(), open_store())
