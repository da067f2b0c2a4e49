"""Starting, steering, removing and having back a sweep, from its page."""

from support.stored_sweeps import SWEEP, enter

from rnnviz.experiments.status import Status
from rnnviz.sweeps.sweep_store import Progress, SweepStore
from rnnviz.text.message import NOTHING
from rnnviz.ui.sweeps.sweep_buttons import how_far


def labels(page):
    return [button.label for button in page.at.button]


def test_start_enters_the_sweep_that_the_page_describes(opened, store):
    page = opened()
    page.press("Start")
    sweeps = SweepStore(store)
    id = sweeps.newest(SWEEP)
    assert sweeps.sweep(id) == SWEEP
    assert store.row(id).status == Status.QUEUED
    assert "Pause" in labels(page)
    assert "Start" not in labels(page)


def test_a_queued_sweep_is_stopped(opened, store):
    id = enter(store, status="queued", cells=0)
    page = opened()
    page.press("Stop")
    assert store.row(id).status == Status.STOPPED
    page.run()
    assert "Resume" in labels(page)
    page.press("Resume")
    assert store.row(id).status == Status.QUEUED


def test_what_is_removed_can_be_had_back(opened, store):
    id = enter(store)
    before = SweepStore(store).results(id).cells
    page = opened()
    page.press("Remove")
    assert SweepStore(store).newest(SWEEP) is None
    page.press("Have the removed map back")
    assert SweepStore(store).results(id).cells == before
    assert "Remove" in labels(page)


def test_what_failed_is_said_and_tried_again(opened, store):
    id = enter(store, failed=(3,))
    page = opened()
    assert any(
        one.endswith("1 cell was given up after it failed twice. It needs more memory than there is.")
        for one in page.notices
    ), page.notices
    page.press("Try again what failed")
    assert [run.cell for run in SweepStore(store).missing(id)] == [3, 3]


def test_what_is_another_ones_can_be_made_by_oneself(opened, store):
    enter(store, owner="somebody else")
    page = opened()
    assert not {"Remove", "Pause", "Stop"} & set(labels(page))
    page.press("Make the same myself")
    assert store.row(SweepStore(store).newest(SWEEP)).owner != "somebody else"


def test_how_far_it_is():
    def said(status, remaining=None):
        return how_far(Progress(status, NOTHING, 120, 0, 1536, 3.0, remaining, 1))

    assert said(Status.RUNNING, 130.0) == "120 of 1,536 runs · about 2 min 10 s left"
    assert said(Status.PAUSED, 130.0) == "Paused: 120 of 1,536 runs"
    for status in Status:
        assert "120 of 1,536 runs" in said(status)
