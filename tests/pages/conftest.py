"""Fixtures of all pages."""

import pytest
import streamlit as st
from support.reader import Reader

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
