"""Frames go to the store beside the loop, which waits for none of them and is never ended by one."""

import sqlite3
import threading
import warnings
from contextlib import closing

import pytest
from support.waiting import until

from rnnviz.storage import database
from rnnviz.text.message import Message
from rnnviz.watch import loop_writer
from rnnviz.watch.loop_store import LoopStatus, LoopStore
from rnnviz.watch.loop_writer import LoopEnd, LoopWriter

SAID = Message("It starts.")


@pytest.fixture
def loops(path):
    found = LoopStore(path)
    yield found
    found.close()


@pytest.fixture
def writer(path):
    found = LoopWriter("my run", path=path)
    yield found
    found.close()


def test_frames_come_into_the_store_and_the_end_with_them(writer, loops):
    writer.message = SAID
    writer.put(1, {"weight": 0.5}, lambda: b"first")
    until(lambda: writer.id and loops.heads(writer.id))
    assert loops.loop(writer.id).status == LoopStatus.LIVE
    writer.put(9, {"weight": 0.25}, lambda: b"last")
    writer.close()
    one = loops.loop(writer.id)
    assert (one.name, one.status, one.calls, one.message) == ("my run", LoopStatus.CLOSED, 9, SAID)
    found = loops.frame(one.id, one.newest)
    assert (found.head.call, found.norms, found.packed) == (9, {"weight": 0.25}, b"last")
    assert found.head.seconds >= 0.0
    writer.put(10, {}, lambda: b"too late")
    assert loops.loop(one.id).newest == one.newest


def test_the_end_is_that_of_the_loop_and_not_of_its_last_frame(writer, loops):
    ends = Message("It ends.")
    writer.ending = lambda: LoopEnd(14, lambda: ends)
    writer.put(10, {}, lambda: b"last", lambda: SAID)
    until(lambda: writer.id and loops.loop(writer.id).message == SAID)
    assert loops.loop(writer.id).calls == 10
    writer.close()
    one = loops.loop(writer.id)
    assert (one.status, one.calls, one.message) == (LoopStatus.CLOSED, 14, ends)
    assert writer.ending is None  # nothing of the loop is held


def test_an_end_that_nobody_knows_is_that_of_the_last_frame(writer, loops, caplog):
    writer.ending = lambda: 1 / 0
    writer.put(10, {}, lambda: b"last", lambda: SAID)
    writer.close()
    one = loops.loop(writer.id)
    assert (one.status, one.calls, one.message) == (LoopStatus.CLOSED, 10, SAID)
    assert "How the loop my run has ended is not known." in caplog.text


def test_nothing_is_opened_for_a_loop_without_a_frame(path):
    LoopWriter("none", path=path).close()
    assert not path.exists()


def test_the_newest_frame_is_written_where_the_store_is_slower(writer, loops):
    is_packing, may_go_on = threading.Event(), threading.Event()

    def slow():
        is_packing.set()
        assert may_go_on.wait(20)
        return b"slow"

    writer.put(0, {}, slow)
    assert is_packing.wait(20)
    for call in range(1, 50):
        writer.put(call, {}, lambda call=call: b"%d" % call)
    may_go_on.set()
    writer.close()
    assert [loops.frame(writer.id, head.number).packed for head in loops.heads(writer.id)] == [
        b"slow",
        b"49",
    ]


def test_a_locked_store_costs_frames_and_one_warning(writer, loops, path, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 0.01)
    monkeypatch.setattr(loop_writer, "BEAT", 0.01)
    said = []
    monkeypatch.setattr(warnings, "warn", lambda text, *rest, **more: said.append(text))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.put(0, {}, lambda: b"lost")
        until(lambda: said)
        writer.put(1, {}, lambda: b"newest")
        other.execute("ROLLBACK")
    until(lambda: writer.id and loops.heads(writer.id))
    assert loops.frame(writer.id, loops.loop(writer.id).newest).packed == b"newest"
    writer.close()
    assert len(said) == 1
    assert "Of the loop my run nothing is stored for the moment" in said[0]
    assert "The training goes on." in said[0]
    assert loops.loop(writer.id).status == LoopStatus.CLOSED


def test_a_full_store_costs_frames_and_one_warning(writer, loops, monkeypatch):
    monkeypatch.setattr(loop_writer, "BEAT", 0.01)
    said = []
    monkeypatch.setattr(warnings, "warn", lambda text, *rest, **more: said.append(text))
    writer.put(0, {}, lambda: b"first")
    until(lambda: writer.id and loops.heads(writer.id))
    run = writer._store.connection.execute
    (pages,) = run("PRAGMA page_count").fetchone()
    run(f"PRAGMA max_page_count = {pages}")
    writer.put(1, {}, lambda: b"x" * 100_000)
    until(lambda: said)
    writer.put(2, {}, lambda: b"y" * 100_000)
    run("PRAGMA max_page_count = 1000000")
    until(lambda: len(loops.heads(writer.id)) > 1)
    writer.close()
    assert len(said) == 1
    assert "full" in said[0]
    kept = [loops.frame(writer.id, head.number).packed[:1] for head in loops.heads(writer.id)]
    assert kept in ([b"f", b"y"], [b"f", b"x", b"y"])


def test_a_frame_that_cannot_be_packed_ends_the_frames_alone(writer, loops, caplog):
    writer.put(0, {}, lambda: 1 / 0)
    until(lambda: writer._over)
    assert "division by zero" in caplog.text  # warnings are errors here, so it is logged
    writer.put(1, {}, lambda: b"no more")
    assert loops.heads(writer.id) == []


def test_a_loop_that_is_removed_is_written_no_more(writer, loops, monkeypatch):
    monkeypatch.setattr(loop_writer, "BEAT", 0.01)
    writer.put(0, {}, lambda: b"first")
    until(lambda: writer.id and loops.heads(writer.id))
    loops.remove_loop(writer.id, ("",))
    until(lambda: writer._over)
    writer.close()
    assert loops.loops(("",), 5) == []
