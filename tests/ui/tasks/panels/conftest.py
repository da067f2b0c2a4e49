"""The page Tasks, for the tests of its panels."""

import pytest


@pytest.fixture
def opened(read, only_tasks):
    return lambda **query: read("pages/tasks.py", **query)
