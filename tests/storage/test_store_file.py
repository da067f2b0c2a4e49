"""Whose file it is, and what becomes of one that is moved, deleted or replaced while it is used."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from rnnviz.experiments.store import Store
from rnnviz.storage import store_file
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.store_file import APPLICATION
from rnnviz.training.experiment import Experiment

FOREIGN = (
    "CREATE TABLE bookmarks (title TEXT)",
    "INSERT INTO bookmarks VALUES ('a')",
)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "store.sqlite"


@pytest.fixture
def store(store):
    store.add(Experiment(), "mine")
    return store


moves = pytest.mark.skipif(os.name == "nt", reason="Windows does not move a file that is in use")


def titles(store):
    return [row.title for row in store.experiments()]


def titles_in(path):
    with closing(Store(path)) as store:
        return titles(store)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(path, *statements, mode="DELETE"):
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(f"PRAGMA journal_mode={mode}")
        for statement in statements:
            file.execute(statement)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize(
    "statements",
    [
        FOREIGN,
        (*FOREIGN, "PRAGMA user_version=3"),
        ("PRAGMA application_id=7", "PRAGMA user_version=1"),
        ("CREATE TABLE experiments (id TEXT)", "PRAGMA user_version=1"),
    ],
)
def test_a_file_of_another_program_is_refused_and_left_as_it_is(path, statements, mode):
    made(path, *statements, mode=mode)
    before = contents(path.parent)
    with pytest.raises(StoreError, match="belongs to another program") as refused:
        Database(path)
    assert refused.value.kind is ErrorKind.OTHERS
    assert contents(path.parent) == before


def test_one_in_use_by_another_program_is_left_as_it_is(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        for statement in FOREIGN:
            other.execute(statement)
        with pytest.raises(StoreError, match="belongs to another program"):
            Database(path)
        assert other.execute("SELECT title FROM bookmarks").fetchall() == [("a",)]


def test_a_store_says_that_it_is_one(store, path):
    assert store.rows("PRAGMA application_id") == [(APPLICATION,)]
    store.rows("PRAGMA application_id=0")  # as one of an earlier version
    store.close()
    with closing(Store(path)) as again:
        assert titles(again) == ["mine"]
        assert again.rows("PRAGMA application_id") == [(APPLICATION,)]


def test_an_empty_file_becomes_a_store(path):
    path.touch()
    with closing(Database(path)) as store:
        assert store.rows("SELECT * FROM experiments") == []


@pytest.mark.parametrize("version", [0, -7])
def test_a_version_that_cannot_be_is_damage(store, path, version):
    store.rows(f"PRAGMA user_version={version}")
    store.close()
    with pytest.raises(StoreError, match="damaged"):
        Store(path)


@moves
def test_a_file_that_was_deleted_is_noticed_and_an_empty_one_made(store, path):
    path.unlink()
    assert titles(store) == []
    assert "moved or deleted" in str(store.happened.message)
    store.add(Experiment(), "new")
    assert titles_in(path) == ["new"]
    assert store.happened.number == 1


@moves
def test_a_file_that_was_moved_takes_all_along(store, path, tmp_path):
    """Also what SQLite had written ahead for it, in a file that stayed behind."""
    elsewhere = path.rename(tmp_path / "elsewhere.sqlite")
    with store.transaction() as run:  # that it is used comes first, for whatever it is used
        run("UPDATE experiments SET title = 'another'")
    assert titles(store) == []
    assert titles_in(elsewhere) == ["mine"]


@moves
def test_a_folder_that_was_moved_is_noticed(store, path, tmp_path):
    elsewhere = path.parent.rename(tmp_path / "elsewhere")
    assert titles(store) == []
    assert titles_in(elsewhere / path.name) == ["mine"]
    assert path.exists()


@moves
def test_a_file_that_was_replaced_is_noticed(store, path, tmp_path):
    """By an older copy, say."""
    older = tmp_path / "older.sqlite"
    with closing(sqlite3.connect(older)) as copy:
        store.connection.backup(copy)
    store.add(Experiment(), "later")
    older.replace(path)
    assert titles(store) == ["mine"]
    assert "replaced" in str(store.happened.message)
    store.add(Experiment(), "after")
    assert titles_in(path) == ["after", "mine"]
    assert store.rows("PRAGMA integrity_check") == [("ok",)]


@moves
def test_two_servers_notice_the_same(store, path, tmp_path):
    with closing(Store(path)) as other:
        older = tmp_path / "older.sqlite"
        with closing(sqlite3.connect(older)) as copy:
            store.connection.backup(copy)
        store.add(Experiment(), "later")
        assert titles(other) == ["later", "mine"]
        older.replace(path)
        assert titles(store) == titles(other) == ["mine"]
        store.add(Experiment(), "one")
        other.add(Experiment(), "two")
        assert titles(store) == titles(other) == ["two", "one", "mine"]
        assert store.rows("PRAGMA integrity_check") == [("ok",)]


@moves
def test_what_was_written_ahead_is_not_lost_with_its_file(store, path):
    store.add(Experiment(), "later")
    path.with_name("store.sqlite-wal").unlink()
    assert titles(store) == ["later", "mine"]
    assert "-wal" in str(store.happened.message)
    store.add(Experiment(), "after")
    assert titles_in(path) == ["after", "later", "mine"]


@moves
def test_one_that_cannot_be_opened_is_tried_again(store, path, tmp_path):
    kept = tmp_path / "kept.sqlite"
    with closing(sqlite3.connect(kept)) as copy:
        store.connection.backup(copy)
    (tmp_path / "garbage").write_bytes(b"no store of rnnviz" * 100)
    (tmp_path / "garbage").replace(path)
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"):
            store.experiments()
    shutil.move(kept, path)
    assert titles(store) == ["mine"]


@moves
def test_who_does_not_follow_is_told(path):
    Store(path).close()
    with closing(Store(path, follows=False)) as store:
        path.rename(path.with_name("elsewhere"))
        for _ in range(2):
            with pytest.raises(StoreError, match="moved, deleted or replaced") as told:
                store.experiments()
            assert told.value.kind is ErrorKind.MOVED
        assert not path.exists()


def test_a_store_that_stands_still_is_the_same(store, path):
    before = store_file.identities(path)
    store.add(Experiment())
    with closing(Store(path)) as other:
        other.add(Experiment())
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store_file.identities(path) == before
    assert store.happened is None
