"""Jobs go through an executor: in which order, how many at once, what is done about what fails."""

from collections import Counter
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest
from support.small_sweeps import expected, small

from rnnviz.sweeps.execution import (
    ENDED,
    Execution,
    ExecutorLost,
    Order,
    said,
)
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.training import OtherVersion, TrainedRun, train_runs


class Collected:
    """What an execution has told."""

    def __init__(self):
        self.results, self.failures, self.told = [], [], Order.GO

    def execution(self, made, train=train_runs, **settings):
        def failed(cell, message):
            self.failures.append((cell, str(message)))

        return Execution(
            made, coarse_first(made), self.results.extend, failed, lambda: self.told, train, **settings
        )

    @property
    def runs(self):
        return Counter((one.run.cell, one.run.seed) for one in self.results)


def pretend(text, runs, version):
    return [TrainedRun(run, float(run.cell), False, 0.0) for run in runs]


class AtOnce(Executor):
    """An executor that does each job where it is submitted, and counts those under way."""

    def __init__(self, breaks=()):
        self.breaks, self.jobs, self.most, self.open = dict(breaks), [], 0, set()

    def submit(self, work, text, job, version):
        self.jobs.append(job)
        future = Future()
        self.open = {one for one in self.open if not one.done()} | {future}
        self.most = max(self.most, len(self.open))
        cells = {run.cell for run in job}
        for cell in cells & self.breaks.keys():
            if self.breaks[cell]:
                self.breaks[cell] -= 1
                future.set_exception(BrokenProcessPool("gone"))
                return future
        try:
            future.set_result(work(text, job, version))
        except Exception as error:
            future.set_exception(error)
        return future


def finished(execution, make, at_once=4):
    """Run it by one executor after the other; how many were lost."""
    lost = 0
    while True:
        try:
            assert execution.run(make(), lambda: at_once)
            return lost
        except ExecutorLost:
            lost += 1


def test_every_run_comes_once_and_is_what_it_is_alone():
    made, seen = small(), Collected()
    with ThreadPoolExecutor(2) as pool:
        assert seen.execution(made).run(pool, lambda: 4)
    found = {(one.run.cell, one.run.seed): one.loss for one in seen.results}
    # how sums are rounded depends on which runs are trained in the calls of one
    assert found == pytest.approx(expected(made), rel=1e-5)
    assert set(seen.runs.values()) == {1}


def test_no_more_jobs_are_under_way_than_may_be():
    made, seen, pool = small(6, 6), Collected(), AtOnce()
    assert seen.execution(made, pretend, per_job=1).run(pool, lambda: 3)
    assert len(pool.jobs) == made.runs
    assert len(seen.results) == made.runs


def test_a_cell_that_fails_twice_is_marked_and_the_rest_go_on():
    def fails(text, runs, version):
        if any(run.cell == 4 for run in runs):
            raise MemoryError
        return pretend(text, runs, version)

    made, seen, pool = small(), Collected(), AtOnce()
    assert seen.execution(made, fails).run(pool, lambda: 4)
    assert set(seen.failures) == {(4, "It needs more memory than there is.")}
    assert {cell for cell, _seed in seen.runs} == set(range(9)) - {4}
    assert set(seen.runs.values()) == {1}
    alone = [job for job in pool.jobs if {run.cell for run in job} == {4}]
    assert len(alone) == 2


@pytest.mark.parametrize("per_job", [1, 2, 32])
def test_it_is_marked_once_and_never_one_that_was_beside_it(per_job):
    def fails(text, runs, version):
        if any(run.cell == 4 for run in runs):
            raise MemoryError
        return pretend(text, runs, version)

    made, seen = small(seeds=5), Collected()
    assert seen.execution(made, fails, per_job=per_job).run(AtOnce(), lambda: 4)
    assert [cell for cell, _why in seen.failures] == [4]
    assert set(seen.runs) == {(cell, seed) for cell in range(9) if cell != 4 for seed in range(5)}


