"""A pool of processes on this machine as an executor."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait

from rnnviz.experiments.process_limits import keep_to_one_thread

AHEAD = 2  # jobs that are under way for each process, so that none waits for the next


@contextmanager
def process_pool(processes: int) -> Iterator[Executor]:
    """A pool of so many processes, each of which computes products by one thread; they end with it,
    even if it is ended without a word."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)
    try:
        yield pool
    finally:
        # what is under way when a sweep is stopped is done anew later, so nobody waits for it
        children = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.terminate()
        for child in children:
            child.join()


def _begin() -> None:
    keep_to_one_thread()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process of a pool waits for work for ever, also when nobody is left to send any."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
