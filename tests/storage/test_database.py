"""The file: found, opened by many, and a sentence for everything that can be wrong with it."""

import pickle
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage import database
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text import language
from rnnviz.training.experiment import Experiment

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


def test_the_environment_names_another_file(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "deep" / "down.sqlite"))
    Store().close()
    assert (tmp_path / "deep" / "down.sqlite").exists()
    monkeypatch.delenv("RNNVIZ_STORE")
    assert database.default_path().name == "rnnviz.sqlite"


def test_a_damaged_file_is_said_and_left_alone(path):
    path.write_bytes(b"This is no database, it only looks like a file. " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged") as error:
        Store(path)
    assert error.value.kind == "damaged"
    assert path.read_bytes() == before


def test_a_page_of_garbage_inside_is_said(store, path):
    id = store.add(SHORT)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    ((size,),) = store.rows("PRAGMA page_size")
    store.close()
    with path.open("r+b") as file:
        file.seek(size)
        file.write(b"\xa5" * (path.stat().st_size - size))
    with pytest.raises(StoreError, match="damaged"):
        Store(path).row(id)


def test_many_may_open_a_new_store_at_once(path):
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store(path), range(8)))
    ids = [store.add(SHORT) for store in stores]
    assert {row.id for row in stores[0].experiments()} == set(ids)
    for store in stores:
        store.close()


def test_a_locked_store_is_said_and_works_again_afterwards(monkeypatch, path):
    monkeypatch.setattr(database, "WAIT", 0.05)
    store = Store(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked") as error:
        store.add(SHORT)
    assert error.value.kind == "locked"
    assert store.experiments() == []
    other.execute("ROLLBACK")
    other.close()
    assert store.add(SHORT)
    store.close()


def test_a_store_that_cannot_be_written_is_said(store, tmp_path):
    store.rows("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="opened for writing"):
        store.add(SHORT)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="RNNVIZ_STORE"):
        Store(tmp_path / "file" / "store.sqlite")
    with pytest.raises(StoreError, match="RNNVIZ_STORE"):
        Store(tmp_path)


def test_an_old_store_is_brought_up_to_date_and_a_newer_one_refused(monkeypatch, path):
    store = Store(path)
    id = store.add(SHORT)
    store.close()
    more = (*database.MIGRATIONS, ("ALTER TABLE experiments ADD COLUMN colour TEXT",))
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", more)
        newer = Store(path)
        assert newer.row(id).experiment == SHORT
        assert newer.rows("SELECT colour FROM experiments") == [(None,)]
        newer.close()
    with pytest.raises(StoreError, match="newer"):
        Store(path)


def test_a_migration_that_fails_changes_nothing(monkeypatch, path):
    Store(path).close()
    more = (*database.MIGRATIONS, ("ALTER TABLE experiments ADD COLUMN a TEXT", "NONSENSE"))
    with monkeypatch.context() as later:
        later.setattr(database, "MIGRATIONS", more)
        with pytest.raises(StoreError):
            Store(path)
    store = Store(path)
    assert store.rows("PRAGMA user_version") == [(len(database.MIGRATIONS),)]
    store.close()


def test_what_it_says_is_said_in_the_readers_language(monkeypatch, tmp_path):
    with pytest.raises(StoreError) as refused:
        Database(tmp_path)
    assert refused.value.kind is ErrorKind.UNWRITABLE
    english = str(refused.value)
    assert english.startswith(f"The store {tmp_path} cannot be opened for writing.")
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert str(refused.value) != english
    assert str(tmp_path) in str(refused.value)
    again = pickle.loads(pickle.dumps(refused.value))
    assert (type(again), again.kind, again.message) == (
        StoreError,
        ErrorKind.UNWRITABLE,
        refused.value.message,
    )


def test_all_or_nothing_is_written(path):
    store = Database(path)

    def fail():
        with store.transaction() as run:
            run("CREATE TABLE a (b)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(StoreError, match="no such table"):
        store.rows("SELECT * FROM a")
    store.close()
    assert store.closed


def test_whoever_writes_is_noticed_and_whoever_reads_is_not(store, path):
    before = store.changes()
    store.experiments()
    assert store.changes() == before
    other = Store(path)
    opened = store.changes()
    other.experiments()
    assert store.changes() == opened
    other.add(SHORT)
    after = store.changes()
    assert after != opened
    store.add(SHORT)
    assert store.changes() != after
    other.close()
