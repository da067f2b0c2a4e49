"""What states hold of earlier bits, how far a readout alone comes on a random start, and what it costs.

The first table is the recall of `rnnviz/analysis/recall.py` after a training and before it. The second
trains nothing: it is the best readout of a random network's states, of `analysis/best_readout.py`.
"""

import math
import timeit
from collections.abc import Iterator

from rnnviz.analysis.best_readout import best_readout
from rnnviz.analysis.lag_reach import lag_reach
from rnnviz.analysis.recall import Recall, recall
from rnnviz.nn.network import Network
from rnnviz.runs.run import TRAINED, Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train

SAMPLES = 2_000_000
SEEDS = range(3)
NEAR, FAR = Echo(lags={3: 0.5, 8: -0.25}), Echo(lags={3: 0.5, 12: -0.25})
# task, units, length of the windows (None: untrained), the lag that is asked for
RUNS = (
    (NEAR, 4, 5, 8),
    (NEAR, 16, 5, 8),
    (NEAR, 16, 10, 8),
    (NEAR, 16, None, 8),
    (FAR, 32, 5, 12),
    (FAR, 32, 10, 12),
    (FAR, 32, None, 12),
)
STARTS = range(5)
SIZES = ((NEAR, (4, 8, 16, 32, 64)), (FAR, (16, 32, 64)))
PACED, REPEATED = 1_000_000, 30
LARGE = (400, 200)  # steps and rows that the best readout is fitted on, and judged on


def tables() -> Iterator[str]:
    """Recall, and the best readouts."""
    yield "\n".join(
        [
            f"Recall of the lag, seeds {', '.join(map(str, SEEDS))}; tanh, batch 200, Adagrad 0.1, "
            f"{SAMPLES:,} samples:",
            "",
            "| run, lag | in one fit | given the other lag |",
            "|---|---|---|",
            *(_row(*of) for of in RUNS),
        ]
    )
    lines = []
    for task, sizes in SIZES:
        for hidden in sizes:
            losses = [best_readout(start(task, hidden, seed), task, size=LARGE) for seed in STARTS]
            each = ", ".join(f"{loss:.3f}" for loss in sorted(losses))
            lines.append(f"| {_lags(task)} | {hidden} | {each} |")
    yield "\n".join(
        [
            f"The best readout on a random start, {len(STARTS)} seeds, nats:",
            "",
            "| lags | units | loss |",
            "|---|---|---|",
            *lines,
        ]
    )

    yield "\n".join(
        [
            "Milliseconds of recall and of what the gradient reaches for one run, as a page has it "
            f"made for each frame, and updates a second of windows(5), of {PACED:,} samples; tanh:",
            "",
            "| units | recall | reach | updates a second | its readout alone |",
            "|---|---|---|---|---|",
            *map(_cost, (4, 16, 32, 64)),
        ]
    )


def _cost(hidden: int) -> str:
    net, run = start(NEAR, hidden, 0), Run(hidden=hidden)
    found = recall(net, NEAR)
    times = [
        1e3 * min(timeit.repeat(what, number=1, repeat=REPEATED))
        for what in (lambda: recall(net, NEAR), lambda: lag_reach(net, NEAR, run, found.lags))
    ]
    paces = [_pace(run.model_copy(update={"train": train})) for train in TRAINED]
    return f"| {hidden} | {times[0]:.1f} | {times[1]:.1f} | {paces[0]:,.0f} | {paces[1]:,.0f} |"


def _pace(run: Run) -> float:
    """Updates a second, the best of some trainings."""
    experiment = Experiment(task=NEAR, samples=PACED, runs=(run,))
    ended = [list(train(experiment, math.inf))[-1].runs[0] for _ in range(3)]
    return max(one.updates / one.seconds for one in ended)


def _lags(task: Echo) -> str:
    return " and ".join(map(str, task.lags))


def _row(task: Echo, hidden: int, window: int | None, lag: int) -> str:
    found = [_recall(task, hidden, window, seed) for seed in SEEDS]
    plain = ", ".join(f"{one.plain[one.lags.index(lag)]:.2f}" for one in found)
    given = ", ".join(f"{one.at(lag):.2f}" for one in found)
    name = "untrained" if window is None else f"windows({window})"
    return f"| lags {_lags(task)}: {name} H={hidden}, lag {lag} | {plain} | {given} |"


def _recall(task: Echo, hidden: int, window: int | None, seed: int) -> Recall:
    net = start(task, hidden, seed)
    if window is not None:
        run = Run(hidden=hidden, truncation=Truncation.windows(window))
        *_, last = train(Experiment(task=task, seed=seed, samples=SAMPLES, runs=(run,)), math.inf)
        trained = last.runs[0].network
        assert isinstance(trained, Network)
        net = trained.astype("float64")
    return recall(net, task)


def start(task: Echo, hidden: int, seed: int) -> Network:
    """A network before it is trained."""
    net = task.start(Run(hidden=hidden), seed)
    assert isinstance(net, Network)
    return net.astype("float64")
