"""Real worker processes on a store in a temporary folder."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from support.waiting import until

from rnnviz.experiments import supervisor, ticker, worker
from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Pause, Stop, UpdateOnce
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race, train

LONG = Experiment(samples=10**9, runs=[Run(hidden=3, batch=20), Run(hidden=2, batch=40)])
SHORT = LONG.model_copy(update={"samples": 100_000})


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield store
    for row in store.experiments():
        store.remove(row.id)  # so that every worker still at one ends by itself
    for child in list(supervisor._children.values()):
        child.wait(20)
    supervisor._children.clear()
    store.close()


@pytest.fixture
def many(monkeypatch):
    """As many cores as anybody wants."""
    monkeypatch.setattr(supervisor, "cores", lambda: 99)


def begin(store, experiment=LONG):
    id = store.add(experiment)
    supervisor.start(id, store)
    return id


def wait_for(store, id, status):
    return until(lambda: (row := store.row(id)).status == status and row)


def wait_for_updates(store, id, count):
    return until(lambda: (frame := store.last_frame(id)) and frame.runs[0].updates >= count and frame)


def paused(store, id):
    """The experiment's last frame once it stands still."""
    store.command(id, Pause())
    wait_for(store, id, "paused")
    return store.last_frame(id)


def same(one, other):
    """Whether two frames are of the same moment, number by number."""
    for mine, theirs in zip(one.runs, other.runs, strict=True):
        assert (mine.updates, mine.samples) == (theirs.updates, theirs.samples)
        for name, value in mine.parameters.items():
            np.testing.assert_array_equal(value, theirs.parameters[name])


def expected(experiment, updates):
    """The parameters of every run after so many updates of each, without any worker."""
    race = Race(experiment)
    for learner, count in zip(race.learners, updates, strict=True):
        learner.advance(count * learner.every)
    return [run.network.parameters for run in race.frame(0.0).runs]


def assert_as_expected(frame, experiment):
    wanted = expected(experiment, [run.updates for run in frame.runs])
    for run, parameters in zip(frame.runs, wanted, strict=True):
        for name, value in run.parameters.items():
            np.testing.assert_array_equal(value, parameters[name])


def kill(row):
    os.kill(row.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def test_it_trains_to_the_end_with_the_numbers_of_a_bare_loop(store, many):
    id = begin(store, SHORT)
    row = wait_for(store, id, "finished")
    assert (str(row.message), row.samples, row.worker) == ("", 100_000, None)
    *_, last = train(SHORT)
    stored = store.last_frame(id)
    for mine, theirs in zip(stored.runs, last.runs, strict=True):
        assert mine.status == "finished"
        for name, value in theirs.network.parameters.items():
            np.testing.assert_array_equal(mine.parameters[name], value)
    assert store.frame(id, 0).runs[0].updates == 0
    assert store.curves(id)[0].updates[-1] == stored.runs[0].updates
    supervisor.start(id, store)
    supervisor.resume(id, store)
    assert store.row(id).status == "finished"


def test_pause_single_updates_rate_resume_and_stop(store, many):
    id = begin(store)
    supervisor.start(id, store)  # once is enough
    wait_for_updates(store, id, 1)
    before = paused(store, id)
    assert_as_expected(before, LONG)
    for step in (1, 2):
        assert store.command(id, UpdateOnce())
        after = wait_for_updates(store, id, before.runs[0].updates + step)
        for run, once in zip(after.runs, before.runs, strict=True):
            assert run.updates == once.updates + step
    assert_as_expected(after, LONG)
    store.command(id, ChangeRate(1, 0.01))
    until(lambda: store.last_frame(id).runs[1].rate == 0.01)
    assert store.last_frame(id).runs[0].rate == 0.1
    assert store.row(id).status == "paused"
    supervisor.resume(id, store)
    wait_for_updates(store, id, after.runs[0].updates + 10)
    store.command(id, Stop())
    row = wait_for(store, id, "stopped")
    assert "can go on" in str(row.message)
    assert len(supervisor._children) == 1
    assert next(iter(supervisor._children.values())).wait(20) == 0
    assert store.last_frame(id).runs[1].rate == 0.01


def test_a_killed_worker_is_noticed_and_goes_on_exactly(store, many):
    id = begin(store)
    first = wait_for_updates(store, id, 50)
    kill(store.row(id))
    row = until(lambda: supervisor.tend(store) or ((row := store.row(id)).status == "died" and row))
    assert str(row.message).startswith("Its worker was ended")
    assert "Resume" in str(row.message)
    last = store.last_frame(id)
    supervisor.resume(id, store)
    wait_for_updates(store, id, last.runs[0].updates + 50)
    assert last.runs[0].updates >= first.runs[0].updates
    end = paused(store, id)
    assert end.seconds > last.seconds
    assert_as_expected(end, LONG)
    updates = store.curves(id, 10**9)[0].updates
    assert (np.diff(updates) > 0).all()


def test_the_end_of_a_child_is_noticed_at_once(store, many, monkeypatch):
    monkeypatch.setattr(ticker, "BUSY", 60.0)  # nothing but the end itself wakes it
    id = begin(store)
    wait_for(store, id, "running")
    running = ticker.Ticker(store)
    running.start()
    until(lambda: supervisor._ended._waiters)
    kill(store.row(id))
    begun = time.monotonic()
    until(lambda: store.row(id).status == "died")
    assert time.monotonic() - begun < 5.0
    store.remove(id)
    monkeypatch.setattr(ticker.Ticker, "_tick", lambda self: None)
    with supervisor._ended:
        supervisor._ends += 1
        supervisor._ended.notify_all()
    running.join(5)


def test_two_threads_may_see_the_same_worker_end(store, many, monkeypatch):
    for _ in range(3):
        begin(store)
    for child in supervisor._children.values():
        child.kill()
        child.wait(20)
    all_of_them, dead = threading.Barrier(8), supervisor._dead

    def together(row):
        all_of_them.wait(20)
        return dead(row)

    monkeypatch.setattr(supervisor, "_dead", together)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(supervisor.tend, store) for _ in range(8)]:
            done.result()
    assert not supervisor._children
    assert {row.status for row in store.experiments()} == {"died"}


