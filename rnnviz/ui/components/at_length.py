"""What may take longer than a second: a bar says so then, and how far it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.session import page_clock

PATIENCE = 1.0  # seconds without a word
AGAIN = 0.5  # seconds between two words
Tell = Callable[[float, str], None]


@contextmanager
def at_length(words: str) -> Iterator[Tell]:
    """Do something that may take long, in pieces that look up (`text/allowance.py`): it ends when its
    browser has gone or the page's time is up, and a bar stands here as long as it takes. Gives what may
    be told how far it is, from 0 to 1, and what it is at."""
    place, clock = st.empty(), page_clock.clock()
    begun = time.monotonic()
    last = begun + PATIENCE - AGAIN

    def show(share: float, said: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= AGAIN:
            last = now
            place.progress(min(max(share, 0.0), 1.0), said)

    told = False

    def tell(share: float, name: str) -> None:
        nonlocal told
        told = True
        show(share, f"{words} `{name}`" if name else words)

    def tick(now: float, most: float) -> None:
        if not told:
            spent = now - begun
            said = _("{words} {seconds:.0f} of at most {most:.0f} seconds")
            show(spent / most, said.format(words=words, seconds=spent, most=most))

    before = clock.tell if clock else None
    if clock:
        clock.tell = tick
    try:
        yield tell
    finally:
        if clock and before:
            clock.tell = before
        place.empty()
