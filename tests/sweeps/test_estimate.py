"""How long a sweep will take, in advance."""

import pytest
from support.refusals.sweeps import sweep
from support.small_sweeps import small

from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.sweeps import estimate
from rnnviz.text.message import Refusal


def test_it_grows_with_what_is_to_be_done(monkeypatch):
    times = iter(range(10**9))
    monkeypatch.setattr(estimate, "ENOUGH", 3)
    monkeypatch.setattr(estimate, "LONGEST", 10**9)
    # a clock of its own: every look is a second later
    monkeypatch.setattr(estimate.time, "perf_counter", lambda: float(next(times)))
    monkeypatch.setattr(estimate, "cores", lambda: 2)
    made = small(2, 2, run=Run(hidden=2, batch=5), samples=1000)
    one = estimate.seconds_of(made)
    twice = estimate.seconds_of(made.model_copy(update={"samples": 2000}))
    assert twice == pytest.approx(2 * one)
    monkeypatch.setattr(estimate, "cores", lambda: 4)
    assert estimate.seconds_of(made) == pytest.approx(one / 2)


def test_of_a_large_map_only_some_cells_are_timed():
    assert estimate._some(1) == [0]
    assert estimate._some(2) == [0, 1]
    assert estimate._some(101) == [0, 50, 100]


def test_one_that_ends_at_once_has_a_time():
    made = small(1, 1, run=Run(hidden=2, batch=5), samples=5)
    assert estimate.seconds_of(made) >= 0.0


def test_nothing_is_laid_out_that_is_larger_than_may_be(monkeypatch):
    monkeypatch.setattr(estimate.admission, "current", lambda: Settings(hidden_units=64))
    monkeypatch.setattr(estimate, "learners", lambda experiment: pytest.fail("it was laid out"))
    made = sweep(("lag", 1, 2), ("hidden", 4, 65))
    with pytest.raises(Refusal, match="has 65 hidden units; allowed here are up to 64"):
        estimate.seconds_of(made)


def test_a_cell_that_has_no_room_is_left_out_and_the_others_tell(monkeypatch):
    made, seconds = sweep(("lag", 1, 2), ("hidden", 4, 8)), estimate._seconds

    def large(cell):
        if cell.settings["hidden"] == 8:
            raise MemoryError
        return seconds(cell)

    monkeypatch.setattr(estimate, "_seconds", large)
    assert estimate.seconds_of(made) > 0.0
    monkeypatch.setattr(estimate, "_seconds", lambda cell: large(made.cells[3]))
    with pytest.raises(Refusal, match="each needs more memory than there is"):
        estimate.seconds_of(made)
