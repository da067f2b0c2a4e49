"""One run while it is trained: its frames, its checkpoint, and what becomes of it when it diverges."""

import math

import numpy as np
import pytest
from support.small_races import CUTS, assert_same, make, trained

from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners, train


def test_a_frame_says_what_happened_since_the_last_one():
    (learner,) = learners(make())
    learner.advance(50)
    first = learner.frame()
    learner.advance(80)
    second = learner.frame()
    nothing = learner.frame()
    assert (first.samples, first.updates, first.status) == (1000, 10, "running")
    assert (second.samples, second.updates, len(second.update_losses)) == (1600, 16, 6)
    assert second.loss == pytest.approx(np.mean(second.update_losses))
    assert second.gradient_norm == second.update_norms[-1]
    assert (nothing.loss, nothing.gradient_norm) == (second.loss, second.gradient_norm)
    assert len(nothing.update_losses) == 0
    for name, array in learner.engine.network().parameters.items():
        np.testing.assert_array_equal(second.network.parameters[name], array)
    assert any((first.network.parameters[k] != v).any() for k, v in second.network.parameters.items())


def test_before_the_first_update_there_is_no_loss():
    (learner,) = learners(make())
    assert math.isnan(learner.frame().loss)
    learner.advance(50)
    kept = learner.checkpoint()
    learner.frame()
    learner.restore(kept)
    assert math.isnan(learner.frame().loss)  # whoever restores it says what was last


def test_the_last_frame_has_the_loss_of_the_last_updates_however_short_a_run_is():
    for every in (0.0, 0.02, 10.0):
        for kinds in ([{}], [{"batch": 40}, {"cell": "lstm"}]):
            *_, last = train(make(*kinds), every=every)
            for run in last.runs:
                assert math.isfinite(run.loss) and math.isfinite(run.gradient_norm)


def test_the_norm_is_that_before_clipping():
    free, clipped = trained(make({"clip_norm": 1e-3, "optimizer": "sgd"}, {"optimizer": "sgd"}))
    assert free[1][0] == clipped[1][0] > 1e-3
    assert (free[1] != clipped[1]).any()


def goes_on(learner, steps):
    learner.advance(steps)
    return learner.frame()


@pytest.mark.parametrize("cell", ["tanh", "gru", "gru_before", "lstm"])
@pytest.mark.parametrize("cut", [cut for cut in CUTS if cut.every], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_restored_run_goes_on_exactly(cell, cut, optimizer):
    experiment = make(
        {"cell": cell, "truncation": cut, "optimizer": optimizer, "layers": 2, "batch": 3}
    )
    (straight,) = learners(experiment)
    straight.advance(31)
    kept = straight.checkpoint()
    straight.frame()
    end = goes_on(straight, 90)
    (fresh,) = learners(Experiment.from_json(experiment.to_json()))
    for learner in (fresh, straight):  # another one, and the same one sent back
        learner.restore(kept)
        again = goes_on(learner, 90)
        mine, theirs = ((of.update_losses, of.update_norms, of) for of in (end, again))
        assert_same(mine, theirs)
        for mine, theirs in zip(learner.hidden, straight.hidden, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_a_checkpoint_keeps_a_changed_rate():
    (learner,) = learners(make())
    learner.optimizer.rate = 0.025
    (other,) = learners(make())
    other.restore(learner.checkpoint())
    assert other.optimizer.rate == 0.025


WILD = [
    {"cell": cell, "hidden": 16, "optimizer": optimizer, "rate": 1000.0, "truncation": cut}
    for cell in ("relu", "identity")
    for optimizer in ("sgd", "momentum")
    for cut in (Truncation.windows(5), Truncation.even(3))
]


def numbers(checkpoint):
    """Every array of a checkpoint."""
    memory = [array for kept in checkpoint["optimizer"].values() for array in kept.values()]
    states = [*checkpoint["hidden"], *checkpoint["memory"]]
    found = (*checkpoint["parameters"].values(), *states, *memory)
    return [array for array in found if array is not None]


@pytest.mark.parametrize("wild", WILD, ids=str)
def test_a_run_that_diverges_stops_and_the_others_go_on(wild):
    tame, lost, gru = trained(make({}, wild, {"cell": "gru"}), every=0)
    losses, norms, last = lost
    assert last.status == "diverged"
    assert last.diverged_at == len(losses) == last.updates + 1
    healthy = np.isfinite(losses) & np.isfinite(norms)
    assert healthy[:-1].all()
    assert not healthy[-1]
    assert last.samples == last.updates * wild["truncation"].every * 20 < 20_000
    for other in (tame, gru):
        assert (other[2].status, other[2].samples) == ("finished", 20_000)


@pytest.mark.parametrize("wild", WILD, ids=str)
def test_what_is_kept_of_a_run_that_diverges_is_its_last_good_state(wild):
    (learner,) = learners(make(wild))
    last = learner.frame()
    while learner.status == "running":
        learner.advance(learner.position + 1)  # one update a frame
        last = learner.frame()
    assert last.diverged_at == learner.diverged_at
    assert all(np.isfinite(array).all() for array in numbers(learner.last_good))
    assert learner.last_good["updates"] == learner.diverged_at - 1
    at = learner.diverged_at
    learner.restore(learner.last_good)
    assert learner.status == "running"
    learner.advance(learner.position + 1)
    assert learner.diverged_at == at


def test_a_gradient_whose_squares_overflow_is_clipped_and_has_not_diverged():
    (learner,) = learners(make({"cell": "identity", "optimizer": "sgd", "clip_norm": 1.0}))
    learner.engine.joined[-1][-2:] *= 1e22
    learner.advance(1)
    assert learner.status == "running"
    assert 1e19 < learner.gradient_norms[0] < math.inf
    assert np.isfinite(learner.engine.vector).all()


def test_a_frame_counts_only_runs_that_have_not_diverged():
    *_, last = train(make({}, WILD[0]), every=math.inf)
    assert last.samples == last.runs[0].samples > last.runs[1].samples
    *_, last = train(make(WILD[0]), every=math.inf)
    assert last.samples == 0
