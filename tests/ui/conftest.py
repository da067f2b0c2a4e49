"""Pages for the tests of their parts."""

import pytest
import streamlit as st
from support.reader import Reader

from rnnviz.ui.frame import page as frame

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
def store_file(tmp_path, monkeypatch):
    """A store of the test's own."""
    file = tmp_path / "store.db"
    monkeypatch.setenv("RNNVIZ_STORE", str(file))
    st.cache_resource.clear()  # the server keeps one store open
    yield file
    st.cache_resource.clear()
