"""A race as it goes on: when the page's script draws it, and when pictures come over a socket."""

import json

import pytest
from streamlit.testing.v1 import AppTest
from support.own_race import OwnRace
from support.truncate_page import labels, said

from rnnviz.experiments.store import Store
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.ui.session import presenter_session
from rnnviz.ui.training import echo_race, live_race
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.echo_strips import DRAWN
from rnnviz.ui.training.live_race import LiveRace, Woken
from rnnviz.ui.training.race_channel import open_channel


@pytest.fixture
def race(store_file, monkeypatch):
    """The race that the page opens with, and who holds no lecture."""

    class State(dict):
        __getattr__ = dict.__getitem__

    store = Store(store_file)
    with monkeypatch.context() as patch:
        state = State({field.name: field.default({}) for field in echo_race.FIELDS})
        patch.setattr(echo_race.st, "session_state", state)
        experiment = echo_race.experiment()
    yield OwnRace(store, experiment)
    store.close()


def feeds(at: AppTest) -> list:
    return [element for element in at.get("bidi_component") if element.key == "live race"]


def test_a_running_race_is_fed_and_its_script_rests(opened, race):
    race.advance()
    at = opened()
    assert "Pause" in labels(at)
    assert len(feeds(at)) == 1
    assert any('data-live="runs"' in element.value for element in at.get("html"))


@pytest.mark.parametrize(
    ("status", "worker", "fed"),
    [("paused", "test", True), ("finished", None, False), ("stopped", None, False)],
)
def test_what_may_still_change_is_fed_and_what_is_typed_for(opened, race, status, worker, fed):
    race.advance()
    race.status(status, worker)
    at = opened()
    assert len(feeds(at)) == 1  # there is a box for bits
    assert any('class="runs"' in element.value for element in at.get("html"))
    row = race.store.row(race.id)
    for boxes in ((), ("bits",)):
        drawn = LiveRace(
            "tasks", row.experiment, race.store, row, lambda view: {}, (), False, boxes=boxes
        )
        assert drawn.is_fed is (fed or bool(boxes))


def test_what_is_typed_is_asked_for_over_the_same_socket(opened, race):
    race.advance()
    feed = json.loads(feeds(opened(bits="0110"))[0].proto.json)
    assert feed["socket"].endswith("?page=truncate&asks=")
    typed = feed["typed"]
    assert (typed["boxes"], typed["asks"], typed["asked"]["bits"]) == (["bits"], True, "0110")
    channel = open_channel(lambda: race.store, {"truncate": echo_pictures}, typed["asked"])
    before = channel.newer()
    asked = typed["asked"] | {"bits": " 01 11"}
    after = open_channel(lambda: race.store, {"truncate": echo_pictures}, asked).newer()
    changed = {name for name in before.stamps if before.stamps[name] != after.stamps[name]}
    assert {"states"} < changed <= set(DRAWN)
    assert before.state == after.state


def test_without_training_nothing_is_fed(opened, store_file):
    at = opened(seed="7")  # of which nothing came along
    assert feeds(at) == []
    assert not any('data-live="seen"' in element.value for element in at.get("html"))


def test_a_change_of_status_runs_the_page_again(opened, race):
    race.advance()
    at = opened()
    race.status("paused")
    at.run()
    assert "Resume" in labels(at)


def live(race, monkeypatch, presenting):
    monkeypatch.setattr(presenter_session, "current", lambda: presenting)
    drawn = LiveRace(
        "truncate", race.experiment, race.store, race.row, lambda view: {}, (), logarithmic=False
    )
    return drawn.tick, drawn.is_fed


def test_only_a_lecturers_page_draws_every_frame_itself(race, monkeypatch):
    race.advance()
    assert live(race, monkeypatch, None) == (None, True)
    assert live(race, monkeypatch, object()) == (live_race.TICK, False)
    race.status("finished", None)
    assert live(race, monkeypatch, object()) == (None, False)


def test_the_browser_is_heard_once():
    woken = Woken()
    assert not woken.take()
    woken.note()
    assert woken.take()
    assert not woken.take()


def test_a_store_that_is_locked_for_a_moment_is_asked_again(opened, race, monkeypatch):
    def locked(*given):
        raise StoreError("It is locked.", kind=ErrorKind.LOCKED)

    race.advance()
    with monkeypatch.context() as patch:
        patch.setattr(live_race.race_view, "look_at", locked)
        at = opened()
        assert any("It is locked." in words for words in said(at))
    # whatever the socket says now is news to the script, which then draws
    (feed,) = feeds(at)
    assert json.loads(feed.proto.json)["state"] == ""
    at.run()
    assert said(at) == []
    assert any('class="runs"' in element.value for element in at.get("html"))
