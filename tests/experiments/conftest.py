"""A store whose workers end with the test."""

import pytest

from rnnviz.experiments import supervisor


@pytest.fixture
def store(store):
    yield store
    for row in [] if store.closed else store.experiments():
        store.remove(row.id)  # so that every worker still at one ends by itself
    for child in list(supervisor._children.values()):
        child.wait(20)
    supervisor._children.clear()


@pytest.fixture
def many(monkeypatch):
    """As many cores as anybody wants."""
    monkeypatch.setattr(supervisor, "cores", lambda: 99)
