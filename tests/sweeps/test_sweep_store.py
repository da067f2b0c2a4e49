"""Sweeps as rows of the store, and what a page polls."""

import math

import numpy as np
import pytest
from support.small_sweeps import small

from rnnviz.experiments.row import SWEEP
from rnnviz.storage.database import StoreError
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.result import floors_of
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.sweep_writer import SweepWriter
from rnnviz.sweeps.training import CellRun, TrainedRun
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment


def working(store, id):
    """What writes for a sweep that has a worker."""
    assert store.assign(id, "mine", 9, 9)
    return SweepWriter(store, id, "mine")


def trained(cell, seed, loss=0.4, samples=100):
    return TrainedRun(CellRun(cell, seed, samples), loss, math.isnan(loss), 0.5)


def test_a_sweep_is_stored_beside_experiments_and_is_none(store):
    made, sweeps = small(title=" a\nmap "), SweepStore(store)
    id, other = sweeps.add(made, "me"), store.add(Experiment(), owner="me")
    assert sweeps.sweep(id) == made
    row = sweeps.row(id)
    assert (row.kind, row.owner, row.title, row.total) == (SWEEP, "me", "a map", made.runs * 100)
    # the pages of single trainings do not see it, the queue does
    assert [one.id for one in store.experiments()] == [other]
    assert [one.id for one in store.newest_of(["me"], 9)] == [other]
    assert store.newest_with(made.digest[:8]) is None
    first = made.cells[0].experiment
    with store.transaction() as run:  # even if it were known by what its row has for an experiment
        run("UPDATE experiments SET digest = ?, status = 'finished' WHERE id = ?", (first.digest, id))
    assert store.newest(first) is store.newest(first, "me") is store.finished(first) is None
    assert store.newest_with(first.digest) is None
    with store.transaction() as run:
        run("UPDATE experiments SET digest = ?, status = 'queued' WHERE id = ?", (made.digest, id))
    assert [one.id for one in store.waiting()] == [id, other]
    store.rename(id, "named", "me")
    store.rows("INSERT INTO frames VALUES (?, 0, 0, 0.0)", id)  # as what has begun has
    assert store.named("me", 9) == []
    with pytest.raises(StoreError, match="no sweep"):
        sweeps.sweep(other)
    with pytest.raises(StoreError, match="no sweep"):
        sweeps.row("?")


def test_the_newest_are_found_by_owner_and_by_what_they_are(store):
    made, sweeps = small(), SweepStore(store)
    ids = [sweeps.add(made, owner) for owner in ("me", "you", "me")]
    assert sweeps.newest_of(["me"], 9) == [ids[2], ids[0]]
    assert sweeps.newest_of(["me", "you"], 2) == [ids[2], ids[1]]
    assert sweeps.newest(made) == ids[2]
    assert sweeps.newest(made, "you") == ids[1]
    assert sweeps.newest(made.model_copy(update={"title": "x"}), "you") == ids[1]
    assert sweeps.newest(small(seeds=1)) is None


def test_results_come_into_their_places(store):
    made, sweeps = small(3, 2), SweepStore(store)
    id = sweeps.add(made)
    empty = sweeps.results(id)
    assert np.isnan(empty.share).all() and empty.share.shape == (1, 2, 3)
    writer = working(store, id)
    nothing, everything = floors_of(made.cells[0].experiment.task)
    half = (nothing + everything) / 2
    writer.record([trained(4, 0, nothing), trained(4, 1, half), trained(0, 1, math.nan)], 7.5)
    found = sweeps.results(id)
    assert found is not empty and found is sweeps.results(id)
    assert found.share[0, 1, 1] == pytest.approx(0.25)
    assert found.loss[0, 1, 1] == pytest.approx((nothing + half) / 2)
    assert (found.diverged[0, 0, 0], found.diverged[0, 1, 1], found.share[0, 0, 0]) == (1.0, 0.0, 0.0)
    assert np.isnan(found.loss[0, 0, 0])
    assert found.seeds.tolist() == [[[1, 0, 0], [0, 2, 0]]]
    assert np.isnan(found.share).sum() == 4
    progress = sweeps.progress(id)
    assert (progress.done, progress.failed, progress.total, progress.seconds) == (3, 0, 12, 7.5)
    assert store.row(id).samples == 300


