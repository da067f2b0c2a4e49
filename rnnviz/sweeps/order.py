"""In which order a sweep's runs are trained, and which of them together."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from rnnviz.sweeps.model import Sweep, SweepCell
from rnnviz.sweeps.swept_settings import LAG, LAGS, TASK
from rnnviz.sweeps.training import CellRun
from rnnviz.training.experiment import samples_per_update
from rnnviz.training.memory import bytes_per_update

Job = tuple[CellRun, ...]

PER_JOB = 32  # runs that are trained in the calls of one, at most
ROUNDS = 2  # times that all who train are to be given jobs, at least, so that none is idle for long
COARSE = 2  # of the first picture: every so manieth value of both axes
CALLS = 20_000  # bytes that are worked through in the time that an update's calls take by themselves


def coarse_first(sweep: Sweep) -> Iterator[CellRun]:
    """All runs of a sweep in the order in which they are wanted: of every second value of both axes the
    first seed, then of all cells what is missing.

    In both parts those of one shape come together, and first those that take longest, so that no
    process is left with a long one at the end while the others have nothing to do.
    """
    groups = _by_shape(sweep)
    for cells in groups:
        for cell in cells:
            if is_coarse(cell):
                yield CellRun(cell.number, 0, sweep.samples)
    for cells in groups:
        for cell in cells:
            for seed in range(1 if is_coarse(cell) else 0, sweep.seeds):
                yield CellRun(cell.number, seed, sweep.samples)


def jobs(sweep: Sweep, runs: Iterable[CellRun], most: Callable[[], int]) -> Iterator[Job]:
    """Runs as they are sent: neighbours in their order whose networks and windows have the same shape
    are trained in the calls of one, in parts as equal as can be, each of at most so many."""

    def kind(run: CellRun) -> Any:
        cell = sweep.cells[run.cell]
        # what the first picture waits for does not wait for anything else
        return shape(cell), run.samples, run.seed == 0 and is_coarse(cell)

    for _kind, alike in groupby(runs, kind):
        left = tuple(alike)
        while left:
            parts = -(-len(left) // most())
            size = -(-len(left) // parts)
            yield left[:size]
            left = left[size:]


def job_size(runs: int, at_once: int, most: int = PER_JOB) -> int:
    """How many of so many runs a job has at most, with so many jobs under way."""
    return min(most, max(-(-runs // (ROUNDS * at_once)), 1))


def typical_job(cell: SweepCell, most: int) -> Job:
    """The first of the jobs of at most so many runs in which most of those of a cell's shape are
    trained: those that the first picture does not wait for, if there are any."""
    alike = _all_alike(cell)
    coarse = [CellRun(one.number, 0, cell.sweep.samples) for one in alike if is_coarse(one)]
    rest = [
        CellRun(one.number, seed, cell.sweep.samples)
        for one in alike
        for seed in range(1 if is_coarse(one) else 0, cell.sweep.seeds)
    ]
    return next(jobs(cell.sweep, rest or coarse, lambda: most))


def _all_alike(cell: SweepCell) -> list[SweepCell]:
    """All cells of its shape, in their order, found without a look at the others."""
    sweep, mine = cell.sweep, shape(cell)
    panels = range(sweep.shape[0])
    rows = range(sweep.shape[1]) if _is_alike(sweep.y.setting) else [cell.y]
    columns = range(sweep.shape[2]) if _is_alike(sweep.x.setting) else [cell.x]
    first = [sweep.cell(panel, columns[0], rows[0]) for panel in panels]
    return [
        sweep.cell(one.panel, x, y)
        for one in first
        if shape(one) == mine
        for y in rows
        for x in columns
    ]


def is_coarse(cell: SweepCell) -> bool:
    """Whether the first picture shows that cell."""
    return cell.x % COARSE == 0 and cell.y % COARSE == 0


def shape(cell: SweepCell) -> tuple[tuple[str, Any], ...]:
    """What is the same of all cells that can be trained in the calls of one: all but the task, and the
    rate."""
    return tuple((name, value) for name, value in cell.settings.items() if not _is_alike(name))


def _is_alike(name: str) -> bool:
    return name in (LAG, LAGS, "rate") or name.startswith(TASK)


def _by_shape(sweep: Sweep) -> list[list[SweepCell]]:
    """The cells in groups of one shape, first those that take longest."""
    groups: dict[Any, list[SweepCell]] = {}
    for cell in sweep.cells:
        groups.setdefault(shape(cell), []).append(cell)
    across, up = _factors(sweep)

    def each(cells: list[SweepCell]) -> float:
        first = cells[0]
        return across[first.panel][first.x] * up[first.panel][first.y]

    return sorted(groups.values(), key=each, reverse=True)


def whole_work(sweep: Sweep) -> float:
    """Roughly how much work all runs of a sweep are, in what `work` counts."""
    across, up = _factors(sweep)
    return sweep.seeds * sum(sum(x) * sum(y) for x, y in zip(across, up, strict=True))


def _factors(sweep: Sweep) -> tuple[list[list[float]], list[list[float]]]:
    """For each panel how much work the cells of each value of x are, and how many times as much those
    of each value of y: from the edges of the map alone, which may be large."""
    panels, rows, columns = sweep.shape
    across, up = [], []
    for panel in range(panels):
        corner = work(sweep.cell(panel, 0, 0))
        x = [
            corner if _is_alike(sweep.x.setting) else work(sweep.cell(panel, i, 0))
            for i in range(columns)
        ]
        y = [
            corner if _is_alike(sweep.y.setting) else work(sweep.cell(panel, 0, i)) for i in range(rows)
        ]
        across.append(x)
        up.append([one / corner for one in y])
    return across, up


def work(cell: SweepCell) -> float:
    """Roughly how long one run of a cell takes, by how many updates it makes of which size."""
    experiment = cell.experiment
    (run,) = experiment.runs
    updates = experiment.samples / samples_per_update(run, experiment)
    return updates * (CALLS + bytes_per_update(run, experiment))
