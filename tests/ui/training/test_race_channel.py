"""The pictures of a race over a socket: when there are newer ones, in which language, at what cost."""

import json

import pytest
from support.own_race import OwnRace, statements

from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.text import language
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import task_pictures
from rnnviz.ui.training import echo_pictures as echo_pictures_module
from rnnviz.ui.training import echo_strips, race_channel
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.echo_strips import DRAWN
from rnnviz.ui.training.race_channel import open_channel
from rnnviz.ui.training.race_view import Asked

PAGES = {"truncate": echo_pictures, "tasks": task_pictures}

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))


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
    assert set(channel.newer().pieces) == {"losses", *DRAWN}
    assert channel.newer() is None
    race.advance(2)
    first = channel.newer()
    assert set(first.pieces) == {
        *DRAWN,
        *("losses", "seen", "recall", "recalled", "runs", "table", "norms", "matrices"),
    }
    assert channel.newer() is None
    race.advance(2)
    second = channel.newer()
    assert second.stamps != first.stamps
    assert json.loads(second.pieces["runs"][1])["kind"] == "html"


def test_the_mini_batches_are_sent_to_who_has_unfolded_them(race, opened):
    channel = opened(batches=True)
    assert set(channel.newer().pieces) == {"losses", "batches", *DRAWN}
    before = channel.newer()
    race.advance(2)
    assert before is None and "batches" in channel.newer().pieces


def test_the_newest_of_the_same_settings_is_sent_but_where_that_very_one_is_asked_for(
    store, race, opened
):
    race.advance(2)
    newer = OwnRace(store, EXPERIMENT)
    newer.advance(4)

    def losses(**more):
        return opened(**more).newer().pieces["losses"]

    assert losses() == losses(id=newer.id)
    assert losses(exact=True) != losses()
    assert losses(exact=True) == losses(exact=True, id=race.id)


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


def test_a_key_is_answered_over_the_frame_that_was_drawn_last_and_the_newest_comes_after(
    race, opened, monkeypatch
):
    monkeypatch.setattr(race_channel, "LATELY", 60.0)  # a machine may be busy with something else
    race.advance(2)
    first = opened(bits="0101")
    drawn = first.newer()
    race.advance(2)
    typed = opened(bits="01011")
    at_once = typed.newer()
    strips, others = set(DRAWN), set(drawn.pieces) - set(DRAWN)
    assert at_once.soon and not drawn.soon
    assert {name: at_once.stamps[name] for name in others} == {
        name: drawn.stamps[name] for name in others
    }
    assert all(at_once.stamps[name] != drawn.stamps[name] for name in strips)
    newest = typed.newer()
    assert not newest.soon
    assert newest.stamps == opened(bits="01011").newer().stamps
    assert newest.stamps["losses"] != drawn.stamps["losses"]
    assert typed.newer() is None


def test_a_key_long_after_the_last_frame_was_drawn_gets_the_newest(race, opened, monkeypatch):
    race.advance(2)
    opened(bits="0101").newer()
    race.advance(2)
    monkeypatch.setattr(race_channel, "LATELY", -1.0)
    assert not opened(bits="01011").newer().soon


def test_a_key_after_a_change_of_status_gets_what_is_so_now(race, opened):
    race.advance(2)
    opened(bits="0101").newer()
    race.advance(2)
    race.status("paused")
    shown = opened(bits="01011").newer()
    assert shown.rests and not shown.soon


@pytest.mark.parametrize(
    ("module", "name", "lost"),
    [
        (echo_pictures_module, "_losses", "losses"),
        (echo_pictures_module, "_matrices", "matrices"),
        (echo_pictures_module, "recall_pictures", "recall"),
        (echo_strips, "_strip", "states"),
    ],
)
def test_a_picture_that_fails_says_so_in_its_place_and_the_others_go_on(
    race, opened, monkeypatch, module, name, lost
):
    race.advance(2)
    before = opened(bits="01").newer()

    def broken(*given):
        raise ZeroDivisionError

    monkeypatch.setattr(module, name, broken)
    shown = opened(bits="01", logarithmic=True).newer()  # drawn anew
    assert "cannot be drawn now" in shown.pieces[lost][1]
    others = {"losses", "states", "recall", "runs", "matrices"} - {lost}
    assert others <= shown.pieces.keys()
    assert not any("cannot be drawn" in shown.pieces[one][1] for one in others)
    assert shown.state != before.state  # the script places words where a figure was
