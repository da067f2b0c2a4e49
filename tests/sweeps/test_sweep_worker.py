"""A sweep's worker: trains what is missing, obeys, and what is killed goes on."""

import os
import signal

import pytest
from support.small_sweeps import small, stored, wait_for_end
from support.waiting import PATIENCE, until
from support.workers import kill

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import Pause, Resume, Stop
from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.sweeps import sweep_worker
from rnnviz.sweeps.steering import begin_sweep, resume_sweep
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.sweep_worker import SweepWorker
from rnnviz.sweeps.training import CellRun, train_runs
from rnnviz.training.experiment import Experiment

# long enough to be met at work
LONG = small(8, 8, run=Run(hidden=4, batch=10), samples=40_000)


def test_a_sweep_is_trained_to_its_end_and_paused_and_stopped_between(store):
    id = begin_sweep(LONG, "", store)
    sweeps = SweepStore(store)
    until(lambda: sweeps.progress(id).done, PATIENCE)
    store.command(id, Pause())
    until(lambda: sweeps.progress(id).status == "paused", PATIENCE)
    store.command(id, Resume())
    until(lambda: sweeps.progress(id).status == "running", PATIENCE)
    store.command(id, Stop())
    assert wait_for_end(store, id).status == "stopped"
    before = stored(store, id)
    assert 0 < len(before) < LONG.runs
    resume_sweep(id, store)
    end = wait_for_end(store, id)
    assert (end.status, end.done, end.failed) == ("finished", LONG.runs, 0)
    after = stored(store, id)
    assert before.items() <= after.items()
    assert end.seconds > 0.0
    some = {key: after[key] for key in list(after)[::9]}
    text = LONG.to_json()
    for (cell, seed), loss in some.items():
        (alone,) = train_runs(text, [CellRun(cell, seed, LONG.samples)])
        assert loss == pytest.approx(alone.loss, rel=1e-3)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_killed_worker_is_noticed_and_its_sweep_goes_on(store):
    id = begin_sweep(LONG, "", store)
    sweeps = SweepStore(store)
    until(lambda: sweeps.progress(id).done, PATIENCE)
    kill(store.row(id))
    end = wait_for_end(store, id)
    assert end.status == "died"
    assert "Resume goes on from there" in str(end.message)
    resume_sweep(id, store)
    assert wait_for_end(store, id).status == "finished"
    assert len(stored(store, id)) == LONG.runs


def inside(store, made):
    """A worker of a sweep in this process, before it has begun."""
    id = SweepStore(store).add(made)
    assert store.assign(id, "mine", 9, 9)
    return SweepWorker(store, id, "mine")


def test_cells_that_cannot_be_trained_are_marked_and_said(store, monkeypatch):
    worker = inside(store, small(2, 2))
    worker._open()
    monkeypatch.setattr(worker.execution, "train", _fails_in_cell_1)
    monkeypatch.setattr(supervisor, "cores", lambda: 1)
    assert worker._train()
    worker._end(sweep_worker.Event.FINISH, worker._marked())
    progress = SweepStore(store).progress(worker.writer.id)
    assert (progress.status, progress.done, progress.failed) == ("finished", 6, 1)
    assert str(progress.message) == "1 cell could not be trained; it is marked."


def test_it_takes_more_cores_than_its_own_only_while_nobody_needs_them(store, monkeypatch):
    monkeypatch.setattr(supervisor, "cores", lambda: 4)
    worker = inside(store, small(4, 4))

    def jobs_at_once():
        worker._look_around()
        return worker._jobs_at_once(4)

    assert jobs_at_once() == sweep_worker.AHEAD * 4
    others = [store.add(Experiment(samples=100)) for _ in range(5)]
    found = []
    for id in others:
        assert store.assign(id, "w", 9, 9)
        found.append(jobs_at_once())
    assert found == [3, 2, 1, 1, 1]  # one each, and never less than its own
    with store.transaction() as run:
        run("UPDATE experiments SET worker = NULL WHERE worker = 'w'")
    assert jobs_at_once() == sweep_worker.AHEAD * 4


def _fails_in_cell_1(text, runs, version):
    if any(run.cell == 1 for run in runs):
        raise MemoryError
    return train_runs(text, runs, version)


def test_a_scheduler_that_is_not_there_is_said(store, monkeypatch):
    worker = inside(store, small(2, 2))
    asked = Settings(dask="tcp://127.0.0.1:9")
    monkeypatch.setattr(sweep_worker, "current", lambda: asked)
    monkeypatch.setattr("rnnviz.sweeps.dask_cluster.PATIENCE", 1)
    worker.work()
    progress = SweepStore(store).progress(worker.writer.id)
    assert progress.status == "died"
    assert "no Dask scheduler at tcp://127.0.0.1:9" in str(progress.message)
    assert "Resume goes on with the rest" in str(progress.message)


def test_time_left_is_that_of_the_runs_so_far(store):
    worker = inside(store, small())
    assert worker.remaining() is None
    worker._open()
    worker.trained, worker.come, worker.left = 10.0, 4, 12
    assert worker.remaining() == 20.0
    worker.quiet()


def test_a_full_store_stops_it(store, monkeypatch):
    worker = inside(store, small())
    worker._open()
    monkeypatch.setattr(store, "used_bytes", lambda: 10**18)
    worker._look_around()
    assert "it can go on when there is room" in str(worker.ending)
    worker.quiet()


def test_the_program_is_what_the_supervisor_starts():
    assert supervisor.WORKERS["sweep"] == sweep_worker.__name__
    assert os.path.exists(sweep_worker.__file__)
