"""Watched loops in the store: what is written is read again, thinned and whole."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest

from rnnviz.storage.clock import clock
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import NOTHING, Message
from rnnviz.watch.loop_store import (
    MOST_FRAMES,
    SILENCE,
    LoopFrame,
    LoopHead,
    LoopStatus,
    LoopStore,
)

PLENTY = 10**9  # bytes
SAID = Message("It starts.")


@pytest.fixture
def loops(path):
    found = LoopStore(path)
    yield found
    found.close()


def frame(number, packed=b"seen", norms=None):
    return LoopFrame(LoopHead(number, 100 * number, 0.5 * number), norms or {"weight": 1.5}, packed)


def test_what_is_written_of_a_loop_is_read(loops):
    id = loops.begin("my\nrun " + "x" * 100, 7)
    one = loops.loop(id)
    assert one.name.startswith("my run xxx")
    assert len(one.name) <= 60
    assert (one.pid, one.owner, one.newest, one.message) == (7, MACHINE, None, NOTHING)
    for number in range(3):
        assert loops.write(id, frame(number, bytes([number])), SAID, PLENTY)
    assert loops.heads(id) == [LoopHead(n, 100 * n, 0.5 * n) for n in range(3)]
    assert loops.frame(id, 1) == frame(1, b"\1")
    assert loops.norms(id) == [(head, {"weight": 1.5}) for head in loops.heads(id)]
    one = loops.loop(id)
    assert (one.newest, one.calls, one.message) == (2, 200, SAID)
    assert loops.loops((MACHINE,), 5) == [one]
    assert loops.loops(("somebody else",), 5) == []


def test_the_newest_loops_come_first(loops):
    ids = [loops.begin(name, 1) for name in "abc"]
    assert [one.id for one in loops.loops((MACHINE,), 2)] == ids[:0:-1]


def test_a_loop_lives_until_it_ends_or_falls_silent(loops, monkeypatch):
    id, other = loops.begin("a", 1), loops.begin("b", 1)
    assert loops.loop(id).status == LoopStatus.LIVE
    loops.beat(id, 5, NOTHING, ended=True)
    assert (loops.loop(id).status, loops.loop(id).calls) == (LoopStatus.CLOSED, 5)
    later = clock.now() + SILENCE + 1.0
    monkeypatch.setattr(type(clock), "age", lambda self, at: later - at)
    assert loops.loop(id).status == LoopStatus.CLOSED
    assert loops.loop(other).status == LoopStatus.SILENT


def test_frames_are_thinned_evenly_and_the_newest_stays(loops):
    id = loops.begin("long", 1)
    for number in range(3 * MOST_FRAMES):
        loops.write(id, frame(number), NOTHING, PLENTY)
    numbers = [head.number for head in loops.heads(id)]
    assert len(numbers) <= MOST_FRAMES
    assert numbers[0] == 0 and numbers[-1] == 3 * MOST_FRAMES - 1
    assert {b - a for a, b in pairwise(numbers[:-1])} == {4}


def test_in_the_place_of_a_frame_that_was_thinned_out_comes_the_first_after_it(loops):
    id = loops.begin("fast", 1)
    for number in range(2 * MOST_FRAMES):
        loops.write(id, frame(number), NOTHING, PLENTY)
    numbers = [head.number for head in loops.heads(id)]
    for gone in sorted(set(range(numbers[-10], numbers[-1])) - set(numbers)):
        assert loops.frame_from(id, gone).head.number == min(n for n in numbers if n > gone)
    assert loops.frame_from(id, numbers[-2]).head.number == numbers[-2]
    with pytest.raises(StoreError, match="is not kept any more"):
        loops.frame_from(id, numbers[-1] + 1)


@pytest.mark.parametrize(("size", "kept"), [(100, [0, 32, 49]), (10_000, [0, 49])])
def test_a_loop_keeps_to_its_bytes(loops, size, kept):
    id = loops.begin("large", 1)
    for number in range(50):
        loops.write(id, frame(number, b"x" * size), NOTHING, 400)
    assert [head.number for head in loops.heads(id)] == kept


def test_who_removes_a_loop_ends_its_writing(loops):
    id = loops.begin("gone", 1)
    loops.write(id, frame(0), NOTHING, PLENTY)
    assert not loops.remove_loop(id, ("somebody else",))
    assert loops.remove_loop(id, ("somebody else", MACHINE))
    assert not loops.remove_loop(id, (MACHINE,))
    assert not loops.write(id, frame(1), NOTHING, PLENTY)
    assert not loops.beat(id, 9, NOTHING)
    assert loops.rows("SELECT count(*) FROM loop_frames") == [(0,)]
    with pytest.raises(StoreError, match=f"There is no watched loop {id}"):
        loops.loop(id)


def test_a_frame_that_is_not_there_or_damaged_is_said_so(loops, path):
    id = loops.begin("a", 1)
    loops.write(id, frame(0), NOTHING, PLENTY)
    with pytest.raises(StoreError, match=f"Frame 3 of the watched loop {id} is not kept") as gone:
        loops.frame(id, 3)
    assert gone.value.kind == ErrorKind.MISSING
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE loop_frames SET packed = 'other'")
    with pytest.raises(StoreError, match="stored frame is damaged") as damaged:
        loops.frame(id, 0)
    assert damaged.value.kind == ErrorKind.DAMAGED
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE loop_frames SET norms = '[1]'")
        file.execute("UPDATE loops SET said = '?'")
    for read in (loops.norms, loops.loop):
        with pytest.raises(StoreError, match="is damaged"):
            read(id)
