"""What somebody else has finished is one's own at once, row for row."""

import pytest

from rnnviz.experiments.own_copy import own_copy
from rnnviz.experiments.worker import Worker
from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment

EXPERIMENT = Experiment(runs=(Run(hidden=3, batch=20), Run(hidden=4, batch=20)), samples=4_000)
OTHER = EXPERIMENT.model_copy(update={"seed": 1})


@pytest.fixture
def finished(store):
    id = store.add(EXPERIMENT, title="t", owner="me")
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    Worker(store, id, "w").work()
    assert store.row(id).status == "finished"
    return id


def stored(store, table, id):
    """All rows of a table that belong to an experiment, without what says whose they are."""
    found = store.rows(f"SELECT * FROM {table} WHERE experiment = ?", id)
    return [tuple(value for value in row if value != id) for row in found]


def test_a_copy_is_alike_in_everything_but_whose_it_is(store, finished):
    id = own_copy(store, EXPERIMENT, "you")
    mine, copied = store.row(finished), store.row(id)
    assert (mine.owner, copied.owner) == ("me", "you")
    assert copied.created >= mine.created and copied.worker is None and copied.pid is None
    assert (mine.title, copied.title) == ("t", "")  # what somebody calls theirs is told to nobody
    same = ("status", "samples", "total", "experiment", "heartbeat", "newest", "message")
    assert [getattr(mine, name) for name in same] == [getattr(copied, name) for name in same]
    for table in ("frames", "checkpoints", "curves"):
        rows = stored(store, table, finished)
        assert rows and stored(store, table, id) == rows
    assert store.newest(EXPERIMENT, "you").id == id
    for one, other in zip(store.last_frame(finished).runs, store.last_frame(id).runs, strict=True):
        assert one.checkpoint == other.checkpoint and one.loss == other.loss


def test_a_copy_goes_its_own_way(store, finished):
    id = own_copy(store, EXPERIMENT, "you")
    store.remove(finished)
    assert store.last_frame(id) is not None
    store.requeue(id, -1)
    assert store.frames(id) == []
    copied = own_copy(store, EXPERIMENT, "third")
    assert copied is None  # nobody has finished it any more


@pytest.mark.parametrize("status", ["queued", "running", "paused", "stopped", "died"])
def test_what_is_not_finished_or_another_one_is_not_copied(store, status, finished):
    assert own_copy(store, OTHER, "you") is None
    store.rows("UPDATE experiments SET status = ? WHERE id = ?", status, finished)
    assert own_copy(store, EXPERIMENT, "you") is None
    assert len(store.experiments()) == 1


def test_all_or_nothing_is_copied(store, finished, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.own_copy.TABLES", ("frames", "nothing"))
    with pytest.raises(Exception, match="could not be used"):
        own_copy(store, EXPERIMENT, "you")
    assert [row.id for row in store.experiments()] == [finished]


def test_a_store_that_is_full_takes_no_copy(store, finished, monkeypatch):
    monkeypatch.setattr(store, "used_bytes", lambda: 10**6)
    monkeypatch.setattr("rnnviz.experiments.admission.current", lambda: Settings(stored_bytes=10**6))
    with pytest.raises(Refusal, match="Remove a training"):
        own_copy(store, EXPERIMENT, "you")
    assert len(store.experiments()) == 1


def test_only_an_owner_removes_what_is_theirs(store, finished):
    for other in ("you", ""):
        store.remove(finished, other)
        assert store.row(finished).id == finished
    store.remove(finished, "me")
    assert store.experiments() == []
