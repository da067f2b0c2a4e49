"""The page Runs with a store of its own, and workers that never start."""

import pytest
from support.page_fixtures import read, store, store_file
from support.reader import Reader

from rnnviz.experiments import supervisor
from rnnviz.ui.frame import page as frame

__all__ = ["read", "store", "store_file"]
PAGE = "pages/runs.py"


@pytest.fixture
def opened(store_file, monkeypatch):
    """Opens the page at an address."""
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))
    monkeypatch.setattr(supervisor, "start", lambda id, store: None)
    return lambda **query: Reader(PAGE, **query)
