"""The slider through a race's frames: where it ends, and which moment it stands for."""

from dataclasses import replace

import pytest

from rnnviz.ui.components.moment_scale import Scale
from rnnviz.ui.training import steering, timeline
from rnnviz.ui.training.steering import Timeline
from rnnviz.ui.training.timeline import chosen


@pytest.fixture
def session(monkeypatch):
    state: dict[str, object] = {}
    monkeypatch.setattr(timeline.st, "session_state", state)
    return state


def test_the_moment_is_known_before_the_slider_is_drawn(kept, session):
    row, course = kept
    assert chosen(row, course) is None
    session[Scale.of(row, course.frames[-1].samples).key] = 120
    assert chosen(row, course) == 120
    session.clear()
    steering.page_state(Timeline, row.id).at = 60
    assert chosen(row, course) == 60
    steering.follow(row)
    assert chosen(row, course) is None


def test_with_a_single_frame_there_is_nothing_to_go_back_to(kept, session):
    row, course = kept
    session[Scale.of(row, course.frames[-1].samples).key] = 0
    assert chosen(row, replace(course, measured=course.measured[:1])) is None
    assert chosen(None, course) is None
