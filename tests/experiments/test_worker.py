"""A worker process trains, obeys, waits and ends, with the numbers of a bare loop."""

import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import closing

import numpy as np
import pytest
from support.effort import cpu_until
from support.waiting import until
from support.workers import (
    LONG,
    SHORT,
    assert_as_expected,
    begin,
    kill,
    paused,
    same,
    wait_for,
    wait_for_updates,
)

from rnnviz.experiments import admission, supervisor, worker
from rnnviz.experiments.commands import (
    ChangeDuration,
    ChangeRate,
    ChangeSpeed,
    Pause,
    Resume,
    Stop,
    UpdateOnce,
)
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.settings.settings import Settings
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race, train

FAST = Experiment(
    samples=90_000_000,
    runs=[Run(), Run(hidden=16, truncation=Truncation.windows(10))],
)


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


def test_a_race_at_full_speed_pauses_within_a_second(store, many):
    """From the command to the status and the frame of where it stopped, which a page shows; a second of
    its own computing, for this machine may be busy otherwise."""
    id = begin(store, FAST)
    computed = []
    for time in range(1, 6):
        wait_for_updates(store, id, 500 * time)
        worker = store.row(id).pid
        store.command(id, Pause())
        computed.append(cpu_until(worker, lambda: store.row(id).status == "paused"))
        supervisor.resume(id, store)
        wait_for(store, id, "running")
    assert max(computed) < 1.0, computed


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


def test_early_moments_of_a_race_that_is_over_at_once_are_kept_too(store, many):
    short = Experiment(samples=20_000, runs=[Run(batch=20), Run(batch=10, hidden=3)])
    id = begin(store, short)
    wait_for(store, id, "finished")
    assert {200, 600, 2000, 6000, 20_000} <= {frame.samples for frame in store.frames(id)}


def test_a_race_that_is_to_take_two_seconds_does(store, many):
    """By its own clock, on which a store that keeps it waiting counts too; its numbers are the same."""
    id = store.add(SHORT)
    store.command(id, ChangeDuration(2.0))
    supervisor.start(id, store)
    wait_for(store, id, "finished")
    frames = store.frames(id)
    assert frames[-1].seconds == pytest.approx(2.0, abs=0.3)
    assert_as_expected(store.last_frame(id), SHORT)
    # a tenth of the time is for a hundredth of the samples
    early = [frame.samples for frame in frames if frame.seconds < 1.0]
    assert len(early) >= 3
    assert early[-1] < 0.4 * SHORT.samples


def test_another_pace_is_taken_up_under_way_and_says_how_long_it_will_take(store, many):
    id = store.add(LONG)
    store.command(id, ChangeDuration(3600.0))
    supervisor.start(id, store)
    wait_for_updates(store, id, 2)
    # the first updates of a busy machine may promise that it will be late
    until(lambda: 3000.0 < (store.row(id).remaining or 0.0) <= 3600.0)
    assert store.row(id).pace == ChangeDuration(3600.0)
    store.command(id, ChangeSpeed(1.0))
    until(lambda: store.row(id).remaining > 1e6)
    assert store.row(id).pace == ChangeSpeed(1.0)


def test_it_says_at_which_update_a_run_diverged(store, many):
    wild = Run(optimizer="sgd", cell="identity", rate=1000.0, batch=20)
    id = begin(store, SHORT.model_copy(update={"runs": (wild, *SHORT.runs)}))
    row = wait_for(store, id, "finished")
    frame = store.last_frame(id)
    assert str(row.message) == f"Run 1 diverged at update {frame.runs[0].diverged_at}."
    assert [run.status for run in frame.runs] == ["diverged", "finished", "finished"]
    assert all(np.isfinite(value).all() for value in frame.runs[0].parameters.values())


SEEDS = LONG.model_copy(update={"seeds": 3})


