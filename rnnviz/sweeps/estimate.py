"""How long a sweep will take, before it begins: one update of a few of its jobs is timed here."""

import math
import time
from contextlib import suppress

from rnnviz.experiments import admission
from rnnviz.experiments.supervisor import cores
from rnnviz.sweeps.model import Sweep, SweepCell
from rnnviz.sweeps.order import job_size, shape, typical_job, whole_work, work
from rnnviz.sweeps.process_pool import AHEAD
from rnnviz.sweeps.training import learners_of
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import samples_per_update
from rnnviz.training.frame import RunStatus
from rnnviz.training.one_thread import one_thread
from rnnviz.training.stacking import likely_size, stacked

ENOUGH = 0.02  # seconds of the processor for which updates of one job are timed
LONGEST = 0.5  # likewise, those of all, by the clock
TRIED = 3  # values of each axis


def seconds_of(sweep: Sweep) -> float:
    """Seconds that a sweep takes on all cores of this machine where nothing else is under way, from a
    few updates of some of its jobs, which train together what the sweep does; the first word that can
    be said, and no better than that. Raises Refusal for cells that are larger than may be trained here,
    before any is laid out, and where none can be."""
    tried = _tried(sweep)
    for cell in tried:
        admission.refuse_size(cell.experiment)
    most = job_size(sweep.runs, AHEAD * cores())
    begun, seconds, of = time.perf_counter(), 0.0, 0.0
    for cell in tried:
        with suppress(MemoryError):  # where it is trained it will be marked, and others go on
            seconds += _seconds(cell, most)
            of += work(cell)
        if of and time.perf_counter() - begun > LONGEST:
            break
    if not of:
        raise Refusal(
            "None of the sweep's cells can be trained here: each needs more memory than there is."
        )
    return seconds / of * whole_work(sweep) / cores()


def _tried(sweep: Sweep) -> list[SweepCell]:
    """Cells that stand for all: some of every panel, the middle first; of those that are trained
    together, one."""
    panels, rows, columns = sweep.shape
    places = [(y, x) for y in _some(rows) for x in _some(columns)]
    cells = [sweep.cell(panel, x, y) for y, x in places for panel in range(panels)]
    return list({shape(cell): cell for cell in reversed(cells)}.values())[::-1]


def _some(count: int) -> list[int]:
    """Places that stand for all of so many, the middle first."""
    found = {round((count - 1) * part / (TRIED - 1)) for part in range(TRIED)}
    return sorted(found, key=lambda place: (abs(2 * place - count + 1), place))


def _seconds(cell: SweepCell, most: int) -> float:
    """Seconds that a run of a cell takes in a job of at most so many, by one process."""
    sweep = cell.sweep
    (run,) = cell.experiment.runs
    updates = math.ceil(sweep.samples / samples_per_update(run, cell.experiment))
    with one_thread():
        made = learners_of(sweep, typical_job(cell, most))
        parts = stacked(made, likely_size)
        one = parts[0]  # and the others take as long
        one.advance(1)  # lays out what it needs
        begun, first = time.thread_time(), made[0].optimizer.updates
        while time.thread_time() - begun < ENOUGH and made[0].status == RunStatus.RUNNING:
            one.advance(one.position + 1)
        count = made[0].optimizer.updates - first
        spent = time.thread_time() - begun
    return spent / max(count, 1) * updates * len(parts) / len(made)
