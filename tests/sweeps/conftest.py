"""A store whose workers end with the test."""

import pytest
from support.waiting import PATIENCE

from rnnviz.experiments import supervisor


@pytest.fixture
def store(store):
    yield store
    if not store.closed:
        with store.transaction() as run:
            run("DELETE FROM experiments")  # so that every worker still at one ends by itself
    for child in list(supervisor._children.values()):
        child.wait(PATIENCE)
    supervisor._children.clear()
