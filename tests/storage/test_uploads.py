"""What readers upload is kept as theirs, and counted."""

import pytest

from rnnviz.settings.settings import Settings
from rnnviz.storage import datasets, uploads
from rnnviz.storage.database import Database


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))
    found = Database(tmp_path / "store.sqlite")
    yield found
    found.close()


@pytest.fixture
def limits(monkeypatch):
    return lambda **given: monkeypatch.setattr(uploads, "current", lambda: Settings(**given))


def test_what_is_kept_is_its_owners(store):
    one = uploads.keep(store, "me", b"one")
    other = uploads.keep(store, "me", b"other")
    assert uploads.keep(store, "you", b"one") == one
    assert set(uploads.keys_of(store, "me")) == {one, other}
    assert uploads.keys_of(store, "you") == [one]
    assert uploads.keys_of(store, "nobody") == []
    assert datasets.load(one) == b"one"


def test_an_owner_has_so_many_and_the_same_again(store, limits):
    limits(uploads=2)
    kept = [uploads.keep(store, "me", data) for data in (b"a", b"b")]
    with pytest.raises(ValueError, match="2 of your files are kept here already; allowed are up to 2"):
        uploads.keep(store, "me", b"c")
    assert not (datasets.folder() / datasets.key_of(b"c")).exists()
    assert uploads.keep(store, "me", b"a") == kept[0]
    assert uploads.keep(store, "you", b"c")


def test_what_is_too_large_is_refused_before_anything_is_written(store, limits):
    limits(upload_bytes=1000)
    uploads.keep(store, "me", b"a" * 1000)
    with pytest.raises(ValueError, match="allowed here are up to 0"):
        uploads.keep(store, "me", b"a" * 1001)
    assert len(list(datasets.folder().iterdir())) == 1


def test_a_file_is_no_larger_than_is_allowed_and_than_its_kind_is_read(limits):
    uploads.check_size(20_000_000, 20_000_000)
    with pytest.raises(ValueError, match="MB; allowed here are up to 10"):
        uploads.check_size(20_000_000, 10_000_000)
    limits(upload_bytes=5_000_000)
    with pytest.raises(ValueError, match="MB; allowed here are up to 5"):
        uploads.check_size(8_000_000, 10_000_000)
