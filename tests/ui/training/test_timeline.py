"""The slider through a race's frames: where it ends, and which moment it stands for."""

from dataclasses import replace

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training import steering, timeline
from rnnviz.ui.training.steering import Timeline
from rnnviz.ui.training.timeline import Scale, chosen

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))


@pytest.fixture
def session(monkeypatch):
    state: dict[str, object] = {}
    monkeypatch.setattr(timeline.st, "session_state", state)
    return state


@pytest.fixture
def kept(tmp_path):
    """A race of four frames, and its course."""
    store = Store(tmp_path / "store.sqlite")
    race = OwnRace(store, EXPERIMENT)
    for _ in range(4):
        race.advance(3)
    yield race.row, store.course(race.row)
    store.close()


def test_while_frames_arrive_the_slider_ends_where_the_race_does(kept):
    row, course = kept
    assert Scale.of(row, course).end == 100_000
    scale = Scale.of(replace(row, status="paused"), course)
    assert scale.end == course.frames[-1].samples
    assert scale.key != Scale.of(row, course).key


def test_at_its_end_it_follows_the_training(kept):
    row, course = kept
    scale = Scale.of(replace(row, status="paused"), course)
    assert scale.back(scale.end) is None
    assert scale.back(scale.end - scale.step + 1) is None
    assert scale.back(0) == 0
    running = Scale.of(row, course)
    assert running.back(course.frames[-1].samples) is None  # beyond the newest frame there is nothing
    assert running.back(course.frames[1].samples) == course.frames[1].samples


def test_the_end_of_a_race_that_goes_on_is_not_shown_as_reached(kept):
    row, course = kept
    running, paused = Scale.of(row, course), Scale.of(replace(row, status="paused"), course)
    assert running.label(running.end) == "the newest"
    assert running.label(25_000) == "25,000"
    assert paused.label(paused.end) == f"{course.frames[-1].samples:,}"
    assert running.nearest(None) == running.end
    assert running.nearest(25_010) == 25_000
    assert running.notches[-1] == running.end


def test_the_moment_is_known_before_the_slider_is_drawn(kept, session):
    row, course = kept
    assert chosen(row, course) is None
    session[Scale.of(row, course).key] = 120
    assert chosen(row, course) == 120
    session.clear()
    steering.page_state(Timeline, row.id).at = 60
    assert chosen(row, course) == 60
    steering.follow(row)
    assert chosen(row, course) is None


def test_with_a_single_frame_there_is_nothing_to_go_back_to(kept, session):
    row, course = kept
    session[Scale.of(row, course).key] = 0
    assert chosen(row, replace(course, measured=course.measured[:1])) is None
    assert chosen(None, course) is None
