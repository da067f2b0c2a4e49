"""Fixtures of all pages."""

from support.page_fixtures import only_tasks, read, store, store_file, trained

__all__ = ["only_tasks", "read", "store", "store_file", "trained"]
