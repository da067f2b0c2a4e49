"""What the runs of a race have printed, at a moment of it."""

import re

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.tasks import Echo
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.race_view import Asked, look_at
from rnnviz.ui.training.run_logs import run_logs


@pytest.fixture
def printed(tmp_path):
    store = Store(tmp_path / "store.sqlite")

    def go(experiment, updates):
        race = OwnRace(store, experiment)
        race.advance(updates)
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(page="truncate", id=race.id, language="en", **plain, at=None)
        view = look_at(store, race.row, experiment, asked)
        return run_logs(view, view.moment, "log")

    yield go
    store.close()


def test_who_prints_has_lines_counted_in_epochs(printed):
    """Of 40,000 bits in 200 rows an epoch has 40 windows of 5."""
    run = classics.echo().runs[0].model_copy(update={"log": 20})
    experiment = Experiment(task=Echo(length=40_000), samples=400_000, runs=(run,))
    found = printed(experiment, 41)["log"].data
    assert "a line every 20 updates" in found
    assert found.count("<tr>") == 3
    assert "<th>epoch</th>" in found
    assert re.findall("<tr><td[^>]*>([^<]*)</td>", found) == ["1", "0.5"]


def test_who_does_not_print_has_none(printed):
    run = classics.echo().runs[0].model_copy(update={"log": 0})
    assert printed(Experiment(runs=(run,), samples=10_000), 2) == {}
