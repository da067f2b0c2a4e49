"""What a sweep's worker writes, while the sweep is its own."""

import pytest
from support.small_sweeps import small, stored
from sweeps.test_sweep_store import trained, working

from rnnviz.experiments.frame_writer import Superseded
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.text.message import Message


def test_a_worker_that_was_superseded_writes_nothing(store):
    id = SweepStore(store).add(small())
    writer = working(store, id)
    writer.record([trained(0, 0)], 1.0)
    store.requeue(id)
    for write in (
        lambda: writer.record([trained(1, 0)], 2.0),
        lambda: writer.mark(1, Message("It needs more memory than there is."), 2.0),
    ):
        with pytest.raises(Superseded):
            write()
    assert stored(store, id).keys() == {(0, 0)}
    assert SweepStore(store).progress(id).version == 1


def test_every_write_is_another_version(store):
    sweeps = SweepStore(store)
    id = sweeps.add(small())
    writer = working(store, id)
    seen = {sweeps.progress(id).version}
    writer.record([trained(0, 0), trained(0, 1)], 1.0)
    seen.add(sweeps.progress(id).version)
    writer.mark(1, Message("It needs more memory than there is."), 2.0)
    seen.add(sweeps.progress(id).version)
    assert len(seen) == 3


def test_samples_are_those_of_all_runs_and_of_one_that_comes_again_the_newer_ones(store):
    id = SweepStore(store).add(small())
    writer = working(store, id)
    writer.record([trained(0, 0), trained(0, 1)], 1.0)
    assert store.row(id).samples == 200
    again = trained(0, 1)
    writer.record([again._replace(run=again.run._replace(samples=700)), trained(1, 0)], 1.0)
    assert store.row(id).samples == 900
    assert store.rows("SELECT sum(samples) FROM sweep_runs WHERE sweep = ?", id) == [(900,)]
