"""The strips of a race: of which networks they are, and what is said of each run."""

import json
from dataclasses import replace

import numpy as np
import pytest
from support.own_race import OwnRace

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo_bits import example
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training import echo_pictures
from rnnviz.ui.training.echo_strips import DRAWN, echo_strips
from rnnviz.ui.training.race_view import Asked, look_at

RUNS = (Run(hidden=3, batch=20), Run(hidden=2, batch=20, truncation=Truncation.windows(4)))
WILD = Run(
    cell="relu", hidden=16, batch=20, optimizer="sgd", rate=1000.0, truncation=Truncation.windows(10)
)
EXPERIMENT = Experiment(samples=100_000, runs=RUNS)
BITS = "0110100"


@pytest.fixture
def looking(tmp_path):
    store = Store(tmp_path / "store.sqlite")

    def look(experiment=EXPERIMENT, updates=0, at=None, **more):
        race = OwnRace(store, experiment)
        if updates:
            race.advance(updates)
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(page="truncate", id=race.id, language="en", at=at, **plain | more)
        return look_at(store, race.row, experiment, asked)

    yield look
    store.close()


def heads(piece):
    return [note["text"] for note in json.loads(piece.data["figure"])["layout"]["annotations"]]


def test_a_queued_run_shows_its_start(looking):
    view = looking(bits=BITS)
    assert view.moment is None
    for place, run in enumerate(RUNS):
        net = view.experiment.task.start(run, 0).astype("float64")
        expected = typed_run(net, view.experiment.task, run, BITS)
        np.testing.assert_array_equal(view.typed(place).hidden, expected.hidden)
    drawn = echo_strips(view)
    assert list(drawn) == list(DRAWN)
    assert all(head.endswith(" · as it starts") for head in heads(drawn["states"]))


def test_strips_are_of_the_moment_that_is_looked_at(looking):
    view = looking(updates=3, bits=BITS)
    for place, run in enumerate(RUNS):
        expected = typed_run(view.moment.exact(place), view.experiment.task, run, BITS)
        np.testing.assert_array_equal(view.typed(place).norms, expected.norms)
    assert heads(echo_strips(view)["states"]) == [f"<b>{name}</b>" for name in view.names]
    start = looking(bits=BITS)
    assert start.typed(0).chance.tolist() != view.typed(0).chance.tolist()


def test_without_bits_the_example_is_read(looking):
    view = looking()
    assert view.typed(0).bits == view.bits == example(view.experiment.task)


def test_a_diverged_run_shows_its_last_good_state_and_says_when(looking):
    view = looking(Experiment(samples=100_000, runs=(RUNS[0], WILD)), updates=20, bits=BITS)
    at = view.moment.runs[1].diverged_at
    assert at is not None
    good, bad = heads(echo_strips(view)["states"])
    assert "diverged" not in good
    assert bad.endswith(f" · diverged at update {at:,}, here its last state before that")
    assert np.isfinite(view.typed(1).hidden).all()
    assert f"diverged at update {at:,}" in echo_strips(view)["gradients"].data["alt"]


def test_another_key_draws_nothing_but_the_strips(looking):
    view = looking(updates=2, bits=BITS)
    before = echo_pictures.echo_pictures(view)
    typed = echo_pictures.echo_pictures(replace(view, asked=replace(view.asked, bits=BITS + "1")))
    for name, piece in before.items():
        assert (typed[name] is piece) == (name not in DRAWN)
