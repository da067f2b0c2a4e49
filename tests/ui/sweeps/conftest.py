"""Pages of these tests have stores of their own, and workers that never start."""

import pytest
from support.page_fixtures import read, store, store_file
from support.reader import Reader
from support.stored_sweeps import WORDS

from rnnviz.experiments import supervisor
from rnnviz.ui.frame import page as frame

__all__ = ["read", "store", "store_file"]
PAGE = "pages/phase.py"


@pytest.fixture
def opened(store_file, monkeypatch):
    """Opens the page at the small sweep, or at what else the address says."""
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))
    monkeypatch.setattr(supervisor, "start", lambda id, store: None)
    return lambda **query: Reader(PAGE, **(WORDS | query))
