"""The pictures of a race over a socket: when there are newer ones, in which language, at what cost."""

import json

import pytest
from support.own_race import OwnRace, statements

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.text import language
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.race_channel import open_channel
from rnnviz.ui.training.race_view import Asked

PAGES = {"truncate": echo_pictures, "tasks": task_pictures}

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield store
    store.close()


@pytest.fixture
def race(store):
    return OwnRace(store, EXPERIMENT)


@pytest.fixture
def opened(store, race):
    def go(**more):
        plain = {
            "language": "en",
            "dark": False,
            "strong": False,
            "logarithmic": False,
            "perplexity": False,
        }
        asked = Asked(**({"page": "truncate", "id": race.id} | plain | more))
        return open_channel(lambda: store, PAGES, asked.query())

    return go


def test_there_is_something_new_with_every_frame_and_nothing_else(race, opened):
    channel = opened()
    assert set(channel.newer().pieces) == {"losses", "batches"}
    assert channel.newer() is None
    race.advance(2)
    first = channel.newer()
    assert set(first.pieces) == {"losses", "batches", "seen", "runs", "table", "norms", "matrices"}
    assert channel.newer() is None
    race.advance(2)
    second = channel.newer()
    assert second.stamps != first.stamps
    assert json.loads(second.pieces["runs"][1])["kind"] == "html"


def test_a_change_of_status_is_news(race, opened):
    channel = opened()
    race.advance()
    running = channel.newer()
    race.status("paused")
    paused = channel.newer()
    assert paused.state != running.state
    assert paused.stamps == running.stamps
    assert (running.rests, paused.rests) == (False, True)


def test_while_nothing_changes_a_look_is_one_statement(store, race, opened):
    channel = opened()
    race.advance()
    channel.newer()
    with statements(store) as asked:
        assert channel.newer() is None
    assert len(asked) == 1


def test_a_new_frame_costs_six_statements_however_many_channels_show_it(store, race, opened):
    channels = [opened(), opened(dark=True), opened(language="zh")]
    race.advance()
    for channel in channels:
        channel.newer()
    race.advance()
    with statements(store) as asked:
        for channel in channels:
            assert channel.newer()
    assert len(asked) == 6 + 2


def test_every_channel_has_its_readers_language(race, opened):
    race.advance()
    english, chinese = (opened(language=word).newer().pieces["norms"][1] for word in ("en", "zh"))
    assert "Norm of each run" in english
    assert "Norm of each run" not in json.loads(chinese)["data"]["alt"]
    assert language.current() == "en"  # nobody else's has changed


def test_who_asks_for_the_same_shares_a_channel(opened):
    assert opened().key == opened().key
    assert opened().key != opened(at=5).key


def test_an_experiment_that_is_gone_is_a_sentence(store, race, opened):
    channel = opened()
    channel.newer()
    store.remove(race.id)
    with pytest.raises(StoreError, match="no experiment"):
        channel.newer()


def test_pages_without_races_have_no_pictures(opened):
    with pytest.raises(Refusal):
        opened(page="unroll")
