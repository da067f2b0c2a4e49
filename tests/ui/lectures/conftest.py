import pytest
from support.sessions import Session


@pytest.fixture
def session():
    """A session in which parts of pages are drawn."""
    return Session()
