"""The page Tasks, for the tests of what it is made of."""

import pytest
from support.page_fixtures import only_tasks, read, store_file, trained

__all__ = ["only_tasks", "opened", "read", "store_file", "trained"]


@pytest.fixture
def opened(read, only_tasks):
    return lambda **query: read("pages/tasks.py", **query)
