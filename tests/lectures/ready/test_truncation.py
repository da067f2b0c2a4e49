"""The floors and the rivals of the lecture on truncation, and every loss that its scenes name."""

import math
import re

import numpy as np
import pytest

from rnnviz.lectures.ready.truncation import LECTURE
from rnnviz.lectures.ready.vanishing import LECTURE as VANISHING
from rnnviz.tasks.echo import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train
from rnnviz.ui.training.echo_race import FIELDS
from rnnviz.ui.training.race_view import STRETCHES
from rnnviz.ui.training.run_notation import read_lags, read_run


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


def trained(scene):
    """The race of a scene, and of every run the means of its loss as they are drawn."""
    asked = {field.name: field.default({}) for field in FIELDS} | scene.settings
    shared = {
        "optimizer": asked["optimizer"],
        "rate": float(asked["rate"]),
        "batch": int(asked["batch"]),
    }
    race = Experiment(
        task=read_lags(asked["lags"]),
        seed=int(asked["seed"]),
        samples=int(asked["samples"]),
        runs=[read_run(word, shared) for word in asked["runs"].split(",")],
    )
    *_, last = train(race, every=math.inf)
    return race, [
        [float(part.mean()) for part in np.array_split(run.losses, STRETCHES)]
        for run in last.runs
        if run.status != "diverged"
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "scene", [*LECTURE.scenes[:7], VANISHING.scenes[-1]], ids=lambda scene: scene.settings["runs"]
)
def test_every_loss_that_a_scene_names_is_on_its_page(scene):
    race, means = trained(scene)
    ends, dips = [one[-1] for one in means], [min(one) for one in means]
    clips = [run.clip_norm for run in race.runs if run.clip_norm]
    there = {f"{value:.2f}" for value in (*race.task.floors().values(), *ends, *dips, *clips)}
    named = set(re.findall(r"\b0\.\d\d\b", scene.look))
    assert named <= there
    if scene.question and scene.question.options[:1] == ("0.45",):
        assert scene.question.options[int(scene.question.right)] == f"{max(ends):.2f}"
