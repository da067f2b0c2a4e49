"""The floors and the rivals of the lecture on truncation."""

import pytest

from rnnviz.lectures.ready.truncation import LECTURE
from rnnviz.tasks.echo import Echo
from rnnviz.ui.training.run_notation import read_run


def runs_of(place):
    """The runs of a scene's race."""
    words = LECTURE.scenes[place].settings["runs"].split(",")
    return [read_run(word, {}) for word in words]


def test_the_floors_are_those_of_the_task():
    floors = sorted(Echo().floors().values())
    said = LECTURE.scenes[0].look
    assert [f"{floors[place]:.2f}" for place in (0, 1, -1)] == ["0.45", "0.52", "0.66"]
    assert all(f"{floors[place]:.2f}" in said for place in (0, 1, -1))


@pytest.mark.parametrize("place", range(7))
def test_every_race_can_be_run(place):
    assert len(runs_of(place)) >= 2


def test_the_second_race_has_all_four_combinations():
    sizes = {(run.truncation.every, run.hidden) for run in runs_of(1)}
    assert sizes == {(5, 4), (5, 16), (10, 4), (10, 16)}
