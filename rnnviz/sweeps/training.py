"""What is sent to whoever trains: some runs of a sweep's map, and what became of each."""

import hashlib
import time
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.result import LAST, mean_loss
from rnnviz.text.message import Refusal
from rnnviz.training.frame import RunStatus
from rnnviz.training.learner import Learner
from rnnviz.training.one_thread import one_thread
from rnnviz.training.race import learners
from rnnviz.training.stack import LearnerStack
from rnnviz.training.stacking import stacked

PACKAGE = Path(__file__).parents[1]
# the rooms that a run's numbers come from
ROOMS = ("data", "nn", "runs", "sweeps", "tasks", "training")


class CellRun(NamedTuple):
    """One run of a map: its cell, its seed counted from the sweep's first, and the samples it sees."""

    cell: int
    seed: int
    samples: int


class TrainedRun(NamedTuple):
    """What became of a run: its last loss in nats, NaN if it diverged, and its share of the seconds."""

    run: CellRun
    loss: float
    diverged: bool
    seconds: float


class OtherVersion(Refusal):
    """Another rnnviz than the one that has asked."""


def train_runs(text: str, runs: Sequence[CellRun], asked_by: str = "") -> list[TrainedRun]:
    """Train some runs of the sweep with that JSON, those of one shape in the calls of one; raises
    OtherVersion if another rnnviz has asked for it, whose numbers might be others."""
    if asked_by and asked_by != own_version():
        raise OtherVersion(
            "A worker has another rnnviz ({other}) than this one ({own}); both must be the same.",
            other=own_version(),
            own=asked_by,
        )
    begun = time.perf_counter()
    sweep = _sweep(text)
    with one_thread():
        made = learners_of(sweep, runs)
        for one in stacked(made):
            _to_the_end(one, made)
    each = (time.perf_counter() - begun) / len(runs)
    return [_trained(run, learner, each) for run, learner in zip(runs, made, strict=True)]


@lru_cache(maxsize=8)
def _sweep(text: str) -> Sweep:
    return Sweep.from_json(text)


def learners_of(sweep: Sweep, runs: Sequence[CellRun]) -> list[Learner]:
    """A learner of each run."""
    found: list[Learner] = []
    for (number, samples), alike in groupby(runs, lambda run: (run.cell, run.samples)):
        experiment = sweep.cells[number].with_samples(samples)
        for run in alike:
            found += learners(experiment.of_seed(run.seed))
    return found


def _to_the_end(one: Learner | LearnerStack, all_of_them: Sequence[Learner]) -> None:
    """Train it in as many parts as there are, the last of which is the one that counts: of all before
    no loss is held any longer."""
    for part in range(1, LAST + 1):
        if one.status != RunStatus.RUNNING:
            return
        for learner in all_of_them:
            if learner.status == RunStatus.RUNNING:
                learner.losses, learner.gradient_norms = [], []
        one.advance(-(-one.total * part // LAST))


def _trained(run: CellRun, learner: Learner, seconds: float) -> TrainedRun:
    diverged = learner.status == RunStatus.DIVERGED
    loss = float("nan") if diverged else mean_loss(learner.losses)
    return TrainedRun(run, loss, diverged, seconds)


@lru_cache(maxsize=1)
def own_version() -> str:
    """The version of this rnnviz, and what its numbers are computed by: the digest of those files."""
    try:
        number = version("rnnviz")
    except PackageNotFoundError:  # of a checkout
        number = "checkout"
    folder = PACKAGE
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((folder / room).rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return f"{number}+{digest.hexdigest()[:12]}"
