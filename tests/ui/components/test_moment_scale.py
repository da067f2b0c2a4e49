"""The slider of a training: where it ends, and which moment it stands for."""

from dataclasses import replace

from rnnviz.experiments.status import Status
from rnnviz.ui.components.moment_scale import Scale


def test_while_frames_arrive_the_slider_ends_where_the_race_does(kept):
    row, course = kept
    last = course.frames[-1].samples
    assert Scale.of(row, last).end == 100_000
    scale = Scale.of(replace(row, status=Status.PAUSED), last)
    assert scale.end == last
    assert scale.key != Scale.of(row, last).key


def test_at_its_end_it_follows_the_training(kept):
    row, course = kept
    last = course.frames[-1].samples
    scale = Scale.of(replace(row, status=Status.PAUSED), last)
    assert scale.back(scale.end) is None
    assert scale.back(scale.end - scale.step + 1) is None
    assert scale.back(0) == 0
    running = Scale.of(row, last)
    assert running.back(last) is None  # beyond the newest frame there is nothing
    assert running.back(course.frames[1].samples) == course.frames[1].samples


def test_the_end_of_a_race_that_goes_on_is_not_shown_as_reached(kept):
    row, course = kept
    last = course.frames[-1].samples
    running, paused = Scale.of(row, last), Scale.of(replace(row, status=Status.PAUSED), last)
    assert running.label(running.end) == "the newest"
    assert running.label(25_000) == "25,000"
    assert paused.label(paused.end) == f"{last:,}"
    assert running.nearest(None) == running.end
    assert running.nearest(25_010) == 25_000
    assert running.notches[-1] == running.end
