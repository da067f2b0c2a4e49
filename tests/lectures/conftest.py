"""A store of its own for every test of a lecture."""

import pytest

from rnnviz.experiments.store import Store


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield store
    store.close()
