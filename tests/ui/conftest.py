"""Pages for the tests of their parts."""

from contextlib import closing

import pytest
from support.own_race import OwnRace
from support.page_fixtures import store_file
from support.reader import Reader
from support.run_script import run_source

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.frame import page as frame
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session import watched_loops

__all__ = ["store_file"]

PAGES = frame.PAGES


@pytest.fixture
def store(store, monkeypatch):
    """The one store of all sessions."""
    monkeypatch.setattr(session_store, "_store", lambda: store)
    return store


@pytest.fixture
def own_store(store, monkeypatch):
    """The same, which loops are watched into, too, and for the machine's own user."""
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    monkeypatch.setattr(watched_loops, "open_store", lambda: store)
    monkeypatch.setattr(watched_loops.presenter_actions, "owners", lambda: ("",))
    watched_loops._loops.clear()
    yield store
    watched_loops._loops.clear()


@pytest.fixture
def kept(tmp_path):
    """A race of four frames, and its course."""
    made = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))
    with closing(Store(tmp_path / "store.sqlite")) as store:
        race = OwnRace(store, made)
        for _ in range(4):
            race.advance(3)
        yield race.row, store.course(race.row)


@pytest.fixture
def opened(monkeypatch):
    """Opens a page for a new reader, by its file."""

    def go(file: str, **query: str) -> Reader:
        # links to pages beside it could not be followed here
        pages = PAGES if file == "app.py" else tuple(page for page in PAGES if page.file == file)
        monkeypatch.setattr(frame, "PAGES", pages)
        return Reader(file, **query)

    return go


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A lecture that is held: its code and its secret."""
    store = Store(tmp_path / "lecture.sqlite")
    monkeypatch.setattr(session_store, "_store", lambda: store)
    yield live_session.begin(store, Lecture(title="t", scenes=(Scene(page="backpropagate"),)))
    store.close()


@pytest.fixture
def coded(store_file, monkeypatch):
    """Opens a page and its code; gives the reader and what its two scripts leave behind, where they
    need no file, or the scripts."""

    def go(file, runs=True, **query):
        pages = PAGES if file == "app.py" else tuple(page for page in PAGES if page.file == file)
        monkeypatch.setattr(frame, "PAGES", pages)
        here = Reader(file, **query)
        here.press("Show the code")
        found = [one.value for one in here.at.get("code") if one.value.startswith("# ")]
        return here, [run_source([script], {}) for script in found] if runs else found

    return go
