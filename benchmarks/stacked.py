"""`python -m benchmarks.stacked`: eight runs of Echo, each with another seed, in the calls of one, per
run, against the plain PyTorch loop, with the products that this environment gives NumPy.

Each run makes its own data and records loss and gradient norm at every update; whether they are
stacked, and how many, is what `stacked` decides here. PyTorch as in `engine.py`. Time is the
processor's, as what else the machine does counts for neither; one thread, interleaved, medians.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks import engine
from rnnviz.training.learner import Learner
from rnnviz.training.race import learners
from rnnviz.training.stack import LearnerStack
from rnnviz.training.stacking import stacked

RUNS = 8
REPEATS = 7
SECONDS = 0.5  # of each measurement


def lines() -> Iterator[str]:
    """A table: updates a second of PyTorch, and of ours per run, one by one and as chosen."""
    yield "| window T, hidden H | PyTorch | one by one | as chosen | in stacks of | to PyTorch |"
    yield "|---|---|---|---|---|---|"
    for steps, hidden in engine.SHAPES:
        apart = _seeds(steps, hidden)
        chosen = stacked(_seeds(steps, hidden))
        measures: list[Callable[[], float]] = [
            engine.torch_loop(steps, hidden, _for_a_while),
            partial(_together, apart),
            partial(_together, chosen),
        ]
        rounds = [[measure() for measure in measures] for _ in range(REPEATS)]
        torch, alone, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
        by_torch = statistics.median(mine / theirs for theirs, _, mine in rounds)
        sizes = [len(_members(one)) for one in chosen]
        yield (
            f"| T={steps}, H={hidden} | {torch:,.0f} | {alone:,.0f} | {ours:,.0f} "
            f"| {max(sizes)} | {by_torch:.1f} |"
        )


def _seeds(steps: int, hidden: int) -> list[Learner]:
    made = engine.experiment(steps, hidden)
    return [one for seed in range(RUNS) for one in learners(made.model_copy(update={"seed": seed}))]


def _members(one: Learner | LearnerStack) -> list[Learner]:
    return list(one.learners) if isinstance(one, LearnerStack) else [one]


def _together(parts: Sequence[Learner | LearnerStack]) -> float:
    """Updates a second, of all runs together."""
    runs = [run for part in parts for run in _members(part)]

    def chunk() -> None:
        for part in parts:
            part.advance(part.position + runs[0].stream.steps)
        for run in runs:
            run.losses.clear()
            run.gradient_norms.clear()

    return _for_a_while(chunk, lambda: sum(run.optimizer.updates for run in runs))


def _for_a_while(advance: Callable[[], object], updates: Callable[[], int]) -> float:
    advance()
    before, begun = updates(), time.process_time()
    while time.process_time() - begun < SECONDS:
        advance()
    return (updates() - before) / (time.process_time() - begun)


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
