"""What a page's script may take: so many seconds and bytes; it ends where nobody looks any more.

Streamlit's scripts are threads, which nobody can end from outside: what takes long looks up between its
pieces (`text/allowance.py`), and meets this clock there.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from rnnviz.settings.sources import current
from rnnviz.text.allowance import Allowance, TooMuch, allowed
from rnnviz.ui.session import streamlit_private

EVERY = 0.1  # seconds between two looks at the browser
UNWANTED = 0.5  # seconds that what is not wanted any more goes on: it is mostly done by then
GRACE = 1.0  # seconds that a part of the page has when the page has used up its own
Tick = Callable[[float, float], None]


def nobody(now: float, seconds: float) -> None:
    """Where nobody shows that something takes long."""


class NotWanted(Exception):
    """What is computed is not wanted any more, and has taken a while already."""


class PageClock:
    """The time that a run of a page has left, and whether its browser is still there."""

    def __init__(
        self, seconds: float, session: str = "", is_wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self.seconds, self.session, self.is_wanted = seconds, session, is_wanted
        self.began = time.monotonic()
        self.until = self.began + seconds
        self.next = self.began + EVERY
        # whoever shows that it takes long: the time, and the seconds that there are
        self.tell: Tick = nobody
        self.was_there = streamlit_private.is_connected(session)

    def look(self) -> None:
        """Between two pieces: end the script if its browser has gone, raise TooMuch if time is up,
        NotWanted if nobody wants it any more."""
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + EVERY
        if self.was_there and not streamlit_private.is_connected(self.session):
            st.stop()
        if now > self.began + UNWANTED and not self.is_wanted():
            raise NotWanted
        if now > self.until:
            raise TooMuch(
                "This takes longer than the {seconds:.0f} seconds that a page may compute for. Fewer "
                "units, layers or letters take less.",
                seconds=self.seconds,
            )
        self.tell(now, self.seconds)

    def grant(self) -> None:
        """Let another part of the page be computed, if it is quick."""
        self.until = max(self.until, time.monotonic() + GRACE)


_clock: ContextVar[PageClock | None] = ContextVar("page clock", default=None)


@contextmanager
def timed(session: str = "", is_wanted: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """What is computed within is a run of a page, or pictures of one that a socket is sent for as long
    as they are wanted."""
    limits = current()
    clock = PageClock(limits.page_seconds, session, is_wanted)
    before = _clock.set(clock)
    try:
        with allowed(Allowance(clock.look, limits.page_bytes)):
            yield
    finally:
        _clock.reset(before)


def clock() -> PageClock | None:
    """That of this run, None where nobody counts."""
    return _clock.get()


def grant() -> None:
    """Another part of the page begins, which may still be computed if it is quick."""
    if (now := clock()) is not None:
        now.grant()
