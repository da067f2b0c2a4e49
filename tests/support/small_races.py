"""Short races, and what came of them."""

import math

import numpy as np

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

CUTS = [
    Truncation.windows(5),
    Truncation.even(4),
    Truncation.sliding(6),
    Truncation.full(),
    Truncation(every=3, reach=7),
    Truncation(every=5, reach=2, each=True),
]


def make(*kinds, samples=20_000, **settings):
    kinds = [{"batch": 20} | kind for kind in kinds or ({},)]
    return Experiment(samples=samples, runs=[Run(**kind) for kind in kinds], **settings)


def trained(experiment, every=math.inf):
    """Losses, gradient norms and last frame of every run."""
    frames = list(train(experiment, every))
    return [
        (
            np.concatenate([frame.runs[k].update_losses for frame in frames]),
            np.concatenate([frame.runs[k].update_norms for frame in frames]),
            frames[-1].runs[k],
        )
        for k in range(len(experiment.runs))
    ]


def assert_same(first, second):
    for mine, theirs in zip(first[:2], second[:2], strict=True):
        np.testing.assert_array_equal(mine, theirs)
    (*_, one), (*_, other) = first, second
    assert (one.samples, one.updates, one.status) == (other.samples, other.updates, other.status)
    for name, array in one.network.parameters.items():
        np.testing.assert_array_equal(other.network.parameters[name], array, strict=True)
