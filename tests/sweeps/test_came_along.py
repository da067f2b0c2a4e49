"""A finished map comes back from its file."""

import numpy as np
import pytest
from support.stored_sweeps import SWEEP, enter

from rnnviz.sweeps.came_along import came_along
from rnnviz.sweeps.export import to_json
from rnnviz.sweeps.presets import FIRST
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.training import CellRun, train_runs


def test_what_was_exported_comes_along(store, tmp_path):
    results = SweepStore(store).results(enter(store, cells=9))
    (tmp_path / "one.json").write_text(to_json(SWEEP, results), "utf-8")
    found = came_along(SWEEP, tmp_path)
    np.testing.assert_allclose(found.share, results.share, atol=1e-5)
    np.testing.assert_array_equal(found.seeds, results.seeds)
    for number, cell in results.cells.items():
        np.testing.assert_allclose(found.cells[number].losses, cell.losses, atol=5.1e-7)
        assert found.cells[number].diverged == cell.diverged
        assert found.cells[number].floors == cell.floors
        assert found.cells[number].seconds == pytest.approx(cell.seconds, abs=0.01)
    assert came_along(SWEEP.model_copy(update={"samples": 200}), tmp_path) is None


def test_nothing_comes_along_from_an_empty_folder(tmp_path):
    assert came_along(SWEEP, tmp_path / "none") is None


LAG_BY_WINDOW = FIRST.sweep


def share(lag, window):
    """What the map that the page opens with says of a lag and a window, the mean over its seeds."""
    (panel,) = came_along(LAG_BY_WINDOW).share
    return panel[lag - 1, window - 1]


def test_the_page_opens_with_lags_1_to_12_by_windows_1_to_16_of_8_seeds():
    assert LAG_BY_WINDOW.shape == (1, 12, 16)
    assert (LAG_BY_WINDOW.seeds, LAG_BY_WINDOW.samples, LAG_BY_WINDOW.run.batch) == (8, 1_000_000, 20)
    assert len(came_along(LAG_BY_WINDOW).cells) == LAG_BY_WINDOW.size


def test_a_lag_is_learned_where_the_window_is_longer():
    # measured by others with the same settings: 0.83 to 0.93, 0.01, 0.08
    assert 0.8 < share(12, 13) < 1.0
    assert share(12, 8) < 0.1
    assert share(3, 2) < 0.2


def test_a_cell_of_the_map_is_what_training_it_again_gives():
    cell = LAG_BY_WINDOW.cell(0, 15, 0)  # windows of 16: the fewest updates
    (again,) = train_runs(LAG_BY_WINDOW.to_json(), [CellRun(cell.number, 0, LAG_BY_WINDOW.samples)])
    # in a million samples rounding parts two trainings of the same numbers
    kept = came_along(LAG_BY_WINDOW).cells[cell.number].losses[0]
    assert again.loss == pytest.approx(kept, abs=0.005)
