import pytest

from rnnviz.storage.database import StoreError
from rnnviz.ui.session.store import open_store


def test_a_server_has_one_store_at_the_place_that_is_named(store_file):
    store = open_store()
    assert store is open_store()
    assert store.path == store_file


def test_one_that_cannot_be_opened_is_a_sentence(store_file, monkeypatch):
    store_file.mkdir()
    with pytest.raises(StoreError, match=str(store_file)):
        open_store()
