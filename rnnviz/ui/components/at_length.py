"""What may take longer than a second: a bar says so then, and how far it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.text.language import _
from rnnviz.ui.session import page_clock

PATIENCE = 1.0  # seconds without a word
AGAIN = 0.5  # seconds between two words
Tell = Callable[[float, str], None]


class Bar:
    """How far something is, once it has taken longer than a second."""

    def __init__(self, place: DeltaGenerator | None) -> None:
        self.place = place  # None until it is needed
        self.begun = time.monotonic()
        self.last = self.begun + PATIENCE - AGAIN

    def show(self, share: float, said: str) -> None:
        """Say so, unless it has just been said."""
        now = time.monotonic()
        if now - self.last < AGAIN:
            return
        self.last = now
        self.place = st.empty() if self.place is None else self.place
        self.place.progress(min(max(share, 0.0), 1.0), said)

    def show_time(self, now: float, most: float, words: str) -> None:
        """Say how much of its time is gone."""
        spent = now - self.begun
        said = _("{words} {seconds:.0f} of at most {most:.0f} seconds")
        self.show(spent / most, said.format(words=words, seconds=spent, most=most))

    def go(self) -> None:
        """Leave nothing behind."""
        if self.place is not None:
            self.place.empty()


@contextmanager
def at_length(words: str) -> Iterator[Tell]:
    """Do something that may take long, in pieces that look up (`text/allowance.py`): it ends when its
    browser has gone or the page's time is up, and a bar stands here as long as it takes. Gives what may
    be told how far it is, from 0 to 1, and what it is at."""
    bar, told = Bar(st.empty()), False

    def tell(share: float, name: str) -> None:
        nonlocal told
        told = True
        bar.show(share, f"{words} `{name}`" if name else words)

    def tick(now: float, most: float) -> None:
        if not told:
            bar.show_time(now, most, words)

    with _told(bar, page_clock.clock(), tick):
        yield tell


@contextmanager
def at_length_if_ever(reserved: bool = False) -> Iterator[None]:
    """Do what seldom takes long: a bar stands here only once it does, and not where something around it
    has one. A bar that comes and goes moves all that follows in its container to another place, where
    the browser builds it anew: before anything that is to stay its place is `reserved`."""
    clock, place = page_clock.clock(), st.empty() if reserved else None
    if clock is None or clock.tell is not page_clock.nobody:
        yield
        return
    bar = Bar(place)
    words = _("This is being computed …")
    with _told(bar, clock, lambda now, most: bar.show_time(now, most, words)):
        yield


@contextmanager
def _told(bar: Bar, clock: page_clock.PageClock | None, tick: page_clock.Tick) -> Iterator[None]:
    """Meanwhile the page's clock tells the bar."""
    before = clock.tell if clock else page_clock.nobody
    if clock:
        clock.tell = tick
    try:
        yield
    finally:
        if clock:
            clock.tell = before
        bar.go()
