"""Fixtures of tests that open pages; a folder's conftest takes those that it needs."""

import pytest
import streamlit as st
from support.reader import Reader

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.ui.frame import page as frame


@pytest.fixture
def store_file(tmp_path, monkeypatch):
    """A store of the test's own."""
    file = tmp_path / "store.db"
    monkeypatch.setenv("RNNVIZ_STORE", str(file))
    st.cache_resource.clear()  # the server keeps one store open
    yield file
    st.cache_resource.clear()


@pytest.fixture
def store(store_file):
    """The same, opened."""
    found = Store()
    yield found
    found.close()


@pytest.fixture
def only_tasks(store_file, monkeypatch):
    """The page Tasks by itself: outside of its app a page has nobody to link to."""
    alone = tuple(page for page in frame.PAGES if page.title == "Tasks")
    monkeypatch.setattr(frame, "PAGES", alone)


@pytest.fixture
def read():
    """Opens a page for a new reader."""

    def go(page: str = "app.py", **query: str) -> Reader:
        return Reader(page, **query)

    return go


@pytest.fixture
def trained(store_file, monkeypatch):
    """Trains an experiment to its end, here and now."""
    monkeypatch.setattr(supervisor, "tend", lambda store: None)

    def go(experiment, speed=None):
        store = Store(store_file)
        id = store.add(experiment)
        store.rows("UPDATE experiments SET worker = 'me', speed = ? WHERE id = ?", speed, id)
        Worker(store, id, "me").work()
        assert store.row(id).status == "finished"
        return id

    return go
