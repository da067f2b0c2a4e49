"""What is removed is found by nobody, can be had back for an hour by its owner, and then goes."""

from types import SimpleNamespace

import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained

from rnnviz.experiments.status import Status
from rnnviz.storage import removal
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.storage.removal import last, remove, sweep, take_back

OWN = (MACHINE,)


def listed(store):
    return {entry.id for entry in catalogue(store).entries(OWN)}


@pytest.fixture
def later(monkeypatch):
    """A clock that can be put on."""
    from rnnviz.storage.clock import clock

    now = clock.now()
    hands = SimpleNamespace(now=lambda: now + hands.by, steady=lambda: 1e9, age=clock.age, by=0.0)
    monkeypatch.setattr(removal, "clock", hands)
    return hands


@pytest.mark.parametrize("table", removal.TABLES)
def test_it_is_gone_comes_back_and_goes_for_good(store, later, table):
    make = {
        "experiments": lambda: trained(store, small()),
        "loops": lambda: told_loop(store, [0.5]),
        "own_curves": lambda: brought(store, [1, 2], [0.5, 0.4]),
    }[table]
    id, other = make(), make()
    assert remove(store, table, [id], ("somebody",)) == []
    assert remove(store, table, [id], OWN) == [id]
    assert remove(store, table, [id], OWN) == []
    assert listed(store) == {other}
    sweep(store)
    assert take_back(store, table, [id], ("somebody",)) == []
    assert take_back(store, table, [id, "nothing"], OWN) == [id]
    assert listed(store) == {id, other}
    remove(store, table, [id], OWN)
    later.by = removal.UNDONE + 1
    sweep(store)
    assert take_back(store, table, [id], OWN) == []
    assert listed(store) == {other}


def test_a_training_that_is_removed_is_found_by_nobody_and_has_stopped_when_it_is_back(store):
    id = trained(store, small(), status="running")
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    remove(store, "experiments", [id], OWN)
    assert store.newest(small()) is None
    assert store.newest_with(small().digest) is None
    assert store.working() == []
    with pytest.raises(StoreError):
        store.row(id)
    take_back(store, "experiments", [id], OWN)
    row = store.row(id)
    assert (row.status, row.worker) == (Status.STOPPED, None)
    assert store.newest(small()).id == id
    assert len(store.frames(id)) == 5


def test_a_map_stays(store):
    from support.stored_sweeps import enter

    id = enter(store, cells=1)
    assert remove(store, "experiments", [id], OWN) == []


def test_other_tables_have_none():
    with pytest.raises(KeyError):
        take_back(None, "halls", [], OWN)


def test_what_was_removed_last_is_known_for_an_hour(store, later):
    first, one, other = trained(store, small()), trained(store, small(seed=1)), told_loop(store, [0.5])
    remove(store, "experiments", [first], OWN)
    later.by = 60.0
    remove(store, "experiments", [one], OWN, later.now())
    remove(store, "loops", [other], OWN, later.now())
    assert last(store, OWN) == {"experiments": [one], "loops": [other]}
    assert last(store, ("somebody",)) == {}
    take_back(store, "experiments", [one], OWN)
    take_back(store, "loops", [other], OWN)
    assert last(store, OWN) == {"experiments": [first]}
    later.by = removal.UNDONE + 30.0
    assert last(store, OWN) == {}
