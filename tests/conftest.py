"""What all tests share: one source of randomness, and no thread that looks after stores."""

import numpy as np
import pytest

from rnnviz.experiments import ticker


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def no_ticker(monkeypatch):
    """Nobody starts or buries workers behind a test's back: what a page needs of it, its test says."""
    monkeypatch.setattr(ticker, "start", lambda store: None)