def test_what_is_missing_is_what_has_not_come_and_has_not_failed(store):
    made, sweeps = small(3, 2), SweepStore(store)
    id = sweeps.add(made)
    assert list(sweeps.missing(id)) == list(coarse_first(made))
    writer = working(store, id)
    writer.record([trained(4, 0), trained(4, 1)], 1.0)
    writer.mark(2, Message("It needs more memory than there is."), 1.0)
    left = list(sweeps.missing(id))
    assert left == [run for run in coarse_first(made) if run.cell not in (2, 4)]
    found = sweeps.results(id)
    assert {cell: str(said) for cell, said in found.failed.items()} == {
        2: "It needs more memory than there is."
    }
    assert sweeps.progress(id).failed == 1


def test_a_cell_is_asked_for_more_samples(store):
    made, sweeps = small(2, 2), SweepStore(store)
    id = sweeps.add(made)
    writer = working(store, id)
    writer.record([trained(run.cell, run.seed) for run in coarse_first(made)], 1.0)
    writer.mark(3, Message("It needs more memory than there is."), 1.0)
    assert list(sweeps.missing(id)) == []
    sweeps.ask_for_more(id, [1, 3], 400)
    sweeps.ask_for_more(id, [1], 300)
    assert set(sweeps.missing(id)) == {CellRun(cell, seed, 400) for cell in (1, 3) for seed in (0, 1)}
    assert sweeps.progress(id).done == 4
    writer.record([trained(1, 0, 0.3, 400), trained(1, 1, 0.3, 400)], 1.0)
    assert sweeps.results(id).cells[1].samples == 400
    assert sweeps.progress(id).done == 6
    assert sweeps.results(id).failed == {}
    with pytest.raises(StoreError, match="no cell 4"):
        sweeps.ask_for_more(id, [4], 400)


def test_a_sweep_of_another_rnnviz_is_said_to_be_one(store):
    sweeps = SweepStore(store)
    id = sweeps.add(small())
    with store.transaction() as run:
        run("UPDATE sweeps SET checksum = NULL, sweep = '{\"x\": 3}' WHERE id = ?", (id,))
    with pytest.raises(StoreError, match="makes no sense to this rnnviz"):
        sweeps.sweep(id)


def test_what_the_disk_has_changed_is_missing_and_trained_again(store):
    made, sweeps = small(2, 2), SweepStore(store)
    id = sweeps.add(made, "me")
    working(store, id).record([trained(0, 0), trained(1, 0)], 1.0)
    before, left = sweeps.results(id), len(list(sweeps.missing(id)))
    with store.transaction() as run:
        run("UPDATE sweep_runs SET loss = loss * 0.9 WHERE sweep = ? AND cell = 1", (id,))
        run("UPDATE sweeps SET changes = changes + 1 WHERE id = ?", (id,))
    after = sweeps.results(id)
    assert before.cells.keys() == {0, 1}
    assert after.cells.keys() == {0}
    assert len(list(sweeps.missing(id))) == left + 1
    with store.transaction() as run:
        run("UPDATE sweeps SET sweep = replace(sweep, 'tanh', 'relu') || ' ' WHERE id = ?", (id,))
    with pytest.raises(StoreError, match="A stored sweep is damaged"):
        sweeps.sweep(id)


def test_all_of_it_goes_with_it(store):
    made, sweeps = small(2, 2), SweepStore(store)
    id = sweeps.add(made, "me")
    working(store, id).record([trained(0, 0)], 1.0)
    assert not store.remove(id, "you")
    assert store.remove(id, "me")
    for table in ("sweeps", "sweep_runs", "sweep_cells"):
        assert store.rows(f"SELECT count(*) FROM {table}") == [(0,)]
