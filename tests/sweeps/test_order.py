"""In which order runs are trained, and which of them together."""

from collections import Counter
from itertools import groupby

import pytest
from support.refusals.sweeps import sweep
from support.small_sweeps import small

from rnnviz.runs.run import Run
from rnnviz.sweeps.order import coarse_first, is_coarse, jobs, shape
from rnnviz.sweeps.presets import FIRST, PRESETS


def parts(made):
    """The coarse map's cells in their order, and those of all other runs."""
    runs = [(made.cells[run.cell], run.seed) for run in coarse_first(made)]
    count = sum(map(is_coarse, made.cells))
    return [cell for cell, _seed in runs[:count]], [cell for cell, _seed in runs[count:]]


def windows(cells):
    """The steps of the cells' windows in their order, each once where they stand together."""
    return [steps for steps, _ in groupby(cell.settings["truncation"] for cell in cells)]


def test_a_coarse_map_comes_first_then_every_other_run_once():
    made = small(5, 4, seeds=3)
    order = list(coarse_first(made))
    coarse = order[:6]
    assert {(made.cells[run.cell].x, made.cells[run.cell].y) for run in coarse} == {
        (x, y) for x in (0, 2, 4) for y in (0, 2)
    }
    assert {run.seed for run in coarse} == {0}
    assert Counter((run.cell, run.seed) for run in order) == {
        (cell, seed): 1 for cell in range(20) for seed in range(3)
    }


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_those_of_one_shape_stand_together_in_both_parts(preset):
    made = preset.sweep
    for cells in parts(made):
        met = [kind for kind, _ in groupby(map(shape, cells))]
        assert len(met) == len(set(met))


def test_what_takes_longest_comes_first():
    coarse, rest = parts(FIRST.sweep)
    assert windows(coarse) == [1, 3, 5, 7, 9, 11, 13, 15]  # short windows, many updates
    assert windows(rest) == list(range(1, 17))
    sizes = sweep(("hidden", 8, 64, 16, 32), ("truncation", 9, 3), samples=9000, seeds=2)
    _, rest = parts(sizes)
    met = [
        of for of, _ in groupby((cell.settings["hidden"], cell.settings["truncation"]) for cell in rest)
    ]
    for steps in (3, 9):
        assert [size for size, of in met if of == steps] == [64, 32, 16, 8]
    for size in (64, 32, 16, 8):
        assert [steps for of, steps in met if of == size] == [3, 9]


def test_neighbours_of_one_shape_are_one_job_and_others_are_not():
    made = small(4, 3, seeds=2)
    found = list(jobs(made, coarse_first(made), lambda: 5))
    assert [run for job in found for run in job] == list(coarse_first(made))
    for job in found:
        assert len(job) <= 5
        assert len({made.cells[run.cell].settings["truncation"] for run in job}) == 1
    assert max(len({run.cell for run in job}) for job in found) > 1


def test_jobs_of_one_shape_are_as_equal_as_can_be_and_follow_what_may_be():
    made = sweep(("lag", *range(1, 11)), ("rate", 0.1, 0.2), run=Run(hidden=2, batch=5), seeds=1)
    most = [4]
    found = jobs(made, coarse_first(made), lambda: most[0])
    assert [len(next(found)) for _ in range(2)] == [3, 2]  # the coarse map's five, by themselves
    assert [len(next(found)) for _ in range(2)] == [4, 4]
    most[0] = 2
    assert [len(job) for job in found] == [2, 2, 2, 1]


def test_a_job_is_of_runs_that_see_as_many_samples():
    made = small(3, 1, seeds=1)
    runs = [run._replace(samples=100 + run.cell // 2) for run in coarse_first(made)]
    for job in jobs(made, runs, lambda: 32):
        assert len({run.samples for run in job}) == 1