def test_reset_gives_the_same_numbers_again(store, many):
    id = begin(store)
    wait_for_updates(store, id, 20)
    frame = paused(store, id)
    old = store.row(id).worker
    supervisor.reset(id, store)
    until(lambda: store.row(id).status == "running")
    assert store.row(id).worker != old
    again = paused(store, id)
    assert store.frame(id, 0).runs[0].updates == 0
    for _ in range(2):
        for one in (frame, again):
            assert_as_expected(one, LONG)


def test_undo_goes_back_to_a_frame_and_on_from_there(store, many):
    id = begin(store)
    until(lambda: len(store.frames(id)) >= 4)
    paused(store, id)
    heads = store.frames(id)
    there = store.frame(id, heads[1].number)
    supervisor.undo(id, heads[1].number, store)
    row = wait_for(store, id, "paused")  # as it was before
    assert row.samples == there.samples
    same(store.last_frame(id), there)
    assert [head.number for head in store.frames(id)] == [heads[0].number, heads[1].number]
    store.command(id, UpdateOnce())
    after = wait_for_updates(store, id, there.runs[0].updates + 1)
    assert_as_expected(after, LONG)
    supervisor.undo(id, heads[0].number, store, paused=False)
    wait_for(store, id, "running")


def test_slow_motion_counts_its_updates_and_stays_alive(store, many):
    id = store.add(LONG)
    store.command(id, ChangeSpeed(0.1))
    supervisor.start(id, store)
    wait_for(store, id, "running")
    begun = store.row(id).heartbeat
    until(lambda: store.row(id).heartbeat > begun + 1.0)
    supervisor.tend(store)
    assert store.row(id).status == "running"
    assert store.last_frame(id).runs[0].updates == 0
    store.command(id, ChangeSpeed(20.0))
    slow = wait_for_updates(store, id, 5)
    # one after the other, and never as many as at full speed between two frames
    assert slow.runs[0].updates < 100
    assert slow.runs[0].updates == slow.runs[1].updates
    store.command(id, ChangeSpeed(None))
    wait_for_updates(store, id, 1000)
    assert store.row(id).speed is None


def test_what_has_no_core_waits_and_says_so(store, monkeypatch):
    monkeypatch.setattr(supervisor, "cores", lambda: 1)
    first = begin(store)
    second, third = begin(store, SHORT), begin(store, SHORT)
    assert [store.row(id).status for id in (second, third)] == ["queued", "queued"]
    assert "waits for its turn" in str(store.row(second).message)
    supervisor.tend(store)
    assert store.row(second).worker is None
    wait_for(store, first, "running")
    store.command(first, Stop())
    wait_for(store, first, "stopped")
    # the workers hand the core on themselves: nobody looks
    wait_for(store, second, "finished")
    wait_for(store, third, "finished")


