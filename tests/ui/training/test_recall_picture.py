"""The recall of a race's runs, as its page and its followers are sent it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from support.own_race import OwnRace

from rnnviz.analysis.recall import recall
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.race_view import Asked, look_at
from rnnviz.ui.training.recall_picture import recall_pictures


@pytest.fixture
def race(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    runs = (Run(hidden=3, batch=20), Run(hidden=2, batch=20, carry=False))
    race = OwnRace(store, Experiment(samples=100_000, runs=runs))
    race.advance(3)
    yield race
    store.close()


def seen(race, at=None, **more):
    asked = Asked(
        page="truncate",
        id=race.id,
        language="en",
        at=at,
        **dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False),
        **more,
    )
    view = look_at(race.store, race.row, race.experiment, asked)
    return recall_pictures(view, view.moment), view


def test_the_bars_are_those_of_the_moment_and_its_marks_those_of_the_start(race):
    pieces, view = seen(race)
    bars = json.loads(pieces["recall"].data["figure"])["data"]
    task = race.experiment.task
    for place, (run, window) in enumerate(zip(race.experiment.runs, (None, 5), strict=True)):
        knows, before, _reached = bars[3 * place : 3 * place + 3]
        now = recall(view.moment.exact(place), task, window)
        assert knows["y"] == pytest.approx(np.clip(now.held, 0.0, 1.0))
        begun = recall(task.start(run, race.experiment.seed).astype("float64"), task, window)
        shown = [share for share in begun.held if share >= 0.01]
        assert [y for y in before["y"] if y is not None] == pytest.approx(shown)
    assert "no loss reaches 8 steps back" in pieces["recalled"].data
    assert "no loss reaches 8 steps back" in pieces["recall"].data["alt"]


def test_it_follows_the_timeline(race):
    first = race.row.newest
    stamps = [seen(race)[0]["recall"].stamp]
    race.advance(40)
    stamps.append(seen(race)[0]["recall"].stamp)
    assert stamps[0] != stamps[1]
    assert first is not None
    samples = seen(race)[1].course.frames[0].samples
    assert seen(race, at=samples)[0]["recall"].stamp == stamps[0]


def test_the_plain_numbers_are_made_for_who_has_unfolded_them(race):
    pieces, view = seen(race, plain=True)
    assert f">{view.moment.recall(0).capacity:.2f}</td>" in pieces["capacity"].data
    assert "capacity" not in seen(race)[0]
    query = replace(view.asked).query()
    assert Asked.read(query) == view.asked
    del query["plain"]  # as older pages ask
    assert Asked.read(query) == replace(view.asked, plain=False)
