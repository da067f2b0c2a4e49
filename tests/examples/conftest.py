"""Watched loops of the examples write into stores of the tests' own."""

import pytest


@pytest.fixture(autouse=True)
def own_store(path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(path))