def test_it_says_at_which_update_a_run_diverged(store, many):
    wild = Run(optimizer="sgd", cell="identity", rate=1000.0, batch=20)
    id = begin(store, SHORT.model_copy(update={"runs": (wild, *SHORT.runs)}))
    row = wait_for(store, id, "finished")
    frame = store.last_frame(id)
    assert str(row.message) == f"Run 1 diverged at update {frame.runs[0].diverged_at}."
    assert [run.status for run in frame.runs] == ["diverged", "finished", "finished"]
    assert all(np.isfinite(value).all() for value in frame.runs[0].parameters.values())


def test_a_worker_ends_when_its_experiment_or_its_store_has_gone(store, many, tmp_path):
    id = begin(store)
    wait_for(store, id, "running")
    (child,) = supervisor._children.values()
    store.remove(id)
    assert child.wait(20) == 0

    other = Store(tmp_path / "other.sqlite")
    wait_for(other, begin(other), "running")
    child = next(child for child in supervisor._children.values() if child.poll() is None)
    other.close()
    for file in tmp_path.glob("other.sqlite*"):
        file.unlink()
    assert child.wait(20) == 0
    assert not (tmp_path / "other.sqlite").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_a_worker_that_is_asked_to_end_keeps_where_it_was(store, many):
    id = begin(store)
    wait_for_updates(store, id, 20)
    os.kill(store.row(id).pid, signal.SIGTERM)
    row = wait_for(store, id, "stopped")
    assert "can go on" in str(row.message)
    assert_as_expected(store.last_frame(id), LONG)


def test_a_worker_that_was_only_asleep_has_its_experiment_back(store, many):
    id = begin(store)
    row = wait_for(store, id, "running")
    store.mark_dead(row, Message("It fell silent."))
    until(lambda: store.row(id).status == "running" and store.row(id).worker == row.worker)
    until(lambda: str(store.row(id).message) == "")


def test_a_locked_store_loses_nothing(store, many):
    id = begin(store)
    wait_for_updates(store, id, 10)
    with store.transaction():
        held = store.last_frame(id)
        # longer than the worker waits for the lock in one try
        subprocess.run([sys.executable, "-c", "import time; time.sleep(3)"], check=True)
    wait_for_updates(store, id, held.runs[0].updates + 1)
    end = paused(store, id)
    assert_as_expected(end, LONG)
    assert store.curves(id, 10**9)[0].updates[-1] == end.runs[0].updates


@pytest.fixture
def here(store, monkeypatch):
    """A worker in this process whose store takes nothing the first two times."""
    id = store.add(SHORT)
    with store.transaction() as run:
        run("UPDATE experiments SET worker = 'w'")
    at_work = worker.Worker(store, id, "w")
    at_work.race, at_work.status = Race(SHORT), Status.RUNNING
    at_work.writer.open(2)
    write, tries = at_work.writer.write, []

    def full(*arguments):
        tries.append(str(at_work.message))
        if len(tries) < 3:
            raise StoreError("The disk is full.", kind=ErrorKind.FULL)
        write(*arguments)

    monkeypatch.setattr(worker, "AGAIN", 0.0)
    monkeypatch.setattr(at_work.writer, "write", full)
    return at_work, tries


def test_a_worker_waits_until_the_store_takes_its_frame(store, here):
    at_work, tries = here
    at_work._write()
    assert tries[1:] == ["The disk is full. Until then it waits."] * 2
    assert str(at_work.message) == ""
    assert len(store.frames(at_work.writer.id)) == 1


def test_a_worker_that_waits_can_still_be_ended(here):
    at_work, tries = here
    at_work._on_signal(signal.SIGTERM, None)
    with pytest.raises(SystemExit):
        at_work._write()
    assert len(tries) == 1


def test_what_cannot_be_started_says_so(store, many, monkeypatch):
    monkeypatch.setattr(supervisor.sys, "executable", "/nowhere/python")
    id = begin(store)
    row = store.row(id)
    assert row.status == "died"
    assert "could be started" in str(row.message)


@pytest.mark.skipif(os.name == "nt", reason="needs a program that ends at once")
def test_a_worker_that_ends_before_its_first_word_is_noticed(store, many, monkeypatch):
    monkeypatch.setattr(supervisor.sys, "executable", "/bin/false")
    id = begin(store)
    row = until(lambda: supervisor.tend(store) or ((row := store.row(id)).status == "died" and row))
    assert "did not start" in str(row.message)


def test_a_worker_loads_neither_pytorch_nor_the_screen():
    script = "import sys, rnnviz.experiments.worker, rnnviz.experiments.supervisor; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"torch", "streamlit", "plotly", "tsdownsample"} & set(done.stdout.split())
