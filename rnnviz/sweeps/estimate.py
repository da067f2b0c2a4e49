"""How long a sweep will take, before it begins: one update of a few of its cells is timed here."""

import math
import time
from contextlib import suppress

from rnnviz.experiments import admission
from rnnviz.experiments.supervisor import cores
from rnnviz.sweeps.model import Sweep, SweepCell
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import samples_per_update
from rnnviz.training.frame import RunStatus
from rnnviz.training.one_thread import one_thread
from rnnviz.training.race import learners
from rnnviz.training.stacking import stacked

ENOUGH = 0.02  # seconds for which updates of one cell are timed
LONGEST = 0.5  # likewise, those of all
TRIED = 3  # values of each axis


def seconds_of(sweep: Sweep) -> float:
    """Seconds that a sweep takes on all cores of this machine, from a few updates of some of its cells,
    a mean over the map; the first word that can be said, and no better than that. Raises Refusal for
    cells that are larger than may be trained here, before any is laid out, and where none can be."""
    tried = [
        sweep.cell(panel, x, y)
        for panel in range(sweep.shape[0])
        for y in _some(sweep.shape[1])
        for x in _some(sweep.shape[2])
    ]
    for cell in tried:
        admission.refuse_size(cell.experiment)
    begun, found = time.perf_counter(), []
    for cell in tried:
        with suppress(MemoryError):  # where it is trained it will be marked, and others go on
            found.append(_seconds(cell))
        if found and time.perf_counter() - begun > LONGEST:
            break
    if not found:
        raise Refusal(
            "None of the sweep's cells can be trained here: each needs more memory than there is."
        )
    return sum(found) / len(found) * sweep.size / cores()


def _some(count: int) -> list[int]:
    """Places that stand for all of so many."""
    return sorted({round((count - 1) * part / (TRIED - 1)) for part in range(TRIED)})


def _seconds(cell: SweepCell) -> float:
    """Seconds that a cell takes by one process, all its seeds."""
    experiment = cell.experiment
    (run,) = experiment.runs
    updates = math.ceil(experiment.samples / samples_per_update(run, experiment))
    with one_thread():
        made = learners(experiment)
        advanced = stacked(made)
        for one in advanced:
            one.advance(1)  # lays out what it needs
        begun, first = time.perf_counter(), made[0].optimizer.updates
        while time.perf_counter() - begun < ENOUGH and made[0].status == RunStatus.RUNNING:
            for one in advanced:
                one.advance(one.position + 1)
        count = made[0].optimizer.updates - first
        spent = time.perf_counter() - begun
    return spent / max(count, 1) * updates
