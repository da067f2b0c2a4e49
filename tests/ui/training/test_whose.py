"""What others may do with a training, and what its owner alone may."""

import time

import pytest
from support.several_owners import ANN, BOB, several_owners
from support.truncate_page import labels, said

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.lectures import claim, live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.runs.run import Run
from rnnviz.server.browser_secret import owner_of
from rnnviz.training.experiment import Experiment

RACE = Experiment(runs=(Run(hidden=2), Run(hidden=3)), samples=2_000_000)
STEERS = {"Pause", "Stop", "Start again", "Start", "Resume", "Remove for good", "From now on"}


@pytest.fixture
def come(monkeypatch):
    return several_owners(monkeypatch)


@pytest.fixture
def race(opened, store_file, come, monkeypatch):
    """Ann's race as it stands somewhere, opened by its link in a browser."""
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    monkeypatch.setattr(supervisor, "start", lambda id, store: None)
    store = Store(store_file)
    id = store.add(RACE, owner=owner_of(ANN))

    def look(status, secret):
        store.rows("UPDATE experiments SET status = ?, heartbeat = ?", status, time.time())
        come(secret)
        return opened(runs="windows5.h2,windows5.h3")

    look.id, look.store = id, store
    yield look
    store.close()


@pytest.mark.parametrize("status", ["queued", "running", "paused", "stopped", "died", "finished"])
@pytest.mark.parametrize("stranger", [BOB, "", None], ids=["browser", "visit", "machine"])
def test_a_stranger_looks_on_and_steers_nothing(race, status, stranger):
    at = race(status, stranger)
    assert not STEERS & set(labels(at))
    assert not [box.label for box in at.number_input if box.label.startswith("cut every 5")]
    caption = "Somebody else has trained" if status == "finished" else "Somebody else has started"
    assert any(caption in text.value for text in at.caption)


def test_who_has_started_it_steers_it_also_from_another_window(race):
    assert {"Resume", "Stop"} & set(labels(race("paused", ANN)))
    assert "Start again" in labels(race("finished", ANN))


def test_a_stranger_gets_a_copy_of_what_is_finished_and_may_remove_that_alone(race):
    at = race("finished", BOB)
    at.button(key="run own").click().run()
    assert not at.exception
    mine = race.store.newest(RACE, owner_of(BOB))
    assert mine.status == "finished" and "Start again" in labels(at)
    at.button(key="run remove for good").click().run()
    assert not at.exception
    assert [row.id for row in race.store.experiments()] == [race.id]  # which is looked at again
    assert "Remove for good" not in labels(at)


def test_what_is_under_way_is_trained_anew(race):
    at = race("running", BOB)
    at.button(key="run own").click().run()
    assert race.store.newest(RACE, owner_of(BOB)).status == "queued"
    assert race.store.row(race.id).status == "running"


def test_what_a_lecture_is_held_about_is_not_removed(race):
    store = race.store
    held = live_session.begin(store, Lecture(title="t", scenes=(Scene(),)), owner_of(ANN))
    at = race("finished", ANN)
    claim.claim(store, *held, RACE.digest)  # meanwhile
    at.button(key="run remove for good").click().run()
    assert store.row(race.id).id == race.id
    assert "Remove for good" not in labels(race("finished", ANN))


def test_without_cookies_one_is_told_what_is_ones_own(race):
    at = race("finished", "")
    assert any("keeps no cookies" in text for text in said(at))
    at.button(key="run own").click().run()
    assert "Start again" in labels(at)
    assert "Start again" not in labels(race("finished", ""))  # another visit


def test_its_owner_names_it_and_the_name_stands_on_its_button(race):
    at = race("finished", ANN)
    (box,) = [box for box in at.text_input if box.label == "Name of this training"]
    box.input("*the* classic").run()
    assert not at.exception
    assert race.store.row(race.id).title == "*the* classic"
    popovers = [one.proto.popover.label for one in at.get("popover")]
    assert r"\*the\* classic" in popovers
    for stranger in (BOB, "", None):
        at = race("finished", stranger)
        assert "Name of this training" not in [box.label for box in at.text_input]
        assert r"\*the\* classic" not in [one.proto.popover.label for one in at.get("popover")]
