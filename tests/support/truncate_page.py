"""The page Truncate without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.frame import page as frame

PAGE = Path(__file__).parents[2] / "pages" / "truncate.py"


@pytest.fixture
def opened(store_file, monkeypatch):
    """Opens the page by an address."""
    # outside of its app a page has nobody to link to
    monkeypatch.setattr(frame, "PAGES", tuple(p for p in frame.PAGES if p.title == "Truncate"))

    def go(**query):
        at = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, text in query.items():
            at.query_params[name] = text
        at.run()
        assert not at.exception
        return at

    return go


def labels(at):
    """The buttons beside the sidebar."""
    return [button.label for button in at.main.button]


def said(at):
    """What the page notes."""
    return [element.proto.body for element in at.get("html") if 'class="notice"' in element.proto.body]
