"""How long a sweep will take, in advance."""

import pytest
from support.refusals.sweeps import sweep
from support.small_sweeps import small

from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.sweeps import estimate
from rnnviz.sweeps.order import typical_job, whole_work, work
from rnnviz.text.message import Refusal
from rnnviz.training import stacking


@pytest.fixture
def jobs(monkeypatch):
    """A clock of its own, in which an update of a job takes a second however many runs are in it; the
    runs of the jobs that were timed, each with how many stacks they were trained in."""
    clock, seen, stacked = [0.0], [], estimate.stacked

    def timed(made, size):
        found = stacked(made, size)
        seen.append((len(made), len(found)))
        for one in found[:1]:
            advance = one.advance

            def slowly(position, advance=advance):
                clock[0] += 1.0
                advance(position)

            monkeypatch.setattr(one, "advance", slowly)
        return found

    monkeypatch.setattr(estimate, "stacked", timed)
    monkeypatch.setattr(estimate.time, "thread_time", lambda: clock[0])
    monkeypatch.setattr(estimate.time, "perf_counter", lambda: 0.0)
    monkeypatch.setattr(estimate, "ENOUGH", 3)
    monkeypatch.setattr(estimate, "cores", lambda: 2)
    return seen


def test_it_grows_with_what_is_to_be_done(jobs, monkeypatch):
    made = small(2, 2, run=Run(hidden=2, batch=5), samples=1000)
    one = estimate.seconds_of(made)
    twice = estimate.seconds_of(made.model_copy(update={"samples": 2000}))
    assert twice == pytest.approx(2 * one)
    monkeypatch.setattr(estimate, "job_size", lambda runs, at_once: 1)
    alone = estimate.seconds_of(made)
    monkeypatch.setattr(estimate, "cores", lambda: 4)
    assert estimate.seconds_of(made) == pytest.approx(alone / 2)


def test_what_is_trained_together_is_timed_together(jobs):
    # a row of lags is one shape; 8 jobs are to be had of 96 runs, so 12 in each, and 24 in a row
    made = small(12, 4, run=Run(hidden=2, batch=5), samples=600, seeds=2)
    together = estimate.seconds_of(made)
    # of every second row the first picture waits for 6, so 18 are left; of the last row for none
    assert jobs == [(9, 1), (9, 1), (12, 1)]
    updates = sum(24 * -(-600 // (5 * steps)) for steps in (1, 2, 3, 4))
    assert updates / 12 / 2 < together < updates / 9 / 2


def test_what_takes_long_by_itself_is_timed_alone(jobs, monkeypatch):
    monkeypatch.setattr(stacking, "LARGE", -1.0)
    estimate.seconds_of(small(12, 1, run=Run(hidden=2, batch=5), samples=600))
    assert jobs == [(3, 3)]


def test_what_is_trained_with_others_is_timed_once_with_the_sweep_s_own_seeds(jobs):
    made = small(5, 1, samples=100, seeds=3)
    assert len(estimate._tried(made)) == 1
    (middle,) = estimate._tried(made)
    assert {run.seed for run in typical_job(middle, 32)} == {0, 1, 2}


def test_an_estimate_counts_the_work_of_every_panel_and_edge():
    made = sweep(("hidden", 4, 8, 16), ("truncation", 2, 4), samples=500, seeds=2)
    made = made.model_copy(update={"panels": ({"rate": 0.1}, {"batch": 10})})
    assert whole_work(made) == pytest.approx(2 * sum(map(work, made.cells)), rel=0.03)


def test_of_a_large_map_only_some_cells_are_timed():
    assert estimate._some(1) == [0]
    assert estimate._some(2) == [0, 1]
    assert estimate._some(101) == [50, 0, 100]


def test_one_that_ends_at_once_has_a_time():
    made = small(1, 1, run=Run(hidden=2, batch=5), samples=5)
    assert estimate.seconds_of(made) >= 0.0


def test_nothing_is_laid_out_that_is_larger_than_may_be(monkeypatch):
    monkeypatch.setattr(estimate.admission, "current", lambda: Settings(hidden_units=64))
    monkeypatch.setattr(estimate, "learners_of", lambda *_: pytest.fail("it was laid out"))
    made = sweep(("lag", 1, 2), ("hidden", 4, 65))
    with pytest.raises(Refusal, match="has 65 hidden units; allowed here are up to 64"):
        estimate.seconds_of(made)


def test_a_cell_that_has_no_room_is_left_out_and_the_others_tell(monkeypatch):
    made, seconds = sweep(("lag", 1, 2), ("hidden", 4, 8)), estimate._seconds

    def large(cell, most):
        if cell.settings["hidden"] == 8:
            raise MemoryError
        return seconds(cell, most)

    monkeypatch.setattr(estimate, "_seconds", large)
    assert estimate.seconds_of(made) > 0.0
    monkeypatch.setattr(estimate, "_seconds", lambda cell, most: large(made.cells[3], most))
    with pytest.raises(Refusal, match="each needs more memory than there is"):
        estimate.seconds_of(made)
