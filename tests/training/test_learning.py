"""What networks learn of Echo when gradients are cut: which floor each loss has reached in the end."""

import math
from functools import cache

import pytest

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

pytestmark = pytest.mark.slow

SEEDS, ENOUGH = range(5), 4  # in how many of the seeds it must be so
NEAR, FAR = Echo(lags={3: 0.5, 8: -0.25}), Echo(lags={3: 0.5, 12: -0.25})
ANY = math.inf

CLAIMS = [  # task, window, hidden units, carry, and between which losses it ends
    (NEAR, 5, 4, True, 0.5192 - 0.01, 0.5192 + 0.01),
    (NEAR, 10, 16, True, 0.4545 - 0.01, 0.4545 + 0.01),
    # a lag behind the window is found by more units, and one within it missed by few
    (NEAR, 5, 16, True, -ANY, 0.475),
    (NEAR, 10, 4, True, 0.503, ANY),
    (NEAR, 3, 16, True, 0.62, ANY),
    (FAR, 5, 32, True, 0.51, ANY),
    (FAR, 10, 32, True, -ANY, 0.485),
    (FAR, 20, 32, True, -ANY, 0.485),
    # without a carried state nobody can be better than what is visible within the window
    (NEAR, 5, 16, False, NEAR.reset_floor(5) - 0.01, NEAR.reset_floor(5) + 0.01),
]


@cache
def final(experiment: str) -> float:
    """The mean loss in nats of the last tenth of an experiment's updates."""
    *_, last = train(Experiment.from_json(experiment), every=math.inf)
    losses = last.runs[0].update_losses
    assert last.runs[0].status == "finished"
    return float(losses[-len(losses) // 10 :].mean())


def finals(task, window, hidden, carry, seeds=SEEDS) -> list[float]:
    run = Run(
        hidden=hidden,
        truncation=Truncation.windows(window),
        batch=200,
        carry=carry,
        optimizer="adagrad",
        rate=0.1,
    )
    made = [Experiment(task=task, seed=seed, samples=3_000_000, runs=(run,)) for seed in seeds]
    return [final(experiment.to_json()) for experiment in made]


@pytest.mark.parametrize(("task", "window", "hidden", "carry", "low", "high"), CLAIMS)
def test_where_the_loss_ends(task, window, hidden, carry, low, high):
    ends = finals(task, window, hidden, carry)
    assert sum(low < end < high for end in ends) >= ENOUGH, ends
