"""How long the classic runs take, start of the network, data and log included: one thread, medians."""

import statistics
import time
from collections.abc import Iterator

from rnnviz.tasks import Characters
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

REPEATS = 3


def tables() -> Iterator[str]:
    """The seconds of each run from its first update to its last."""
    text = "".join(Characters("reference").parts)
    lines = ["| classic run | seconds |", "|---|---|"]
    for name, experiment in (
        ("binary addition, 10,000 updates", classics.addition()),
        ("the sentence, 100 epochs", classics.sentence()),
        ("a hundred lines of Python, 1,000 updates, 100 units", classics.characters(text)),
        ("hello to ohlol, 15 updates", classics.hello()),
        ("six pairs of words, 1,000 updates", classics.pairs()),
        ("the echo pair, 10 epochs of a million bits", classics.echo()),
    ):
        lines.append(
            f"| {name} | {statistics.median(_seconds(experiment) for _ in range(REPEATS)):.2f} |"
        )
    yield "\n".join(lines)


def _seconds(experiment: Experiment) -> float:
    begun = time.perf_counter()
    for learner in learners(experiment):
        learner.advance(learner.total)
    return time.perf_counter() - begun
