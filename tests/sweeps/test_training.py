"""What is sent to whoever trains, and what comes back."""

import math
import pickle

import numpy as np
import pytest
from support.refusals.sweeps import sweep
from support.small_sweeps import small

from rnnviz.runs.run import Run
from rnnviz.sweeps import training
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.training import CellRun, own_version, train_runs
from rnnviz.training.race import Race


def losses_of(experiment, seed):
    """Of every update of the experiment's only run, by the place of its seed."""
    race = Race(experiment)
    while race.running:
        race.advance()
    return race.learners[seed].losses


def test_a_run_s_loss_is_the_mean_of_the_last_tenth_of_its_updates():
    made = small(samples=2000)
    run = CellRun(5, 1, 2000)
    (found,) = train_runs(made.to_json(), [run])
    losses = losses_of(made.cells[5].experiment, 1)
    first = math.ceil(len(losses) * 0.9)
    assert found.loss == pytest.approx(float(np.mean(losses[first:])), rel=1e-12)
    # by itself its sums may be rounded otherwise than in a stack
    alone = losses_of(made.cells[5].experiment.by_seed[1], 0)
    assert found.loss == pytest.approx(float(np.mean(alone[first:])), rel=1e-5)
    assert (found.run, found.diverged) == (run, False)


def test_runs_together_are_what_they_are_alone():
    made = small(samples=500)
    text, runs = made.to_json(), list(coarse_first(made))
    together = {one.run: one.loss for one in train_runs(text, runs)}
    for run in runs:
        (alone,) = train_runs(text, [run])
        assert alone.loss == pytest.approx(together[run], rel=1e-5)


def test_one_update_is_enough():
    made = small(run=Run(hidden=2, batch=50), samples=50)
    found = train_runs(made.to_json(), [CellRun(8, 0, 50)])
    assert math.isfinite(found[0].loss)


def test_one_that_diverges_says_so_and_the_others_go_on():
    run = Run(cell="identity", hidden=2, batch=5, optimizer="sgd")
    made = sweep(("lag", 1), ("rate", 0.001, 1000.0), run=run, samples=2000)
    one, other = train_runs(made.to_json(), [CellRun(0, 0, 100), CellRun(1, 0, 2000)])
    assert math.isfinite(one.loss) and not one.diverged
    assert math.isnan(other.loss) and other.diverged


def test_other_samples_are_those_of_the_run():
    made = small()
    text = made.to_json()
    more = made.model_copy(update={"samples": 300}).to_json()
    (one,), (other,) = train_runs(text, [CellRun(0, 0, 300)]), train_runs(more, [CellRun(0, 0, 300)])
    assert one.loss == other.loss


def test_another_version_is_refused_and_its_refusal_can_be_sent():
    with pytest.raises(training.OtherVersion) as refused:
        train_runs(small().to_json(), [CellRun(0, 0, 100)], "0.0+another")
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)
    assert "0.0+another" in str(refused.value) and own_version() in str(refused.value)


def test_the_version_is_of_the_files_that_numbers_come_from(tmp_path, monkeypatch):
    own_version.cache_clear()
    before = own_version()
    for room in training.ROOMS:
        (tmp_path / room).mkdir()
    (tmp_path / "nn" / "one.py").write_text("1")
    monkeypatch.setattr(training, "PACKAGE", tmp_path)
    own_version.cache_clear()
    other = own_version()
    (tmp_path / "nn" / "one.py").write_text("2")
    own_version.cache_clear()
    assert len({before, other, own_version()}) == 3
    own_version.cache_clear()
