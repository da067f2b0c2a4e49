"""Tables of losses and reaches: all that was measured, and the floors."""

import numpy as np

from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.figures.training.training_numbers import loss_sheets, reach_sheets
from rnnviz.runs.truncation import Truncation


def lines(make):
    (sheet,) = make()
    return list(zip(*sheet.columns, strict=True))


def test_means_single_updates_and_floors(rng):
    one = RunLosses("one", np.arange(3.0), rng.uniform(size=3), np.arange(2.0), rng.uniform(size=2))
    found = lines(loss_sheets([one], [(0.5, "nothing learned")], "loss (nats)"))
    assert [line[3] for line in found if line[1] == "mean"] == one.means.tolist()
    assert [line[3] for line in found if line[1] == "single update"] == one.losses.tolist()
    assert found[-1] == ("nothing learned", "floor", None, 0.5)


def test_of_several_seeds_each_and_their_quartiles(rng):
    seeds = SeedLosses(np.arange(4.0), rng.uniform(size=(3, 4)))
    none = np.empty(0)
    one = RunLosses("one", none, none, seeds.samples, seeds.band[2], seeds=seeds)
    found = lines(loss_sheets([one], [], "loss (nats)"))
    for number, values in enumerate(seeds.means, 1):
        assert [line[3] for line in found if line[1] == f"seed {number}"] == values.tolist()
    quartile = np.percentile(seeds.means, 25, axis=0)
    assert np.allclose([line[3] for line in found if line[1] == "lower quartile"], quartile)


def test_which_loss_reaches_which_step(rng):
    norms, cut = np.tril(rng.uniform(size=(4, 4))), Truncation.windows(2)
    found = lines(reach_sheets([("one", norms, cut), ("two", norms, None)]))
    assert len(found) == 20
    for name, t, k, norm, through in found:
        assert norm == norms[t - 1, k - 1]
        assert through == (name == "one" and cut.reaches(t - 1, k - 1))
