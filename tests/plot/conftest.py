"""A small loop that has been watched, and a publisher of a notebook's outputs."""

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from support.small_loop import Trained

from rnnviz.plot import live_display


@pytest.fixture
def trained():
    made = Trained()
    yield made
    made.watch.close()


@pytest.fixture
def outputs(monkeypatch):
    """What a cell of a notebook shows, as IPython itself keeps it."""
    publisher = CapturingDisplayPublisher()
    monkeypatch.setattr(live_display, "notebook", lambda: publisher)
    monkeypatch.setattr(live_display, "LEAST", 0.0)
    return publisher.outputs
