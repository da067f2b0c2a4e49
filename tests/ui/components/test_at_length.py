"""Something that takes long says so after a second, and how far it is."""

from types import SimpleNamespace

import pytest
import streamlit as st
from support.sessions import Session

from rnnviz.settings.settings import Settings
from rnnviz.text.allowance import TooMuch, pause
from rnnviz.ui.components import at_length as module
from rnnviz.ui.components.at_length import at_length, at_length_if_ever
from rnnviz.ui.session import page_clock


@pytest.fixture
def shown(monkeypatch):
    """What the bar shows."""
    said = []
    place = SimpleNamespace(
        progress=lambda share, words: said.append((round(share, 2), words)),
        empty=lambda: said.append("empty"),
    )
    monkeypatch.setattr(module.st, "empty", lambda: place)
    return said


@pytest.fixture
def clock(monkeypatch):
    """The time, to be moved on."""
    now = SimpleNamespace(time=0.0)
    monkeypatch.setattr(module.time, "monotonic", lambda: now.time)
    return now


def test_what_is_quick_says_nothing(shown, clock):
    with at_length("Counting …") as tell:
        clock.time = 0.9
        tell(0.5, "a")
    assert shown == ["empty"]


def test_what_takes_long_says_how_far_it_is(shown, clock):
    with at_length("Counting …") as tell:
        for clock.time, share in ((1.0, 0.1), (1.1, 0.2), (1.6, 0.3), (3.0, 7.0)):
            tell(share, "W")
    assert shown == [
        (0.1, "Counting … `W`"),
        (0.3, "Counting … `W`"),
        (1.0, "Counting … `W`"),
        "empty",
    ]


def test_what_tells_nothing_says_how_much_of_its_time_is_gone(shown, clock, monkeypatch):
    monkeypatch.setattr(page_clock, "current", lambda: Settings(page_seconds=10.0))
    with page_clock.timed():
        with at_length("Thinking …"):
            for clock.time in (0.5, 2.0, 5.0):
                pause()
        clock.time = 6.0
        pause()
    assert shown == [
        (0.2, "Thinking … 2 of at most 10 seconds"),
        (0.5, "Thinking … 5 of at most 10 seconds"),
        "empty",
    ]


def test_however_it_ends_the_bar_goes(shown):
    with pytest.raises(TooMuch), at_length("Counting …"):
        raise TooMuch("enough")
    assert shown == ["empty"]


def test_on_a_page_nothing_stays_of_it():
    there = Session()

    def act():
        with at_length("Counting …") as tell:
            tell(0.5, "")

    there(act)
    assert there.html == ""


def test_what_seldom_takes_long_has_a_bar_only_then(shown, clock, monkeypatch):
    monkeypatch.setattr(page_clock, "current", lambda: Settings(page_seconds=10.0))
    with page_clock.timed():
        with at_length_if_ever():
            clock.time = 0.5
            pause()
        assert shown == []
        with at_length_if_ever(), at_length_if_ever():  # one bar
            clock.time = 5.5
            pause()
    assert shown == [(0.5, "This is being computed … 5 of at most 10 seconds"), "empty"]


def test_what_has_a_bar_around_it_shows_none_of_its_own(shown, clock, monkeypatch):
    monkeypatch.setattr(page_clock, "current", lambda: Settings(page_seconds=10.0))
    with page_clock.timed(), at_length("Thinking …"), at_length_if_ever():
        clock.time = 2.0
        pause()
    assert shown == [(0.2, "Thinking … 2 of at most 10 seconds"), "empty"]


def test_where_nobody_counts_nothing_is_shown(shown):
    with at_length_if_ever():
        pause()
    assert shown == []


@pytest.mark.parametrize("reserved", [True, False])
def test_what_follows_stays_in_its_place_only_where_the_bars_is_reserved(reserved, monkeypatch):
    monkeypatch.setattr(page_clock, "EVERY", 0.0)
    there, places = Session(), []

    def act():
        with page_clock.timed():
            with at_length_if_ever(reserved=reserved):
                pause()
            st.text("below")

    for patience in (1e6, 0.0, 1e6):
        monkeypatch.setattr(module, "PATIENCE", patience)
        there(act)
        places += [place for place, found in there.at.main.children.items() if found.type == "text"]
    assert (len(set(places)) == 1) is reserved
