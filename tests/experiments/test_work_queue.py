"""Whose turn it is, and what becomes of those that rest, wait or hold a core without using it."""

import pytest
from support.workers import SHORT

from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Pause, Resume, Stop, UpdateOnce
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.status import Status
from rnnviz.experiments.work_queue import CROWD


def turns(store, most=1, of_owner=99):
    """Give everybody a worker whose turn it is; the owners in that order."""
    found, asked = [], set()
    while waiting := [one.id for one in store.waiting() if one.id not in asked]:
        asked.add(waiting[0])
        if store.assign(waiting[0], "w", most, of_owner):
            found.append(store.row(waiting[0]).owner)
    return found


def test_owners_take_turns(store):
    for owner in "aaabbc":
        store.add(SHORT, owner=owner)
    assert turns(store, 5) == ["a", "b", "c", "a", "b"]
    assert [store.row(one.id).owner for one in store.waiting()] == ["a"]


def test_one_owner_has_no_more_than_may_be_while_others_go_on(store):
    for owner in "aaab":
        store.add(SHORT, owner=owner)
    assert turns(store, 9, of_owner=2) == ["a", "b", "a"]
    (waits,) = store.waiting()
    assert waits.told
    assert "2 trainings of one person" in str(store.row(waits.id).message)


def at_work(store, idle=False):
    id = store.add(SHORT)
    assert store.assign(id, "w", 99, 999)
    FrameWriter(store, id, "w").beat(Status.RUNNING, idle=idle)
    return id


def test_who_mostly_waits_takes_no_core_until_there_is_a_crowd(store):
    assert store.has_core(1)
    first = at_work(store, idle=True)
    assert store.has_core(1)
    for _ in range(CROWD - 1):
        at_work(store, idle=True)
    assert not store.has_core(1)
    store.give_way(1)
    assert store.has_core(1)
    assert [one.id for one in store.waiting()] == [first]  # at the end of the queue
    at_work(store)
    assert not store.has_core(1)
    store.give_way(1)
    assert len(store.working()) == CROWD


def test_cores_that_are_taken_are_counted(store):
    assert store.busy() == 0
    for idle in (False, True, False):
        at_work(store, idle)
    assert store.busy() == 2


@pytest.fixture
def resting(store):
    """An experiment whose worker has given its core back in a pause."""
    id = store.add(SHORT)
    assert store.assign(id, "w", 9, 9)
    pen = FrameWriter(store, id, "w")
    pen.beat(Status.PAUSED)
    assert pen.rest()
    return id


def test_what_rests_is_paused_and_has_no_worker(store, resting):
    row = store.row(resting)
    assert (row.status, row.worker) == (Status.PAUSED, None)
    assert store.has_core(1)
    assert store.command(resting, Pause())
    assert store.command(resting, ChangeSpeed(2.0))
    assert (store.row(resting).status, store.row(resting).speed) == (Status.PAUSED, 2.0)


@pytest.mark.parametrize("command", [UpdateOnce(), ChangeRate(0, 0.5)])
def test_what_is_commanded_of_one_that_rests_wakes_it_paused(store, resting, command):
    assert store.command(resting, command)
    row = store.row(resting)
    assert (row.status, row.paused) == (Status.QUEUED, True)
    assert store.assign(resting, "v", 9, 9)
    assert FrameWriter(store, resting, "v").commands() == [command]


def test_one_that_rests_goes_on_or_stops(store, resting):
    assert store.command(resting, Resume())
    assert (store.row(resting).status, store.row(resting).paused) == (Status.QUEUED, False)
    assert store.command(resting, Stop())
    assert store.row(resting).status == Status.STOPPED


def test_one_that_rests_can_be_stopped(store, resting):
    assert store.command(resting, Stop())
    assert "can go on" in str(store.row(resting).message)


def test_a_command_that_comes_as_it_lies_down_is_obeyed(store):
    id = store.add(SHORT)
    assert store.assign(id, "w", 9, 9)
    pen = FrameWriter(store, id, "w")
    pen.beat(Status.PAUSED)
    store.command(id, Resume())
    assert not pen.rest()
    assert pen.commands() == [Resume()]
