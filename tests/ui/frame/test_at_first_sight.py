"""A page that opens with a race that nobody has trained shows one that came along, unless somebody is
to be asked first."""

import pytest
from support.page_fixtures import only_tasks, read, store, store_file
from support.truncate_page import opened

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.pretrained.task_networks import usual
from rnnviz.ui.frame import at_first_sight
from rnnviz.ui.lectures.explore import Exploring
from rnnviz.ui.session import browser
from rnnviz.ui.session.page_state import page_state

__all__ = ["only_tasks", "opened", "read", "store", "store_file"]


def tables(at):
    return [e.value for e in at.get("html") if 'class="runs"' in e.value]


def came_along(at):
    return [one.value for one in at.caption if "Start trains your own" in one.value]


def test_truncate_opens_with_the_classic_pair_and_its_timeline(opened):
    at = opened()
    assert len(tables(at)) == 1
    assert came_along(at) == ["This race came along, for you to look at: Start trains your own."]
    (slider,) = [one for one in at.select_slider if one.label == "Moment"]
    assert slider.value == 2_000_000
    assert "Start" in [button.label for button in at.button]
    assert "Go on from here" not in [button.label for button in at.button]
    slider.set_value(0).run()
    assert not at.exception
    assert "Go on from here" not in [button.label for button in at.button]


def test_start_makes_ones_own(opened, store, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    monkeypatch.setattr("rnnviz.experiments.supervisor.start", lambda id, store: None)
    at = opened()
    at.button(key="run start").click().run()
    assert not at.exception
    assert [row.status for row in store.experiments()] == ["queued"]
    assert came_along(at) == tables(at) == []


@pytest.mark.parametrize("query", [{"seed": "1"}, {"runs": "windows5.h4,windows10.h16"}])
def test_who_follows_a_link_or_changes_a_setting_begins_with_nothing(opened, query):
    at = opened(**query)
    assert came_along(at) == tables(at) == []


def _phone(patch, store):
    patch.setattr(browser, "is_phone", lambda: True)


def _held(patch, store):
    lecture = Lecture(title="t", scenes=(Scene(),))
    live_session.drive(store, *live_session.begin(store, lecture, "somebody"))


def _explores(patch, store):
    def asked(kind, *key):
        return Exploring("ABCDE") if kind is Exploring else page_state(kind, *key)

    patch.setattr(at_first_sight, "page_state", asked)


@pytest.mark.parametrize("asks", [_phone, _held, _explores])
def test_who_is_to_be_asked_first_sees_floors_alone(opened, store, monkeypatch, asks):
    asks(monkeypatch, store)
    at = opened()
    assert came_along(at) == tables(at) == []


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Mobile/15E148", ""])
def test_a_phone_says_that_it_is_one(monkeypatch, agent):
    class Context:
        headers = {"User-Agent": agent} if agent else {}

    monkeypatch.setattr(browser.st, "context", Context())
    assert browser.is_phone() == bool(agent)


def test_a_task_shows_how_its_ready_network_was_trained(read, only_tasks):
    page = read("pages/tasks.py")
    assert len(came_along(page.at)) == 1
    assert len(tables(page.at)) == 1
    assert not [one for one in page.at.select_slider if one.label == "Moment"]


def test_so_does_one_that_a_link_leads_to(read, only_tasks, store):
    page = read("pages/tasks.py", task="words")
    assert len(came_along(page.at)) == len(tables(page.at)) == 1
    page = read("pages/tasks.py", task="words", runs="windows3.h8")
    assert came_along(page.at) == tables(page.at) == []


def test_a_text_of_which_something_is_held_out_shows_the_training_on_all_of_it(read, only_tasks, store):
    page = read("pages/tasks.py", task="characters")
    assert len(came_along(page.at)) == len(tables(page.at)) == 1
    assert came_along(read("pages/tasks.py", task="characters", seed="5").at) == []
    made = usual("characters")
    assert not made.task.held_out
    store.add(made)  # once that is somebody's own, it is found where it was made
    assert came_along(read("pages/tasks.py", task="characters").at) == []
