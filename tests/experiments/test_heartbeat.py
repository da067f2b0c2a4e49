"""A worker's heart beats whatever the worker computes, and ends it when it is told to."""

import pytest
from support.workers import SHORT

from rnnviz.experiments import heartbeat, supervisor
from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Pause, Resume, Stop, UpdateOnce
from rnnviz.experiments.heartbeat import Living
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.text.message import Message


class Ended(Exception):
    """In place of the end of the process."""


@pytest.fixture
def deaf(store, monkeypatch):
    """A worker that has not looked at commands for long."""

    def ends(code):
        raise Ended

    monkeypatch.setattr(heartbeat.os, "_exit", ends)
    id = store.add(SHORT)
    assert store.assign(id, "w", 9, 9)
    made = Living(store, id, "w")
    made.status = Status.RUNNING
    made.turned -= 60.0
    return made


def test_who_is_told_to_stop_in_the_middle_of_an_update_ends_without_it(store, deaf):
    deaf._end_if_deaf()  # nobody has told it
    store.command(deaf.writer.id, Stop())
    with pytest.raises(Ended):
        deaf._end_if_deaf()
    row = store.row(deaf.writer.id)
    assert (row.status, row.worker) == (Status.STOPPED, None)
    assert "can go on" in str(row.message)


def test_who_is_told_to_pause_in_the_middle_of_an_update_pauses_where_the_last_frame_was(store, deaf):
    for command in (Pause(), Resume(), ChangeSpeed(10.0)):
        store.command(deaf.writer.id, command)
    deaf._end_if_deaf()  # it is to go on
    store.command(deaf.writer.id, Pause())
    with pytest.raises(Ended):
        deaf._end_if_deaf()
    row = store.row(deaf.writer.id)
    assert (row.status, row.worker, row.speed) == (Status.PAUSED, None, 10.0)
    assert "begun anew" in str(row.message)
    supervisor.resume(deaf.writer.id, store)
    assert store.row(deaf.writer.id).status == Status.QUEUED


@pytest.mark.parametrize("command", [ChangeRate(0, 0.5), UpdateOnce()])
def test_who_is_told_more_than_to_pause_loses_nothing_of_it(store, deaf, command):
    store.command(deaf.writer.id, command)
    store.command(deaf.writer.id, Pause())
    deaf._end_if_deaf()
    assert deaf.writer.commands() == [command, Pause()]


def test_one_update_that_is_asked_for_is_not_paused_in_its_middle(store, deaf):
    deaf.status = Status.PAUSED
    store.command(deaf.writer.id, Pause())
    deaf._end_if_deaf()
    assert store.row(deaf.writer.id).worker == "w"


def test_a_signal_is_heard_likewise(store, deaf):
    deaf.ending = Message("Stopped together with rnnviz; it can go on from here.")
    with pytest.raises(Ended):
        deaf._end_if_deaf()
    assert "together" in str(store.row(deaf.writer.id).message)


def test_who_looks_at_commands_obeys_them_itself(store, deaf):
    deaf.turned += 60.0
    store.command(deaf.writer.id, Stop())
    deaf._end_if_deaf()
    assert store.row(deaf.writer.id).worker == "w"


def test_it_ends_with_its_store_even_if_that_goes_before_the_first_beat(deaf, tmp_path, monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT", 0.0)
    other = Store(tmp_path / "other.sqlite", follows=False)
    made = Living(other, other.add(SHORT), "w")
    for file in tmp_path.glob("other.sqlite*"):
        file.unlink()
    with pytest.raises(Ended):
        made._beat()
