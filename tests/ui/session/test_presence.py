"""A lecturer whose window is connected is alive; one whose window has gone is not."""

import pytest
from support.waiting import until

from rnnviz.lectures import claim, live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.ui.session import presence
from rnnviz.ui.session.presence import Presence
from rnnviz.ui.session.presenter_session import Presenter


@pytest.fixture
def held(store):
    """Somebody who holds a lecture about a race, and was alive long ago; their window is seen."""
    code, secret = live_session.begin(store, Lecture(title="t", scenes=(Scene(),)))
    claim.claim(store, code, secret, "race")
    presenter = Presenter(code, secret)
    with store.transaction() as run:
        run("UPDATE halls SET alive = 1, wall = ?", (presenter.token,))
    return presenter


@pytest.fixture
def here():
    """The windows of a process, watched by hand, and which of them are connected."""
    connected: set[str] = set()
    found = Presence(connected.__contains__)
    found.watch = found.done  # type: ignore[assignment]
    return found, connected


def test_a_window_that_is_connected_is_a_sign_of_life(store, held, here):
    windows, connected = here
    connected.add("session")
    windows.note("session", held, store)
    assert not claim.is_claimed(store, "race")
    windows.look(store)
    assert claim.is_claimed(store, "race")
    windows.note("session", None, store)  # it has left the lecture
    with store.transaction() as run:
        run("UPDATE halls SET alive = 1")
    windows.look(store)
    assert not claim.is_claimed(store, "race")


def test_one_that_has_gone_is_none_and_makes_room_for_another(store, held, here):
    windows, _ = here
    windows.note("session", held, store)
    windows.look(store)
    assert not claim.is_claimed(store, "race")
    assert store.rows("SELECT wall FROM halls") == [("",)]
    assert windows.windows == {}


def test_it_looks_by_itself(store, held, monkeypatch):
    monkeypatch.setattr(presence, "EVERY", 0.01)
    windows = Presence(lambda session: True)
    windows.note("session", held, store)
    until(lambda: claim.is_claimed(store, "race"))
    windows.done.set()
    windows.watch.join()


def test_without_a_browser_nothing_is_noted():
    presence.note()
    assert presence._here.windows == {} and presence._here.watch is None
