"""Is even(n) as good as windows(2n)? Final losses of Echo at equal numbers of samples seen.

With windows(2n) the losses of a window reach back n steps on average, with even(n) all of them do, and
it makes twice as many updates.
"""

import math
import statistics
from collections.abc import Iterator

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

SAMPLES = 3_000_000
SEEDS = range(5)
LENGTHS = (3, 5, 8)
TASKS = [(Echo(lags={3: 0.5, 8: -0.25}), 16), (Echo(lags={3: 0.5, 12: -0.25}), 32)]
TAIL = 0.1  # the share of updates, at the end, whose mean loss counts as final


def tables() -> Iterator[str]:
    """What each way to cut has learned in the end."""
    for task, hidden in TASKS:
        floors = ", ".join(f"{floor:.4f} {name}" for name, floor in task.floors().items())
        lines = []
        for n in LENGTHS:
            cuts = (Truncation.windows(n), Truncation.even(n), Truncation.windows(2 * n))
            lines.append(f"| {n} | " + " | ".join(_cell(task, hidden, cut) for cut in cuts) + " |")
        yield "\n".join(
            [
                f"Echo {task.lags}, floors in nats: {floors}; tanh, H={hidden}, batch 200, "
                f"Adagrad 0.1, {SAMPLES:,} samples. Median of {len(SEEDS)} seeds (lowest to highest), "
                f"mean loss in nats of the last {TAIL:.0%} of updates:",
                "",
                "| n | windows(n) | even(n) | windows(2n) |",
                "|---|---|---|---|",
                *lines,
            ]
        )


def _cell(task: Echo, hidden: int, cut: Truncation) -> str:
    losses = [_final(task, hidden, cut, seed) for seed in SEEDS]
    return f"{statistics.median(losses):.4f} ({min(losses):.4f} to {max(losses):.4f})"


def _final(task: Echo, hidden: int, cut: Truncation, seed: int) -> float:
    run = Run(hidden=hidden, truncation=cut)
    experiment = Experiment(task=task, seed=seed, samples=SAMPLES, runs=(run,))
    *_, last = train(experiment, every=math.inf)
    losses = last.runs[0].update_losses
    return float(losses[-max(1, round(len(losses) * TAIL)) :].mean())