def test_a_training_that_was_killed_goes_on_with_all_its_seeds_bit_for_bit(store, many):
    id = begin(store, SEEDS)
    for updates in (10, 40):
        wait_for_updates(store, id, updates)
        kill(store.row(id))
        until(lambda: supervisor.tend(store) or store.row(id).status == Status.DIED, 30)
        assert_as_expected(store.last_frame(id), SEEDS)
        supervisor.resume(id, store)
    wait_for_updates(store, id, 80)
    end = paused(store, id)
    assert [len(run.seeds) for run in end.runs] == [3, 3]
    assert_as_expected(end, SEEDS)
    for of, run in zip(store.curves_of_seeds(id, 10**9), end.runs, strict=True):
        for curve, one in zip(of, run.seeds, strict=True):
            assert curve.updates[-1] == one.updates
            assert curve.total[-1] == pytest.approx(one.total)


def test_another_rate_is_for_all_seeds_of_a_run(store, many):
    id = begin(store, LONG.model_copy(update={"seeds": 2}))
    paused(store, id)
    store.command(id, ChangeRate(1, 0.01))
    until(lambda: store.last_frame(id).runs[1].rate == 0.01)
    assert [one.rate for one in store.last_frame(id).states] == [0.1, 0.1, 0.01, 0.01]


def test_it_says_how_many_seeds_of_a_run_diverged(store):
    at_work = worker.Worker(store, store.add(SEEDS), "me")
    at_work.race = Race(SEEDS)
    assert str(at_work._diverged()) == ""
    for number in (3, 5):
        at_work.race.learners[number].diverged_at = 7
    assert str(at_work._diverged()) == "2 of 3 seeds of run 2 diverged."


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
@pytest.mark.skipif(os.name == "nt", reason="Windows does not move a file that is in use")
def test_a_worker_whose_store_is_moved_says_so_there(many, tmp_path):
    path, moved = tmp_path / "here" / "store.sqlite", tmp_path / "there"
    server = Store(path)
    id = begin(server)
    wait_for_updates(server, id, 50)
    child = next(child for child in supervisor._children.values() if child.poll() is None)
    path.parent.rename(moved)
    assert child.wait(20) == 0
    assert server.experiments() == []
    server.close()
    with closing(Store(moved / path.name)) as there:
        row = there.row(id)
        assert (row.status, row.worker) == ("stopped", None)
        assert "moved or replaced" in str(row.message)
        assert_as_expected(there.last_frame(id), LONG)


def test_a_worker_goes_on_from_before_what_is_damaged(store, many):
    id = begin(store, SHORT)
    wait_for(store, id, "finished")
    damaged = store.frames(id)[-1]
    whole = store.last_frame(id)
    which = "experiment = ? AND frame = ? AND run = 0"
    store.rows(f"UPDATE checkpoints SET loss = loss + 1 WHERE {which}", id, damaged.number)
    with pytest.raises(StoreError, match="checkpoint is damaged"):
        store.last_frame(id)
    before = store.whole_frame(id, damaged.number)
    assert f"{damaged.samples:,} samples is damaged" in str(before.problem)
    store.rows("UPDATE experiments SET status = 'stopped' WHERE id = ?", id)
    supervisor.resume(id, store)
    row = wait_for(store, id, "finished")
    assert row.message == before.problem
    again = store.last_frame(id)
    same(again, whole)
    assert [run.total for run in again.runs] == pytest.approx([run.total for run in whole.runs])


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
        # time itself is meant: longer than the worker waits for the lock in one try
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


def test_a_worker_loads_neither_pytorch_nor_the_screen():
    script = "import sys, rnnviz.experiments.worker, rnnviz.experiments.supervisor; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"torch", "streamlit", "plotly", "tsdownsample"} & set(done.stdout.split())


def in_this_process(store, id, signature):
    """A worker that has opened its experiment, and whose heart does not beat."""
    assert store.assign(id, signature, 99, 99)
    made = worker.Worker(store, id, signature)
    made.heart = threading.Thread(target=lambda: None)
    made.open()
    return made


