"""The map that comes along, and how a finished map is read."""

import numpy as np
from support.small_sweeps import small

from rnnviz.sweeps import export
from rnnviz.sweeps.ready_map import SWEEP, read_map
from rnnviz.sweeps.sweep_store import results_of


def test_a_finished_map_is_read_as_it_was_written():
    made = small(2, 2)
    results = results_of(made, [(1, 100, 0.4, 0, 0.5), (1, 100, None, 1, 0.25)], {})
    sweep, read = read_map(export.to_json(made, results))
    assert sweep == made
    np.testing.assert_array_equal(read.share, results.share)
    np.testing.assert_array_equal(read.cells[1].losses, results.cells[1].losses)


def test_the_map_that_comes_along_is_of_lags_by_windows():
    assert SWEEP.shape == (1, 16, 12)
    assert (SWEEP.runs, SWEEP.samples) == (16 * 12 * 8, 1_000_000)
