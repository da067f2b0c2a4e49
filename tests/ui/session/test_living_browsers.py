from collections import defaultdict

import pytest

from rnnviz.ui.session import browser, living_browsers, streamlit_private


@pytest.fixture
def sessions(monkeypatch):
    """The sessions that are connected, and a browser that comes in one of them."""
    connected = set()
    monkeypatch.setattr(living_browsers, "_sessions", defaultdict(set))
    monkeypatch.setattr(streamlit_private, "is_connected", lambda session: session in connected)

    def comes(owner, session):
        monkeypatch.setattr(browser, "owner", lambda: owner)
        monkeypatch.setattr(streamlit_private, "session_id", lambda: session)
        connected.add(session)
        living_browsers.note()

    return connected, comes


def test_a_browser_is_here_as_long_as_one_of_its_pages_is(sessions):
    connected, comes = sessions
    assert not living_browsers.is_here("one")
    comes("one", "a")
    comes("one", "b")
    comes("other", "c")
    connected.discard("a")
    assert living_browsers.is_here("one")
    connected.discard("b")
    assert not living_browsers.is_here("one")
    assert living_browsers.is_here("other")
    comes("one", "d")
    assert living_browsers.is_here("one")


def test_who_is_nobody_is_not_here(sessions):
    _, comes = sessions
    comes("", "a")
    assert not living_browsers.is_here("")
