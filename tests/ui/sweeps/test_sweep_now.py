"""Which sweep of the store a page shows."""

from support.stored_sweeps import SWEEP, enter

from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.ui.sweeps.sweep_now import look_up


def test_ones_own_comes_before_anothers(store):
    assert look_up(SWEEP).row is None
    others = enter(store, cells=2, owner="somebody else")
    assert look_up(SWEEP).id == others
    own = enter(store, cells=1)
    enter(store, cells=0, owner="somebody else")
    now = look_up(SWEEP)
    assert now.id == own
    assert set(now.results) == {0}
    assert now.progress.done == 2


def test_it_is_alive_as_long_as_more_may_come(store):
    enter(store, status="running", cells=1)
    assert look_up(SWEEP).is_alive
    enter(store, status="stopped", cells=1)
    assert not look_up(SWEEP).is_alive


def test_its_state_is_another_one_when_its_status_is(store):
    id = enter(store, status="running", cells=1)
    before = look_up(SWEEP).state
    with store.transaction() as run:
        run("UPDATE experiments SET status = 'finished' WHERE id = ?", (id,))
    assert look_up(SWEEP).state != before
    assert SweepStore(store).progress(id).status == "finished"
