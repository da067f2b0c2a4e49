"""Fixtures of all pages."""

from support.page_fixtures import only_tasks, read, store_file, trained

__all__ = ["only_tasks", "read", "store_file", "trained"]
