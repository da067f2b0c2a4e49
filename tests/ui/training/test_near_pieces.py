"""Pictures of a race by themselves: what is in sight is of the newest frame, what is not seldom is."""

import json

import pytest
from support.own_race import OwnRace

from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training import echo_strips, near_pieces, race_channel, recall_picture
from rnnviz.ui.training.echo_pictures import echo_pictures
from rnnviz.ui.training.echo_strips import DRAWN
from rnnviz.ui.training.race_channel import open_channel
from rnnviz.ui.training.race_view import Asked, look_at

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))
TOP = "losses seen states"
FAR = {"recall", "matrices", "gradients", "runs", "table"}


class Clock:
    """What the time is."""

    now = 1_000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in (near_pieces, race_channel):
        monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def race(store):
    return OwnRace(store, EXPERIMENT)


@pytest.fixture
def opened(store, race, clock):
    def go(**more):
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(**({"page": "truncate", "id": race.id, "language": "en", **plain} | more))
        return open_channel(lambda: store, {"truncate": echo_pictures}, asked.query())

    return go


def changed(one, other):
    return {name for name, stamp in other.stamps.items() if one.stamps.get(name) != stamp}


def test_with_a_newer_frame_only_what_is_in_sight_is_drawn_anew(race, opened):
    for _frame in range(2):
        race.advance(2)
    channel = opened(near=TOP)
    first = channel.newer()
    race.advance(2)
    newer = channel.newer()
    assert changed(first, newer) <= set(TOP.split())
    assert {"losses", "states"} <= changed(first, newer)
    assert newer.pieces.keys() == first.pieces.keys() and newer.state == first.state
    whole = opened().newer()
    assert {name: newer.stamps[name] for name in TOP.split()} == {
        name: whole.stamps[name] for name in TOP.split()
    }


def test_what_comes_into_sight_is_drawn_at_once(race, opened):
    race.advance(2)
    opened(near=TOP).newer()
    race.advance(2)
    opened(near=TOP).newer()
    below = opened(near="matrices recall").newer()
    whole = opened().newer()
    assert all(below.stamps[name] == whole.stamps[name] for name in ("recall", "matrices", "recalled"))


def test_what_is_out_of_sight_is_never_long_behind(race, opened, clock):
    race.advance(2)
    channel = opened(near=TOP)
    channel.newer()
    clock.now += 1.0
    race.advance(2)
    behind = channel.newer()
    clock.now += 3.0
    assert channel.newer() is None
    clock.now += 1.5  # though there is no newer frame
    caught_up = channel.newer()
    assert changed(behind, caught_up) >= FAR
    assert caught_up.stamps == opened().newer().stamps
    clock.now += 100.0
    assert channel.newer() is None


def test_a_race_that_rests_is_drawn_whole(race, opened):
    race.advance(2)
    channel = opened(near=TOP)
    channel.newer()
    race.advance(2)
    channel.newer()
    race.status("paused")
    assert channel.newer().stamps == opened().newer().stamps


def test_of_a_key_the_strips_change_wherever_they_stand(race, opened):
    race.advance(2)
    opened(near=TOP, bits="0101").newer()
    typed = opened(near=TOP, bits="01011").newer()
    whole = opened(bits="01011").newer()
    assert {name: typed.stamps[name] for name in DRAWN} == {name: whole.stamps[name] for name in DRAWN}


def test_what_nobody_sees_is_not_computed(race, opened, monkeypatch):
    race.advance(2)
    opened(near=TOP).newer()

    def never(*given):
        raise AssertionError

    for module, name in ((recall_picture, "recall_bars"), (echo_strips, "figure_piece")):
        monkeypatch.setattr(module, name, never)
    race.advance(2)
    shown = opened(near="losses").newer()
    assert "cannot be drawn" not in json.dumps(dict(shown.pieces))


def test_readers_at_other_places_of_the_page_share_what_both_see(race, opened, clock, monkeypatch):
    drawn = []
    before = echo_strips.figure_piece
    monkeypatch.setattr(echo_strips, "figure_piece", lambda *of: drawn.append(of) or before(*of))
    race.advance(2)
    for names in (TOP, f"{TOP} probabilities", "states recall"):
        opened(near=names).newer()
    assert len(drawn) == len(DRAWN)
    clock.now += 1.0
    race.advance(2)
    for names in (TOP, f"{TOP} probabilities", "states recall"):
        opened(near=names).newer()
    assert len(drawn) == len(DRAWN) + 2


def test_a_reader_who_has_gone_back_sees_all_of_that_moment(store, race, opened):
    race.advance(2)
    first = opened().newer()
    race.advance(2)
    opened(near=TOP).newer()
    back = opened(near=TOP, at=0).newer()
    row = race.row
    assert back.stamps["matrices"] == first.stamps["matrices"]
    view = look_at(store, row, EXPERIMENT, opened(at=0).key)
    assert back.stamps["states"] == echo_pictures(view)["states"].stamp
