"""What readers upload is kept as theirs, and counted."""

import math

import pytest

from rnnviz.settings.settings import Settings
from rnnviz.storage import datasets, uploads
from rnnviz.storage.clock import clock


@pytest.fixture
def store(store, path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(path))
    return store


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


@pytest.fixture
def later(monkeypatch):
    """The time of day, some seconds from now."""
    began = clock.now()
    monkeypatch.setattr(clock, "steady", lambda: math.inf)
    return lambda seconds: monkeypatch.setattr(clock, "now", lambda: began + seconds)


def is_there(key):
    return (datasets.folder() / key).exists()


def test_what_is_kept_is_listed_with_name_and_size(store, later):
    later(1)
    one = uploads.keep(store, "me", b"one", "one.csv")
    later(2)
    two = uploads.keep(store, "me", b"two!", "n" * 100)
    listed = [(kept.key, kept.name, kept.size) for kept in uploads.of_owner(store, "me")]
    assert listed == [(two, "n" * uploads.LONGEST_NAME, 4), (one, "one.csv", 3)]


def test_only_an_owner_removes_a_file_and_has_it_back(store, limits):
    limits(uploads=1)
    key = uploads.keep(store, "me", b"one", "one.csv")
    assert not uploads.remove(store, "you", key)
    assert uploads.remove(store, "me", key) and not uploads.remove(store, "me", key)
    assert uploads.keys_of(store, "me") == [] and datasets.load(key) == b"one"
    assert not uploads.take_back(store, "you", key)
    assert uploads.take_back(store, "me", key)
    assert [one.name for one in uploads.of_owner(store, "me")] == ["one.csv"]
    uploads.remove(store, "me", key)
    uploads.keep(store, "me", b"two")  # there is room
    with pytest.raises(ValueError, match="allowed are up to 1"):
        uploads.take_back(store, "me", key)


def test_data_go_an_hour_after_their_last_owner_has_removed_them(store, later):
    key, other = uploads.keep(store, "me", b"one"), uploads.keep(store, "me", b"two")
    uploads.keep(store, "you", b"one")
    uploads.remove(store, "me", key)
    uploads.remove(store, "me", other)
    later(uploads.UNDONE - 1)
    uploads.sweep(store)
    assert is_there(other) and uploads.take_back(store, "me", other)
    uploads.remove(store, "me", other)
    later(2 * uploads.UNDONE)
    uploads.sweep(store)
    assert (is_there(key), is_there(other)) == (True, False)
    assert not uploads.take_back(store, "me", other)
    uploads.remove(store, "you", key)
    later(4 * uploads.UNDONE)
    uploads.sweep(store)
    assert not is_there(key) and store.rows("SELECT * FROM uploads") == []
    assert uploads.keep(store, "me", b"one") == key and is_there(key)


@pytest.mark.parametrize("table", ["experiments", "lectures"])
def test_what_something_stored_needs_stays(store, later, table):
    key = uploads.keep(store, "me", b"one")
    needs = f'{{"task":{{"data":"{key}"}}}}'
    with store.transaction() as run:
        if table == "lectures":
            run("INSERT INTO lectures (id, title, changed, lecture) VALUES ('a', '', 0, ?)", (needs,))
        else:
            run(
                "INSERT INTO experiments (id, title, created, experiment, status, said, total) "
                "VALUES ('a', '', 0, ?, 'finished', '', 1)",
                (needs,),
            )
    uploads.remove(store, "me", key)
    later(2 * uploads.UNDONE)
    uploads.sweep(store)
    assert datasets.load(key) == b"one" and store.rows("SELECT * FROM uploads") == []


def test_a_clock_that_was_just_set_removes_nothing(store, later, monkeypatch):
    key = uploads.keep(store, "me", b"one")
    uploads.remove(store, "me", key)
    later(1e9)
    monkeypatch.setattr(clock, "steady", lambda: 10.0)
    uploads.sweep(store)
    assert is_there(key)


def test_what_cannot_be_written_is_nobodys(store, monkeypatch):
    def full(data):
        raise ValueError("The disk is full.")

    monkeypatch.setattr(datasets, "save", full)
    with pytest.raises(ValueError, match="full"):
        uploads.keep(store, "me", b"one")
    assert uploads.of_owner(store, "me") == []
