"""How pages hear that a run which they follow has gone on."""

import pytest
from support.own_race import OwnRace, statements

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network.follow_channel import open_follow, query, state_of


@pytest.fixture
def race(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield OwnRace(store, Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),)))
    store.close()


def opened(race, holds=False):
    return open_follow(lambda: race.store, query(race.row, holds))


def test_a_newer_frame_is_news_and_nothing_else(race):
    channel = opened(race)
    first = channel.newer()
    assert first.pieces == {} and not first.rests
    assert channel.newer() is None
    race.advance()
    news = channel.newer()
    assert news.state == state_of(race.row, False) != first.state
    with statements(race.store) as asked:
        assert channel.newer() is None
    assert len(asked) == 1


def test_who_holds_a_moment_hears_only_of_another_status(race):
    race.advance()
    channel = opened(race, holds=True)
    channel.newer()
    race.advance()
    assert channel.newer() is None
    race.status("finished", None)
    assert channel.newer().rests


def test_all_who_follow_the_same_share_one_look(race):
    assert opened(race).key == opened(race).key != opened(race, holds=True).key


def test_what_is_gone_is_said(race):
    channel = opened(race)
    race.store.remove(race.id)
    with pytest.raises(StoreError, match="no experiment"):
        channel.newer()


@pytest.mark.parametrize("asked", [{}, {"id": "0123abcd"}, {"id": "a" * 30, "holds": "1"}])
def test_anything_else_is_refused(race, asked):
    with pytest.raises(Refusal, match="no such pictures"):
        open_follow(lambda: race.store, asked)