@pytest.mark.parametrize("at_once", [1, 4])
@pytest.mark.parametrize("per_job", [1, 2, 32])
def test_one_that_ends_processes_is_marked_once_and_none_beside_it(per_job, at_once):
    made, seen = small(seeds=5), Collected()
    pool = AtOnce({4: 1000})
    finished(seen.execution(made, pretend, per_job=per_job), lambda: pool, at_once)
    assert [cell for cell, _why in seen.failures] == [4]
    assert set(seen.runs) == {(cell, seed) for cell in range(9) if cell != 4 for seed in range(5)}


def test_a_cell_that_fails_once_is_tried_again():
    left = [1]

    def fails(text, runs, version):
        if any(run.cell == 4 for run in runs) and left:
            raise ValueError(left.pop())
        return pretend(text, runs, version)

    made, seen = small(), Collected()
    assert seen.execution(made, fails, per_job=1).run(AtOnce(), lambda: 4)
    assert seen.failures == []
    assert set(seen.runs.values()) == {1}
    assert len(seen.runs) == made.runs


def test_what_ends_processes_is_found_and_nothing_else_is_marked():
    made, seen = small(seeds=1), Collected()
    pool = AtOnce({4: 10})
    execution = seen.execution(made, pretend, per_job=1)
    assert finished(execution, lambda: pool) >= 2
    assert seen.failures == [(4, str(ENDED))]
    assert {cell for cell, _seed in seen.runs} == set(range(9)) - {4}
    assert set(seen.runs.values()) == {1}


def test_a_process_that_was_ended_by_chance_costs_nothing():
    made, seen = small(), Collected()
    pool = AtOnce({2: 1, 7: 1})
    assert finished(seen.execution(made, pretend), lambda: pool) == 2
    assert seen.failures == []
    assert len(seen.runs) == made.runs
    assert set(seen.runs.values()) == {1}


def test_an_executor_that_is_not_there_any_more_is_lost():
    class Silent(Executor):
        def submit(self, *of):
            return Future()

    made, seen = small(), Collected()
    execution = seen.execution(made, pretend)
    with pytest.raises(ExecutorLost):
        execution.run(Silent(), lambda: 2, lambda: False)
    # nothing that was under way is suspected of it, so all of it goes on together
    assert (len(execution.again), len(execution.suspects)) == (2, 0)
    assert execution.run(AtOnce(), lambda: 2)
    assert len(seen.runs) == made.runs


def test_an_executor_that_was_shut_down_is_lost():
    made, seen = small(), Collected()
    execution = seen.execution(made, pretend)
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(ExecutorLost):
        execution.run(pool, lambda: 2)
    assert execution.run(AtOnce(), lambda: 2)
    assert len(seen.runs) == made.runs


def test_one_that_is_told_to_stop_submits_no_more():
    made, seen, pool = small(), Collected(), AtOnce()
    seen.told = Order.STOP
    assert not seen.execution(made, pretend).run(pool, lambda: 2)
    assert pool.jobs == []


def test_one_that_pauses_goes_on():
    made, seen, pool = small(), Collected(), AtOnce()
    words = iter([Order.PAUSE, Order.PAUSE])
    execution = seen.execution(made, pretend)
    execution.told = lambda: next(words, Order.GO)
    assert execution.run(pool, lambda: 2)
    assert len(seen.runs) == made.runs


def test_another_rnnviz_ends_it():
    made, seen = small(), Collected()
    execution = seen.execution(made)
    execution.version = "another"
    with pytest.raises(OtherVersion, match=r"A worker has another rnnviz \(.+\) than this one \(ano"):
        execution.run(AtOnce(), lambda: 2)


class KilledWorker(Exception):
    """As Dask's is called."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "more memory than there is"),
        (KilledWorker(), "ended without a word"),
        (BrokenExecutor(), "ended without a word"),
        (CancelledError(), "ended without a word"),
        (ValueError("what"), "It failed: what."),
        (KeyError(), "It failed: KeyError."),
    ],
)
def test_what_went_wrong_is_said(error, words):
    assert words in str(said(error))
