"""A finished map comes back from its file."""

import numpy as np
import pytest
from support.stored_sweeps import SWEEP, enter

from rnnviz.sweeps.came_along import came_along
from rnnviz.sweeps.export import to_json
from rnnviz.sweeps.sweep_store import SweepStore


def test_what_was_exported_comes_along(store, tmp_path):
    results = SweepStore(store).results(enter(store, cells=9))
    (tmp_path / "one.json").write_text(to_json(SWEEP, results), "utf-8")
    found = came_along(SWEEP, tmp_path)
    np.testing.assert_array_equal(found.share, results.share)
    np.testing.assert_array_equal(found.seeds, results.seeds)
    for number, cell in results.cells.items():
        assert found.cells[number].losses == cell.losses
        assert found.cells[number].seconds == pytest.approx(cell.seconds)
    assert came_along(SWEEP.model_copy(update={"samples": 200}), tmp_path) is None


def test_nothing_comes_along_from_an_empty_folder(tmp_path):
    assert came_along(SWEEP, tmp_path / "none") is None
