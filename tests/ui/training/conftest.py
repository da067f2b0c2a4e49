"""Fixtures of races on pages."""

from support.page_fixtures import store_file
from support.truncate_page import opened

__all__ = ["opened", "store_file"]