def test_a_long_pause_gives_the_core_back_and_goes_on_bit_for_bit(store, monkeypatch):
    monkeypatch.setattr(worker, "REST", 0.0)
    id = store.add(SHORT)
    for round in range(3):
        at_work = in_this_process(store, id, f"w{round}")
        for _ in range(2):
            at_work.race.step()
        at_work.fresh = True
        store.command(id, Pause())
        at_work.polled = 0.0
        while at_work.turn():
            pass
        row = store.row(id)
        assert (row.status, row.worker, str(row.message)) == (Status.PAUSED, None, "")
        assert store.last_frame(id).runs[0].updates == 2 * (round + 1)
        assert store.command(id, Resume())
    last = in_this_process(store, id, "last")
    while last.turn():
        pass
    assert_as_expected(store.last_frame(id), SHORT)
    assert store.row(id).status == Status.FINISHED


def test_a_pause_that_is_used_is_none_to_rest_in(store, monkeypatch):
    monkeypatch.setattr(worker, "REST", 0.05)
    id = store.add(SHORT)
    at_work = in_this_process(store, id, "w")
    store.command(id, Pause())
    at_work.polled = 0.0
    for _ in range(5):
        store.command(id, UpdateOnce())
        assert at_work.turn()
    assert store.last_frame(id).runs[0].updates >= 5


def test_who_waits_between_updates_is_idle_and_who_computes_is_not(store):
    id = store.add(SHORT)
    at_work = in_this_process(store, id, "w")
    for speed, is_idle in ((1.0, True), (None, False), (0.5, True)):
        at_work.pace, at_work.stepped = ChangeSpeed(speed), -10.0
        at_work.turn()
        assert at_work._is_idle() == is_idle
    store.command(id, Pause())
    at_work.polled = 0.0
    at_work.turn()
    assert not at_work._is_idle()


def test_memory_that_is_not_to_be_had_is_said_and_what_was_stored_is_kept(store, monkeypatch):
    def hungry(*_):
        raise MemoryError

    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    monkeypatch.setattr(worker.Race, "advance", hungry)
    id = store.add(SHORT)
    assert store.assign(id, "w", 9, 9)
    worker.Worker(store, id, "w").work()
    row = store.row(id)
    assert row.status == Status.DIED
    assert re.match(r"It needs more memory than the \d+ MB .* until then is kept\.", str(row.message))
    assert len(store.frames(id)) == 1


# updates that take many seconds each
ENDLESS = {
    "engine": (Echo(), Run(truncation=Truncation.windows(9000), hidden=768, cell="lstm", batch=2)),
    "windows": (
        TASKS["words"](),
        Run(truncation=Truncation.windows(400), hidden=512, embedding=8, cell="lstm", batch=2),
    ),
    "examples": (
        TASKS["labelling"](),
        Run(truncation=Truncation.full(), hidden=512, cell="lstm", batch=1500, bidirectional=True),
    ),
    "pairs": (
        TASKS["translate"](),
        Run(truncation=Truncation.full(), hidden=512, cell="lstm", batch=800, layers=2),
    ),
}


def test_whatever_an_update_computes_a_pause_and_a_stop_are_heard_within_two_seconds(store, many):
    """Of each way of training one, all at once."""
    ids = [
        begin(store, Experiment(task=task, samples=10**9, runs=[run])) for task, run in ENDLESS.values()
    ]
    for command, status, said in ((Pause(), "paused", "goes on"), (Stop(), "stopped", "can go on")):
        for id in ids:
            wait_for(store, id, "running")
        for id in ids:
            worker = store.row(id).pid
            store.command(id, command)
            # of its own: four compute at once
            assert cpu_until(worker, lambda id=id, to=status: store.row(id).status == to) < 2.0
            row = store.row(id)
            assert said in str(row.message)
        if status == "paused":
            for id in ids:
                supervisor.resume(id, store)


def test_no_worker_trains_further_than_the_store_may_hold(store, monkeypatch):
    at_work = in_this_process(store, id := store.add(LONG), "w")
    while at_work.race.learners[0].optimizer.updates < 3:
        assert at_work.turn()
    monkeypatch.setattr(admission, "current", lambda: Settings(stored_bytes=10**6))
    monkeypatch.setattr(Store, "used_bytes", lambda store: 2 * 10**6)
    while at_work.turn():
        pass
    row = store.row(id)
    assert (row.status, row.worker) == (Status.STOPPED, None)
    assert str(row.message).startswith("It was stopped; it can go on when there is room. This server")
    assert_as_expected(store.last_frame(id), LONG)
