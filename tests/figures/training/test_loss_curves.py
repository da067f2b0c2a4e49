"""A run's losses as curves."""

import numpy as np

from rnnviz.figures.training.loss_curves import loss_curves
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses

SAMPLES = np.array([1000.0, 2000.0])
MEANS = np.array([0.7, 0.52])
SCALE = LossScale.of([0.5, 0.7], [MEANS])


def test_a_run_alone_is_its_updates_and_its_means():
    updates, means = loss_curves(
        RunLosses("one", SAMPLES, MEANS, SAMPLES, MEANS), 0, SCALE, "nats", False
    )
    assert updates["hoverinfo"] == "skip"
    assert means["text"] == ["0.7000", "0.5200"]


def test_of_seeds_the_median_alone_is_a_curve():
    made = SeedLosses(SAMPLES, np.array([MEANS, MEANS + 0.02, MEANS + 0.06]))
    run = RunLosses("one", SAMPLES, made.band[2], SAMPLES, made.band[2], seeds=made)
    (median,) = loss_curves(run, 1, SCALE, "nats", True)
    np.testing.assert_allclose(median["y"], MEANS + 0.02)
    assert median["text"][1] == "median 0.5400, mean 0.5467, deviation 0.0306, 3 seeds"
