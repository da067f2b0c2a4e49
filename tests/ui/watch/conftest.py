"""A loop that was watched into the one store of all sessions."""

import pytest


@pytest.fixture(autouse=True)
def own_loops(own_store):
    """Every test here has one."""
