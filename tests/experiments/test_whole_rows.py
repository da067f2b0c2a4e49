"""What is read of an experiment for a file, and what is entered from one."""

from dataclasses import replace

import pytest
from support.exported import MADE, told, trained

from rnnviz.experiments.whole_rows import (
    EnteredTraining,
    alike,
    enter,
    frame_rows,
    sizes_of,
    whole_rows,
)
from rnnviz.storage.clock import clock

ONE = MADE["echo"]()


@pytest.fixture
def id(store):
    return trained(store, ONE)


def read(store, id):
    whole = whole_rows(store, id)
    row = whole.row
    frames = [frame_rows(store, id, head, ONE.networks) for head in whole.heads]
    entered = EnteredTraining(
        row.experiment,
        row.title,
        row.created,
        True,
        row.samples,
        whole.stride,
        row.message,
        whole.blocks,
    )
    return entered, frames


def test_what_is_read_is_entered(store, id):
    entered, frames = read(store, id)
    copied = enter(store, "you", entered, frames)
    assert store.row(copied).owner == "you"
    assert told(store, copied) == told(store, id)


def test_the_same_is_found_of_its_owner_alone(store, id):
    entered, frames = read(store, id)
    heads = [frame.head for frame in frames]
    assert alike(store, "me", entered, heads, frames[-1]) == id
    assert alike(store, "you", entered, heads, frames[-1]) is None
    assert alike(store, "me", entered, heads[:-1], frames[-2]) is None
    assert alike(store, "me", entered._replace(blocks=entered.blocks[:-1]), heads, frames[-1]) is None
    assert alike(store, "me", entered, heads, frames[-1]._replace(states=(b"", b""))) is None
    other = ONE.model_copy(update={"seed": 9})
    assert alike(store, "me", entered._replace(experiment=other), heads, frames[-1]) is None


def test_nothing_is_entered_where_a_frame_fails(store, id):
    entered, frames = read(store, id)

    def half():
        yield frames[0]
        raise ValueError("the file ends here")

    def counted():
        tables = ("experiments", "frames", "checkpoints", "curves")
        return [store.rows(f"SELECT count(*) FROM {table}") for table in tables]

    before = counted()
    with pytest.raises(ValueError, match="the file ends here"):
        enter(store, "you", entered, half())
    assert counted() == before


def test_one_from_the_future_was_made_now(store, id):
    entered, frames = read(store, id)
    copied = enter(store, "you", entered._replace(created=clock.now() + 1e9), frames)
    assert store.row(copied).created <= clock.now()


def test_what_had_not_finished_is_stopped(store, id):
    entered, frames = read(store, id)
    row = store.row(enter(store, "you", entered._replace(finished=False), frames[:1]))
    assert (row.status, str(row.message)) == ("stopped", "Stopped; it can go on from here.")


def test_a_frame_that_is_gone_or_damaged_is_none(store, id):
    heads = store.frames(id)
    assert frame_rows(store, id, replace(heads[0], number=99), 2) is None
    assert frame_rows(store, id, heads[0], 3) is None
    store.rows("UPDATE checkpoints SET updates = 77 WHERE experiment = ? AND run = 1", id)
    assert frame_rows(store, id, heads[0], 2) is None


def test_how_much_there_is_of_one(store, id):
    frames = read(store, id)[1]
    found = sizes_of(store, id)
    assert found.checkpoints == len(frames) * ONE.networks
    assert found.states == sum(len(state) for frame in frames for state in frame.states)
    assert found.newest == sum(map(len, frames[-1].states))
    assert found.points > 0
    assert sizes_of(store, store.add(ONE)) == (0, 0, 0, 0, 0)
