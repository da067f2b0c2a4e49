import pytest
from support.sessions import Session

from rnnviz.experiments.store import Store
from rnnviz.ui.session import store as session_store


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The one store of all sessions."""
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(session_store, "_store", lambda: store)
    yield store
    store.close()


@pytest.fixture
def session():
    """A session in which parts of pages are drawn."""
    return Session()
