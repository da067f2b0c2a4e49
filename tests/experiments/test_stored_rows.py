"""What is written of a frame and a curve comes back, and nothing else passes for it."""

from dataclasses import replace

import numpy as np
import pytest
from support.own_race import advance, own

from rnnviz.experiments.stored_rows import COLUMNS, checksum, decode, encode, read_measures, values_of
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


@pytest.fixture
def id(store):
    """An experiment of three frames."""
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(3):
        advance(pen, race, 200)
    return id


@pytest.mark.parametrize(
    "change",
    [
        "loss = loss + 1e-9",
        "gradient_norm = NULL",
        "total = -total",
        "updates = updates + 1",
        "status = 'finished'",
        "measures = '{\"a\": 0.5}'",
        "measures = '{'",
        "held_out = 1.0",
        "state = zeroblob(length(state))",
        "state = 'text'",
        "checksum = x'00000000'",
    ],
)
def test_a_row_that_was_changed_is_said_and_the_frame_before_is_there(store, id, change):
    store.rows(f"UPDATE checkpoints SET {change} WHERE experiment = ? AND frame = 2", id)
    with pytest.raises(StoreError, match="is damaged"):
        store.frame(id, 2)
    found = store.last_whole_frame(id)
    assert found.frame.number == 1
    assert "at 60,000 samples is damaged; what was stored before, at 40,000" in str(found.problem)
    assert not store.whole_frame(id, 1).problem


def test_the_time_of_a_frame_is_covered_too(store, id):
    store.rows("UPDATE frames SET samples = samples + 1 WHERE experiment = ? AND number = 2", id)
    assert store.last_whole_frame(id).frame.number == 1


def test_without_a_whole_frame_nothing_stands_in(store, id):
    store.rows("UPDATE checkpoints SET loss = 7.0 WHERE experiment = ?", id)
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        store.last_whole_frame(id)


def test_what_was_stored_before_there_were_checksums_is_read(store, id):
    wanted = store.last_frame(id)
    store.rows("UPDATE checkpoints SET checksum = NULL WHERE experiment = ?", id)
    store.rows("UPDATE curves SET checksum = NULL WHERE experiment = ?", id)
    assert store.last_frame(id).runs[0].checkpoint == wanted.runs[0].checkpoint
    assert len(store.curves(id)[0].loss) == 600
    # without it, too, nonsense is no trace
    store.rows("UPDATE checkpoints SET measures = '[', status = 'asleep' WHERE experiment = ?", id)
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        store.last_frame(id)
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        store.measures(id)


def test_a_run_that_is_missing_is_said(store, id):
    store.rows("DELETE FROM checkpoints WHERE experiment = ? AND frame = 2 AND run = 1", id)
    with pytest.raises(StoreError, match=r"Frame 2 .* is damaged: it has 1 runs"):
        store.frame(id, 2)
    assert [len(of) for of in store.measures(id)] == [2, 2]
    assert len(store.course(store.row(id)).measured) == 3


def test_numbers_that_are_no_numbers_have_a_checksum_too(store, id):
    run = replace(store.last_frame(id).runs[0], loss=np.inf, gradient_norm=np.nan, total=-0.0)
    values = values_of(run)
    assert values[COLUMNS.index("gradient_norm")] is None
    head = store.frames(id)[-1]
    store.rows(
        f"UPDATE checkpoints SET ({', '.join(COLUMNS)}, checksum) = ({'?, ' * len(COLUMNS)}?) "
        "WHERE experiment = ? AND frame = 2 AND run = 0",
        *values,
        checksum(head, 0, values, run.checkpoint),
        id,
    )
    again = store.last_frame(id).runs[0]
    assert (again.loss, again.total) == (np.inf, 0.0)
    assert np.isnan(again.gradient_norm)


def test_a_damaged_block_of_a_curve_is_left_out(store, id):
    blocks = store.rows("SELECT block FROM curves WHERE experiment = ? AND run = 0", id)
    assert len(blocks) > 1
    assert not store.course(store.row(id)).is_damaged
    store.rows(
        "UPDATE curves SET points = zeroblob(length(points)) "
        "WHERE experiment = ? AND run = 0 AND block = 0",
        id,
    )
    course = store.course(store.row(id))
    assert course.is_damaged
    mine, other = course.curves
    assert 0 < len(mine.loss) < len(other.loss) == 600
    store.requeue(id, 1)  # where it is dropped
    assert not store.course(store.row(id)).is_damaged


def test_points_come_back():
    points = np.arange(12.0).reshape(4, 3)
    (again,) = decode([encode(points), (b"short", None), (None, None), (points.tobytes(), b"1234")])
    np.testing.assert_array_equal(again, points)


def test_measures_are_shares_by_name():
    assert read_measures('{"a": 0.5}') == {"a": 0.5}
    for text in ("[1]", "{", None, '{"a": "b"}', "[" * 10_000):
        with pytest.raises(StoreError, match="damaged"):
            read_measures(text)
