"""What all tests share: one source of randomness, a store that is not the user's own, no thread that
looks after stores, and no example that fails because the machine was busy."""

import numpy as np
import pytest
from hypothesis import settings

from rnnviz.experiments import ticker
from rnnviz.experiments.store import Store

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def path(tmp_path):
    """Where the test's own store is."""
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path):
    """A store of the test's own."""
    store = Store(path)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def not_the_users_store(tmp_path_factory, monkeypatch):
    """What a test opens without a word is empty, whatever this machine's user has trained."""
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path_factory.mktemp("unnamed") / "store.sqlite"))


@pytest.fixture(autouse=True)
def no_ticker(monkeypatch):
    """Nobody starts or buries workers behind a test's back: what a page needs of it, its test says."""
    monkeypatch.setattr(ticker, "start", lambda store: None)
