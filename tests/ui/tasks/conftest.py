"""Fixtures of the page Tasks."""

from support.page_fixtures import only_tasks, read, trained

__all__ = ["only_tasks", "read", "trained"]
