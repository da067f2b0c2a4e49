"""The network to play with: what is typed is asked of newer networks, too, while the page's script
rests."""

import json

import pytest
from support.own_race import OwnRace
from support.tasks_page import said

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.tasks import Addition
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training import own_pictures
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.race_channel import open_channel
from rnnviz.ui.training.race_view import Asked, look_at

PAGES = {"truncate": echo_pictures, "tasks": task_pictures}

EXPERIMENT = Experiment(
    task=Addition(), samples=Addition.samples, runs=(Run(**Addition.usual),), seed=0
)


@pytest.fixture
def race(store_file):
    store = Store(store_file)
    yield OwnRace(store, EXPERIMENT)
    store.close()


def asked(page):
    """What the page's feed asks for, as the socket reads it."""
    query = page.data("live race")["socket"].partition("?")[2]
    return {name: text for name, _, text in (part.partition("=") for part in query.split("&"))}


def sums(shown):
    """The HTML of what is played with."""
    return {
        name: json.loads(text)["data"]
        for name, (_, text) in shown.pieces.items()
        if name.startswith("addition play")
    }


def test_a_run_that_learns_goes_on_over_the_socket(opened, race):
    race.advance()
    page = opened(of="1", first="3", second="9")
    channel = open_channel(lambda: race.store, PAGES, asked(page))
    first = channel.newer()
    assert "3 + 9 = " in "".join(sums(first).values())
    # what the socket draws is what the page has drawn
    on_page = "".join(element.value for element in page.at.get("html"))
    assert all(html in on_page for html in sums(first).values())
    assert page.data("live race")["state"] == first.state
    race.advance(30)
    second = channel.newer()
    assert sums(second) != sums(first)
    assert second.state == page.data("live race")["state"] or "moment" in second.state


def test_what_is_typed_next_is_asked_from_then_on(opened, race):
    race.advance()
    page = opened(of="1", first="3", second="9")
    channel = open_channel(lambda: race.store, PAGES, asked(page))
    channel.newer()
    page.type("40", "addition first")
    race.advance()
    assert "40 + 9 = " in "".join(sums(channel.newer()).values())


def test_the_ready_network_does_not_change_and_is_not_sent(opened, race):
    race.advance()
    page = opened()
    assert asked(page)["own"] == ""
    channel = open_channel(lambda: race.store, PAGES, asked(page))
    assert list(channel.newer().pieces) == list(task_pictures_of(race))


def task_pictures_of(race):
    look = Asked("tasks", race.id, "en", False, False, False, False)
    return task_pictures(look_at(race.store, race.row, EXPERIMENT, look))


def test_a_session_that_is_over_has_no_pictures_left(opened, race):
    race.advance()
    page = opened(of="1")
    word = asked(page)["own"]
    assert own_pictures.find(word) is not None
    with pytest.raises(ValueError, match="no such pictures"):
        open_channel(lambda: race.store, PAGES, asked(page) | {"own": "another"})


def test_what_has_learned_other_settings_is_said(opened):
    page = opened(bits="5")
    assert any("has learned other settings" in words for words in page.captions)
    assert "173 + 94 = 267" in said(page, "verdict")
