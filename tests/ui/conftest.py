"""Pages for the tests of their parts."""

import pytest
from support.page_fixtures import store_file
from support.reader import Reader

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.ui.frame import page as frame
from rnnviz.ui.session import store as session_store

__all__ = ["store_file"]

PAGES = frame.PAGES


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
