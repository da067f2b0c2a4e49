import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rnnviz.experiments.shared_cache import SharedCache


def test_one_computes_and_the_others_wait_for_it():
    cache, asked, inside = SharedCache(10, 10), threading.Barrier(8), []

    def make():
        inside.append(threading.get_ident())
        release.wait(5)
        return object()

    def ask(_):
        asked.wait(5)
        return cache.get("key", make)

    release = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(ask, number) for number in range(8)]
        release.set()
        results = {id(one.result(5)) for one in found}
    assert len(inside) == 1
    assert len(results) == 1


def test_different_keys_do_not_wait_for_each_other():
    cache, release = SharedCache(10, 10), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(cache.get, "slow", lambda: release.wait(5))
        assert cache.get("quick", lambda: 1) == 1
        release.set()
        assert slow.result(5)


def test_what_fails_is_raised_and_the_next_one_tries_again():
    cache = SharedCache(10, 10)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 / 0)
    assert len(cache) == 0
    assert cache.get("key", lambda: 2) == 2


def test_who_waited_for_what_failed_computes_it():
    cache, begun, release = SharedCache(10, 10), threading.Event(), threading.Event()

    def fail():
        begun.set()
        release.wait(5)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "key", fail)
        begun.wait(5)
        second = pool.submit(cache.get, "key", lambda: "mine")
        release.set()
        assert second.result(5) == "mine"
        with pytest.raises(ValueError, match="no"):
            first.result(5)


def test_what_nobody_has_asked_for_the_longest_goes_first():
    cache = SharedCache(entries=2, size=100)
    cache.get("a", lambda: "a")
    cache.get("b", lambda: "b")
    cache.get("a", lambda: pytest.fail("it is there"))
    cache.get("c", lambda: "c")
    assert cache.get("a", lambda: "new") == "a"
    assert cache.get("b", lambda: "new") == "new"
    assert len(cache) == 2


def test_there_is_a_bound_on_bytes_but_the_newest_stays():
    cache = SharedCache(entries=100, size=10)
    for key in range(5):
        cache.get(key, lambda: "x", lambda _: 4)
    assert len(cache) == 2
    cache.get("large", lambda: "x", lambda _: 1000)
    assert len(cache) == 1
    assert cache.get("large", lambda: "new") == "x"
    cache.get("small", lambda: "x", lambda _: 1)
    assert len(cache) == 1
