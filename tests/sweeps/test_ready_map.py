"""The map that comes along, and how a finished map is read."""

import numpy as np
import pytest
from support.small_sweeps import small

from rnnviz.sweeps import export
from rnnviz.sweeps.ready_map import FILE, SWEEP, read_map, ready_map
from rnnviz.sweeps.sweep_store import results_of
from rnnviz.sweeps.training import CellRun, train_runs


def test_a_finished_map_is_read_as_it_was_written():
    made = small(2, 2)
    results = results_of(made, [(1, 100, 0.4, 0, 0.5), (1, 100, None, 1, 0.25)], {})
    sweep, read = read_map(export.to_json(made, results))
    assert sweep == made
    np.testing.assert_array_equal(read.share, results.share)
    np.testing.assert_array_equal(read.cells[1].losses, results.cells[1].losses)


def test_a_cell_of_the_map_is_what_training_it_again_gives():
    sweep, results = ready_map()
    assert sweep == SWEEP and FILE.exists()
    assert len(results.cells) == sweep.size
    cell = sweep.cell(0, 0, sweep.shape[1] - 1)  # lag 1: the largest window, so the fewest updates
    (again,) = train_runs(sweep.to_json(), [CellRun(cell.number, 0, sweep.samples)])
    # in a million samples rounding has parted two trainings of the same numbers
    assert again.loss == pytest.approx(results.cells[cell.number].losses[0], abs=0.02)


def test_the_boundary_is_where_a_window_is_longer_than_a_lag():
    _sweep, results = ready_map()
    share = results.share[0]
    assert share[12, 11] > 0.7  # lag 12 by windows of 13
    assert share[7, 11] < 0.1  # by windows of 8
    assert share[1, 2] < 0.3  # lag 3 by windows of 2
