"""The picture of the mini-batches as a race goes on."""

from dataclasses import replace

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo, Words
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.batch_picture import batch_picture
from rnnviz.ui.training.race_view import Asked, look_at

RUNS = (Run(hidden=3, batch=5), Run(hidden=2, batch=5, truncation=Truncation.windows(2)))


@pytest.mark.parametrize("task", [Echo(), Words()], ids=lambda task: task.name)
def test_the_window_moves_with_the_training(tmp_path, task):
    store = Store(tmp_path / "store.sqlite")
    race = OwnRace(store, Experiment(task=task, samples=10_000, runs=RUNS))
    plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
    asked = Asked(page="truncate", id=race.id, language="en", **plain, batches=True)

    def said():
        return batch_picture(look_at(store, race.row, race.experiment, asked))["batches"].data

    assert said().count("The first update reads steps 1 to") == 2
    race.advance(3)
    view = look_at(store, race.row, race.experiment, asked)
    for run, state in zip(RUNS, view.moment.runs, strict=True):
        last, every = state.updates * run.truncation.every, run.truncation.every
        assert f"Update {state.updates:,} has read steps {last - every + 1} to {last}" in said()
    assert batch_picture(replace(view, asked=replace(asked, batches=False))) == {}
    store.close()
