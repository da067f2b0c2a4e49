"""A sweep that is taken out of the store comes back as it was."""

import pytest
from support.stored_sweeps import SWEEP, enter

from rnnviz.storage.ownership import MACHINE
from rnnviz.sweeps.sweep_removal import put_back, take_out
from rnnviz.sweeps.sweep_store import SweepStore


def all_of_it(store):
    of = ("experiments", "sweeps", "sweep_cells", "sweep_runs")
    without = {name: sorted(store.rows(f"SELECT * FROM {name}")) for name in of[1:]}
    rows = store.rows("SELECT id, title, experiment, digest, status, owner, kind FROM experiments")
    return without | {"experiments": rows}


def test_it_comes_back_with_all_that_belongs_to_it(store):
    id = enter(store, failed=(2,))
    before = all_of_it(store)
    removed = take_out(store, id, MACHINE)
    assert not any(all_of_it(store).values())
    other = enter(store, cells=1)
    put_back(store, removed)
    assert SweepStore(store).progress(id).done == 22
    store.remove(other)
    assert all_of_it(store) == before
    put_back(store, removed)  # it is there
    assert all_of_it(store) == before


@pytest.mark.parametrize("status", ["running", "queued"])
def test_one_at_work_stays(store, status):
    id = enter(store, cells=1, status=status)
    assert take_out(store, id, MACHINE) is None
    assert SweepStore(store).sweep(id) == SWEEP


def test_what_is_another_ones_stays(store):
    id = enter(store, cells=1, owner="somebody else")
    assert take_out(store, id, MACHINE) is None
    assert take_out(store, "nothing", MACHINE) is None
    assert SweepStore(store).sweep(id) == SWEEP
