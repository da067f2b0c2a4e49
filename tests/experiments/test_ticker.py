"""The thread that tends a store: what it notices and how soon, when it ends, what it costs."""

import logging
import threading
import time

import pytest
from support.waiting import until

from rnnviz.experiments import supervisor, ticker
from rnnviz.experiments.store import Store
from rnnviz.experiments.ticker import Ticker
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment

start = ticker.start  # as it is outside of tests


@pytest.fixture
def store(store):
    yield store
    store.close()
    for running in ticker._tickers.values():
        running.join(5)
    ticker._tickers.clear()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(ticker, "BUSY", 0.01)
    monkeypatch.setattr(ticker, "IDLE", 0.01)


@pytest.fixture
def tended(monkeypatch):
    """The stores that were tended, one for every time."""
    found = []
    monkeypatch.setattr(supervisor, "tend", lambda store: found.append(store.path))
    return found


def working(store, **columns):
    """An experiment with a worker, and what is known of that."""
    id = store.add(Experiment())
    known = {"worker": "w", "status": "running", "heartbeat": time.time()} | columns
    setting = ", ".join(f"{name} = ?" for name in known)
    with store.transaction() as run:
        run(f"UPDATE experiments SET {setting} WHERE id = ?", (*known.values(), id))
    return id


def test_it_tends_a_store_again_and_again_until_that_is_closed(store, tended, quick):
    start(store)
    until(lambda: len(tended) > 3)
    store.close()
    until(lambda: not ticker._tickers[store.path].is_alive())
    assert set(tended) == {store.path}


def test_there_is_one_for_every_file(store, tended, quick, tmp_path):
    for _ in range(3):
        start(store)
    other = Store(tmp_path / "other.sqlite")
    start(other)
    assert sum(isinstance(thread, Ticker) for thread in threading.enumerate()) == 2
    other.close()


def test_a_store_that_was_closed_and_opened_again_has_a_new_one(store, tended, quick):
    start(store)
    first = ticker._tickers[store.path]
    store.close()
    again = Store(store.path)
    start(again)
    assert ticker._tickers[store.path] is not first
    tended.clear()
    until(lambda: tended)
    again.close()


def test_nobody_keeps_a_store_for_it(tmp_path, tended, quick):
    forgotten = Store(tmp_path / "forgotten.sqlite")
    start(forgotten)
    running = ticker._tickers[forgotten.path]
    connection = forgotten.connection
    del forgotten
    until(lambda: not running.is_alive())
    connection.close()


def test_what_goes_wrong_is_logged_once_and_tried_again(store, monkeypatch, quick, caplog):
    tries = []

    def tend(store):
        tries.append(store)
        if len(tries) < 5:
            raise StoreError("The disk is full.")
        if len(tries) < 8:
            raise KeyError("gone")

    monkeypatch.setattr(supervisor, "tend", tend)
    with caplog.at_level(logging.WARNING):
        start(store)
        until(lambda: len(tries) > 9)
    assert [record.message.split(": ", 1)[1] for record in caplog.records] == [
        "StoreError: The disk is full.",
        "KeyError: 'gone'",
    ]


def test_a_worker_that_is_nobodys_child_is_missed_when_it_falls_silent(store):
    id = working(store, pid=None, heartbeat=time.time())
    start(store)
    begun = time.monotonic()
    until(lambda: store.row(id).status == "died")
    assert time.monotonic() - begun < supervisor.SILENCE + 2 * ticker.BUSY + 0.3


def test_it_looks_seldom_while_nothing_is_under_way(store, monkeypatch):
    seldom = Ticker(store)
    assert seldom._tick() == ticker.IDLE
    working(store)
    assert seldom._tick() == ticker.BUSY
    monkeypatch.setattr(supervisor, "cores", lambda: 0)
    for row in store.working():
        store.remove(row.id)
    store.add(Experiment())
    assert seldom._tick() == ticker.BUSY


def test_an_end_is_waited_for_no_longer_than_asked_for():
    seen = supervisor.wait_for_an_end(-1, 1.0)
    begun = time.monotonic()
    assert supervisor.wait_for_an_end(seen, 0.02) == seen
    assert time.monotonic() - begun >= 0.02
