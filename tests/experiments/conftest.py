"""A store whose workers end with the test."""

import pytest

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield store
    for row in store.experiments():
        store.remove(row.id)  # so that every worker still at one ends by itself
    for child in list(supervisor._children.values()):
        child.wait(20)
    supervisor._children.clear()
    store.close()


@pytest.fixture
def many(monkeypatch):
    """As many cores as anybody wants."""
    monkeypatch.setattr(supervisor, "cores", lambda: 99)
