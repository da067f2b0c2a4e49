"""What a worker writes stays small, loses nothing, and is refused once the experiment is another's."""

import numpy as np
import pytest
from support.own_race import advance, own

from rnnviz.experiments import frame_writer
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.training.curve import MOST, points
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


def test_frames_are_thinned_evenly_and_the_first_and_last_stay(store, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_FRAMES", 20)
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for number in range(100):
        advance(pen, race)
        heads = store.frames(id)
        assert len(heads) <= 20
        assert (heads[0].number, heads[-1].number) == (0, number)
    apart = np.diff([head.number for head in heads])
    assert len(heads) >= 10
    assert set(apart[:-1]) == {8}
    assert apart[-1] <= 8


def test_large_networks_keep_fewer_frames(store, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_BYTES", 0)
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    for _ in range(50):
        advance(pen, race)
        assert len(store.frames(id)) <= frame_writer.FEWEST_FRAMES
    assert [head.number for head in store.frames(id)] == [0, 49]


def test_a_diverged_run_keeps_its_last_good_parameters(store):
    experiment = Experiment(samples=60_000, runs=[Run(batch=20, optimizer="sgd"), Run(batch=20)])
    id = store.add(experiment)
    pen, race = own(store, id), Race(experiment)
    pen.open(2)
    advance(pen, race, 5)
    good = store.last_frame(id).runs[0]
    race.learners[0].engine.vector[:] = np.nan
    advance(pen, race, 3)
    bad, healthy = store.last_frame(id).runs
    assert (bad.status, bad.diverged_at, bad.updates) == ("diverged", 6, 5)
    assert bad.checkpoint == good.checkpoint
    assert np.isnan(bad.loss)
    assert healthy.updates == 8
    assert store.row(id).samples == 8 * 5 * 20
    curve = store.curves(id)[0]
    assert curve.updates.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.isnan(curve.loss[-1])
    assert len(curve.means()[0]) == 5


def test_a_long_curve_stays_small_with_its_extremes_and_its_means(store, rng):
    experiment = Experiment(runs=[Run()])
    id = store.add(experiment)
    pen = own(store, id)
    pen.open(1)
    losses, norms = rng.normal(1.0, 0.1, 60_000), rng.lognormal(0.0, 1.0, 60_000)
    losses[31_234], norms[17_171], losses[50] = 9.0, 99.0, -5.0
    tail, made = pen.tails[0], 0
    for size in rng.integers(1, 900, 200):
        part = slice(made, min(made + size, len(losses)))
        tail.add(points(made + 1, losses[part], norms[part], tail.total))
        made = part.stop
        with store.transaction() as run:
            merged = pen._write_tail(run, 0)
        tail.stand(merged, frame_writer.BLOCK)
    assert made == len(losses)
    ((kept,),) = store.rows("SELECT sum(length(points)) / 32 FROM curves")
    assert MOST / 4 < kept < MOST * 1.2
    curve = store.curves(id)[0]
    assert len(curve.loss) <= 800
    assert (np.diff(curve.updates) > 0).all()
    assert curve.loss.max() == 9.0
    assert curve.loss.min() == -5.0
    assert curve.gradient_norm.max() == 99.0
    where = curve.updates.astype(int)
    np.testing.assert_array_equal(curve.loss, losses[where - 1])
    np.testing.assert_allclose(curve.total, np.cumsum(losses)[where - 1])
    samples, means = curve.means(10)
    ends = (samples / 1000).astype(int)
    expected = [part.mean() for part in np.split(losses, ends[:-1])]
    np.testing.assert_allclose(means, expected)


def test_a_full_disk_is_said_and_what_was_stored_stays(store):
    id = store.add(SHORT)
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race, 3)
    ((count,),) = store.rows("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count = {count}")
    for _ in range(400):
        race.step()
    packed = pen.pack(race.frame(1.0), race.learners)
    with pytest.raises(StoreError, match="full") as error:
        pen.write(packed, "running")
    assert error.value.kind == "full"
    assert [head.number for head in store.frames(id)] == [0]
    assert len(store.curves(id)[0].loss) == 3
    store.rows("PRAGMA max_page_count = 100000")
    pen.write(packed, "running")
    assert [head.number for head in store.frames(id)] == [0, 1]
    assert store.last_frame(id).runs[0].updates == 403
    assert len(store.curves(id)[0].loss) == 403


def test_curves_of_many_seeds_keep_fewer_points_each_and_are_as_long(store):
    experiment = Experiment(samples=10**9, seeds=16, runs=[Run(batch=20, hidden=2)] * 16)
    pen = own(store, store.add(experiment))
    pen.open(experiment.networks)
    assert pen.most_points == frame_writer.FEWEST_POINTS
    pen.open(16)
    assert pen.most_points == MOST  # as ever
    pen.open(32)
    assert pen.most_points == MOST // 2
    losses = np.linspace(2.0, 1.0, 20_000)
    for part in np.split(losses, 100):
        tail = pen.tails[17]
        tail.add(points(int(tail.closed.shape[1] and tail.closed[0, -1]) + 1, part, part, tail.total))
        with store.transaction() as run:
            merged = pen._write_tail(run, 17)
        tail.stand(merged, frame_writer.BLOCK)
    ((count,),) = store.rows("SELECT sum(length(points)) / 32 FROM curves WHERE run = 17")
    assert count <= MOST // 2 + 2 * frame_writer.BLOCK
    assert tail.total == pytest.approx(losses.sum())


def test_a_seed_that_diverged_keeps_its_last_good_parameters(store):
    experiment = Experiment(samples=60_000, seeds=3, runs=[Run(batch=20)])
    id = store.add(experiment)
    pen, race = own(store, id), Race(experiment)
    pen.open(experiment.networks)
    advance(pen, race, 5)
    good = store.last_frame(id).runs[0].seeds[1]
    race.learners[1].parameters["all"][:] = np.nan
    advance(pen, race, 3)
    (run,) = store.last_frame(id).runs
    assert [one.status for one in run.seeds] == ["running", "diverged", "running"]
    assert (run.status, run.diverged_at, run.updates) == ("running", None, 8)
    assert (run.seeds[1].diverged_at, run.seeds[1].updates) == (6, 5)
    assert run.seeds[1].checkpoint == good.checkpoint
    assert store.row(id).samples == 8 * 5 * 20
