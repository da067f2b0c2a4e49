"""Pages for the tests of their parts."""

import pytest
from support.page_fixtures import store_file
from support.reader import Reader

from rnnviz.ui.frame import page as frame

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
