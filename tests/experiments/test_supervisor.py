"""Workers are started, missed when they die, and sent back and on."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from support.waiting import until
from support.workers import (
    LONG,
    SHORT,
    assert_as_expected,
    begin,
    kill,
    paused,
    same,
    wait_for,
    wait_for_updates,
)

from rnnviz.experiments import supervisor, ticker
from rnnviz.experiments.commands import Stop, UpdateOnce


def test_a_killed_worker_is_noticed_and_goes_on_exactly(store, many):
    id = begin(store)
    first = wait_for_updates(store, id, 50)
    kill(store.row(id))
    row = until(lambda: supervisor.tend(store) or ((row := store.row(id)).status == "died" and row))
    assert str(row.message).startswith("Its worker was ended")
    assert "Resume" in str(row.message)
    last = store.last_frame(id)
    supervisor.resume(id, store)
    wait_for_updates(store, id, last.runs[0].updates + 50)
    assert last.runs[0].updates >= first.runs[0].updates
    end = paused(store, id)
    assert end.seconds > last.seconds
    assert_as_expected(end, LONG)
    updates = store.curves(id, 10**9)[0].updates
    assert (np.diff(updates) > 0).all()


def test_the_end_of_a_child_is_noticed_at_once(store, many, monkeypatch):
    monkeypatch.setattr(ticker, "BUSY", 60.0)  # nothing but the end itself wakes it
    id = begin(store)
    wait_for(store, id, "running")
    running = ticker.Ticker(store)
    running.start()
    until(lambda: supervisor._ended._waiters)
    kill(store.row(id))
    begun = time.monotonic()
    until(lambda: store.row(id).status == "died")
    assert time.monotonic() - begun < 5.0
    store.remove(id)
    monkeypatch.setattr(ticker.Ticker, "_tick", lambda self: None)
    with supervisor._ended:
        supervisor._ends += 1
        supervisor._ended.notify_all()
    running.join(5)


def test_two_threads_may_see_the_same_worker_end(store, many, monkeypatch):
    for _ in range(3):
        begin(store)
    for child in supervisor._children.values():
        child.kill()
        child.wait(20)
    all_of_them, dead = threading.Barrier(8), supervisor._dead

    def together(row):
        all_of_them.wait(20)
        return dead(row)

    monkeypatch.setattr(supervisor, "_dead", together)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(supervisor.tend, store) for _ in range(8)]:
            done.result()
    assert not supervisor._children
    assert {row.status for row in store.experiments()} == {"died"}


def test_reset_gives_the_same_numbers_again(store, many):
    id = begin(store)
    wait_for_updates(store, id, 20)
    frame = paused(store, id)
    old = store.row(id).worker
    supervisor.reset(id, store)
    until(lambda: store.row(id).status == "running")
    assert store.row(id).worker != old
    again = paused(store, id)
    assert store.frame(id, 0).runs[0].updates == 0
    for _ in range(2):
        for one in (frame, again):
            assert_as_expected(one, LONG)


def test_undo_goes_back_to_a_frame_and_on_from_there(store, many):
    id = begin(store)
    until(lambda: len(store.frames(id)) >= 4)
    paused(store, id)
    heads = store.frames(id)
    there = store.frame(id, heads[1].number)
    supervisor.undo(id, heads[1].number, store)
    row = wait_for(store, id, "paused")  # as it was before
    assert row.samples == there.samples
    same(store.last_frame(id), there)
    assert [head.number for head in store.frames(id)] == [heads[0].number, heads[1].number]
    store.command(id, UpdateOnce())
    after = wait_for_updates(store, id, there.runs[0].updates + 1)
    assert_as_expected(after, LONG)
    supervisor.undo(id, heads[0].number, store, paused=False)
    wait_for(store, id, "running")


def test_what_has_no_core_waits_and_says_so(store, monkeypatch):
    monkeypatch.setattr(supervisor, "cores", lambda: 1)
    first = begin(store)
    second, third = begin(store, SHORT), begin(store, SHORT)
    assert [store.row(id).status for id in (second, third)] == ["queued", "queued"]
    assert "waits for its turn" in str(store.row(second).message)
    supervisor.tend(store)
    assert store.row(second).worker is None
    wait_for(store, first, "running")
    store.command(first, Stop())
    wait_for(store, first, "stopped")
    # the workers hand the core on themselves: nobody looks
    wait_for(store, second, "finished")
    wait_for(store, third, "finished")


def test_what_cannot_be_started_says_so(store, many, monkeypatch):
    monkeypatch.setattr(supervisor.sys, "executable", "/nowhere/python")
    id = begin(store)
    row = store.row(id)
    assert row.status == "died"
    assert "could be started" in str(row.message)


@pytest.mark.skipif(os.name == "nt", reason="needs a program that ends at once")
def test_a_worker_that_ends_before_its_first_word_is_noticed(store, many, monkeypatch):
    monkeypatch.setattr(supervisor.sys, "executable", "/bin/false")
    id = begin(store)
    row = until(lambda: supervisor.tend(store) or ((row := store.row(id)).status == "died" and row))
    assert "did not start" in str(row.message)


@pytest.fixture
def resting(store, monkeypatch):
    """An experiment that rests in a long pause, and nobody to wake it."""
    monkeypatch.setattr(supervisor, "cores", lambda: 0)
    id = store.add(SHORT)
    store.rows("UPDATE experiments SET status = 'paused'")
    return id


def test_one_that_rests_makes_one_update_and_goes_on(store, resting):
    supervisor.update_once(resting, store)
    row = store.row(resting)
    assert (row.status, row.paused) == ("queued", True)
    assert "waits for its turn" in str(row.message)
    assert store.rows("SELECT name FROM commands") == [("step",)]


def test_one_that_rests_goes_on(store, resting):
    supervisor.resume(resting, store)
    row = store.row(resting)
    assert (row.status, row.paused) == ("queued", False)
