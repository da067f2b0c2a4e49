"""One thread multiplies while something is trained, and as many as before when it is not."""

import pytest
from support.small_races import make
from threadpoolctl import threadpool_info, threadpool_limits

from rnnviz.training import race
from rnnviz.training.one_thread import one_thread


def threads():
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def several():
    """As many threads as a notebook has, where this machine's tests have one."""
    with threadpool_limits(2, user_api="blas"):
        if threads() != {2}:
            pytest.skip("the products here are of a library that keeps no number of threads")
        yield


def test_within_it_there_is_one():
    with one_thread():
        assert threads() == {1}
    assert threads() == {2}


def test_training_takes_one_and_leaves_the_callers_own(monkeypatch):
    seen, advance = [], race.Race.advance

    def watched(self, *until):
        seen.append(threads())
        advance(self, *until)

    monkeypatch.setattr(race.Race, "advance", watched)
    for _frame in race.train(make({}), every=0.0):
        assert threads() == {2}
    assert seen
    assert set(map(frozenset, seen)) == {frozenset({1})}
