"""The pictures of a training in a report are those of its page, moment by moment."""

import json

import numpy as np
import pytest
from support.exported import MADE, pictures, trained

from rnnviz.exports import report_race
from rnnviz.exports.patches import patched
from rnnviz.exports.report_race import moment_sentences, race_report, seen, table
from rnnviz.figures.base.numbers import loss
from rnnviz.plot.lone_figure import values_of
from rnnviz.training.experiment import Experiment


def z_of(figure):
    """The numbers of all heat maps of a figure."""
    return [values_of(one["z"]) for one in figure["data"] if one.get("type") == "heatmap"]


@pytest.fixture
def race(store):
    id = trained(store, MADE["echo"]())
    return store, id, race_report(store, id)


def test_states_at_each_moment_are_those_that_the_page_shows(race):
    store, id, report = race
    states = list(report_race.pictures(report))[1]
    assert states.title.startswith("Hidden states")
    assert len(states.moments) == len(report.moments) > 2
    for moment, changes in zip(report.moments, states.moments, strict=True):
        shown = json.loads(pictures(store, id, at=moment.samples)["states"]["figure"])
        for mine, theirs in zip(z_of(patched(states.light, changes.light)), z_of(shown), strict=True):
            np.testing.assert_allclose(mine, theirs, atol=1e-5)


def test_losses_stand_on_the_floors_of_the_page(race):
    store, id, report = race
    first = next(report_race.pictures(report))
    shown = json.loads(pictures(store, id)["losses"]["figure"])
    floors = [one["y0"] for one in shown["layout"]["shapes"] if one.get("y0") == one.get("y1")]
    assert floors
    mine = [one["y0"] for one in first.light["layout"]["shapes"] if one.get("y0") == one.get("y1")]
    np.testing.assert_allclose(mine, floors, rtol=1e-5)


def test_each_moment_is_a_sentence_with_the_losses(race):
    _store, _id, report = race
    sentences = moment_sentences(report)
    assert sentences[0].startswith("After 0 samples.")
    last = report.losses[0].at(report.last.samples)
    assert f"{report.names[0]}: {loss(last)} nats" in sentences[-1]
    assert seen(report) and "<table" in table(report)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value", "ignore:Mean of empty")
@pytest.mark.parametrize("kind", ["echo with seeds", "diverged", "addition", "encoder-decoder"])
def test_every_kind_of_training_has_its_pictures(kind, store):
    report = race_report(store, trained(store, MADE[kind]()))
    found = list(report_race.pictures(report))
    assert len(found) >= 3
    assert all(one.title and one.words for one in found)
    assert any(one.moments for one in found)
    json.dumps([one.light for one in found], allow_nan=False)


def test_before_the_first_frame_there_is_none(store):
    assert race_report(store, store.add(Experiment())) is None


def test_of_many_moments_some_are_taken_evenly(race, monkeypatch):
    store, id, whole = race
    monkeypatch.setattr(report_race, "MOST_MOMENTS", 3)
    few = race_report(store, id)
    samples = [one.samples for one in few.moments]
    assert samples[0] == 0 and samples[-1] == whole.last.samples
    assert len(samples) == 3
