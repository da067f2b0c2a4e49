"""What happens to an experiment, one by one: the table, and that the store and workers keep to it."""

import itertools

import pytest

from rnnviz.experiments import supervisor, worker
from rnnviz.experiments.commands import Pause, Resume, Stop, UpdateOnce
from rnnviz.experiments.frame_writer import FrameWriter, Superseded
from rnnviz.experiments.status import TRANSITIONS, Event, Status, after
from rnnviz.runs.run import Run
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment

TABLE = """
          queue   begin    begin paused  pause   resume   step    stop     finish    die
queued    queued  running  paused        -       -        -       stopped  -         died
running   queued  -        -             paused  running  paused  stopped  finished  died
paused    queued  -        -             paused  running  paused  stopped  finished  died
finished  queued  -        -             -       -        -       -        -         -
stopped   queued  -        -             -       -        -       -        -         -
died      queued  running  paused        -       -        -       -        -         -
"""
head, *lines = [
    line.replace("begin paused", "begin_paused").split() for line in TABLE.split("\n")[1:-1]
]
EVENTS = [Event(name.replace("_", " ")) for name in head]
EXPECTED = {
    (Status(status), event): None if to == "-" else Status(to)
    for status, *row in lines
    for event, to in zip(EVENTS, row, strict=True)
}


def test_every_status_and_every_event_is_in_the_table():
    assert set(EXPECTED) == set(itertools.product(Status, Event))
    assert set(TRANSITIONS) == set(Status)


@pytest.mark.parametrize(("status", "event"), EXPECTED)
def test_what_happens_is_what_the_table_says(status, event):
    if (expected := EXPECTED[status, event]) is not None:
        assert after(status, event) is expected
    else:
        with pytest.raises(ValueError, match="cannot happen"):
            after(status, event)


def test_every_status_can_be_reached_and_left():
    reached = {Status.QUEUED}
    for _ in Status:
        reached |= {to for status in reached for to in TRANSITIONS[status].values()}
    assert reached == set(Status)
    assert all(TRANSITIONS[status][Event.QUEUE] is Status.QUEUED for status in Status)


# -- the same, as it is done

AT_WORK = (Status.RUNNING, Status.PAUSED)
COMMANDS = [Pause(), Resume(), UpdateOnce(), Stop()]


def standing(store, status):
    """An experiment with that status, with a worker if one belongs to it."""
    id = store.add(Experiment(samples=10_000, runs=[Run(hidden=2, batch=20)]))
    signature = "w" if status in AT_WORK else None
    lost = "w" if status is Status.DIED else None
    with store.transaction() as run:
        run(
            "UPDATE experiments SET status = ?, worker = ?, lost = ? WHERE id = ?",
            (status, signature, lost, id),
        )
    return id


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(
    "command", [Pause(), Resume(), UpdateOnce(), Stop()], ids=lambda one: one.event
)
def test_a_command_without_a_worker_changes_what_the_table_says(store, status, command):
    id = standing(store, status)
    heard = store.command(id, command)
    assert heard == (status is Status.QUEUED or status in AT_WORK)
    expected = EXPECTED[status, command.event]
    if status in AT_WORK:
        expected = None  # its worker does it
    assert store.row(id).status is (expected or status)


@pytest.mark.parametrize("status", AT_WORK)
@pytest.mark.parametrize(
    "command", [Pause(), Resume(), UpdateOnce(), Stop()], ids=lambda one: one.event
)
def test_a_worker_obeys_by_the_table(store, status, command):
    id = standing(store, Status.QUEUED)
    store.command(id, Pause() if status is Status.PAUSED else Resume())
    store.rows("UPDATE experiments SET worker = 'w'")
    at_work = worker.Worker(store, id, "w")
    at_work.open()
    assert store.row(id).status is status
    store.command(id, command)
    at_work.polled = -1.0
    while at_work.turn() and store.rows("SELECT 1 FROM commands"):
        pass
    at_work.quiet()
    assert store.row(id).status is EXPECTED[status, command.event]


@pytest.mark.parametrize("status", Status)
def test_all_can_be_queued_again(store, status):
    id = standing(store, status)
    store.requeue(id)
    assert store.row(id).status is EXPECTED[status, Event.QUEUE]


@pytest.mark.parametrize("status", [Status.QUEUED, *AT_WORK])
def test_who_has_a_worker_can_lose_it(store, status):
    id = standing(store, status)
    store.rows("UPDATE experiments SET worker = 'w'")
    store.mark_dead(store.row(id), Message("Gone."))
    row = store.row(id)
    assert (row.status, row.worker) == (EXPECTED[status, Event.DIE], None)


@pytest.mark.parametrize("status", Status)
def test_a_worker_goes_on_only_where_it_belongs(store, status):
    id = standing(store, status)
    pen = FrameWriter(store, id, "w")
    if status in AT_WORK or (EXPECTED[status, Event.BEGIN] and status is Status.DIED):
        pen.beat(Status.RUNNING)
        assert store.row(id).status is Status.RUNNING
        return
    with pytest.raises(Superseded):
        pen.beat(Status.RUNNING)
    assert store.row(id).status is status


def test_only_what_waits_is_given_a_worker(store, monkeypatch):
    monkeypatch.setattr(supervisor, "cores", lambda: 99)
    for status in Status:
        id = standing(store, status)
        assert store.assign(id, "w", 99, 99) == (status is Status.QUEUED)
        assert store.row(id).status is status


def test_what_waits_or_runs_goes_on_by_itself():
    assert [status for status in Status if status.is_alive] == [Status.QUEUED, Status.RUNNING]
