"""A page with its code, as a reader opens it."""

import pytest
import streamlit as st
from support.page_fixtures import read, store_file
from support.run_script import run_source

from rnnviz.ui.frame import page as frame

__all__ = ["coded", "read", "store_file"]


@pytest.fixture
def coded(read, store_file, monkeypatch):
    """Opens a page and its code; gives the reader and what its two scripts leave behind, where they
    need no file."""
    every = frame.PAGES

    def go(file, runs=True, **query):
        monkeypatch.setattr(frame, "PAGES", tuple(one for one in every if one.file == file))
        here = read(file, **query)
        here.press("Show the code")
        scripts = [one.value for one in here.at.get("code") if one.value.startswith("# ")]
        return here, [run_source([script], {}) for script in scripts] if runs else scripts

    yield go
    st.cache_resource.clear()
