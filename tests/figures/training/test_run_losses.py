"""Where one run's loss has come to."""

import numpy as np
import pytest

from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.tasks import Echo


@pytest.mark.parametrize("seed", range(20))
def test_the_number_at_an_end_does_not_undercut_the_floor_by_more_than_it_says(seed):
    """Losses of a network that knows lag 3, as training draws them: 2,000 updates of 1,000 bits."""
    rng = np.random.default_rng(seed)
    task, shown = Echo(), 60
    chances = np.array([0.375, 0.875])  # of a 1, by the bit 3 steps back; that of lag 8 is not known
    bits = rng.integers(0, 2, (2000, 1000))
    ones = rng.random(bits.shape) < chances[bits]
    updates = -np.log(np.where(ones, chances[bits], 1.0 - chances[bits])).mean(axis=1)
    means = updates[: 2000 // shown * shown].reshape(shown, -1).mean(axis=1)
    samples = np.arange(1.0, shown + 1)
    value, error = RunLosses("run", samples, means, samples, means).settled()
    assert 0.0 < error < 0.004
    assert abs(value - task.floor([3])) < 4.0 * max(error, 0.0007)


def test_a_loss_that_still_falls_is_the_newest_one():
    samples, means = np.arange(60.0), np.geomspace(1.0, 0.01, 60)
    value, _error = RunLosses("run", samples, means, samples, means).settled()
    assert value == means[-1]


def test_of_several_seeds_it_is_the_median_of_what_each_has_come_to():
    samples = np.arange(1.0, 31.0)
    means = np.linspace(0.5, 0.6, 5)[:, None] + np.geomspace(0.1, 1e-4, 30)
    run = RunLosses("run", samples, means[0], samples, means[0], seeds=SeedLosses(samples, means))
    for at in (np.inf, 12.0):
        alone = [RunLosses("one", samples, row, samples, row).at(at) for row in means]
        assert run.settled(at) == (pytest.approx(np.median(alone)), 0.0)
