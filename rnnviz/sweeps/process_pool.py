"""A pool of processes on this machine as an executor."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType

from rnnviz.experiments.process_limits import keep_to_one_thread
from rnnviz.text.message import Refusal

AHEAD = 2  # jobs that are under way for each process, so that none waits for the next


_starting = threading.Lock()


class _WithoutMain(SpawnProcess):
    """A process that does not run again whatever program has started it: jobs are of modules, and a
    program may need what only its own start gives it, as a page of Streamlit does."""

    def start(self) -> None:
        with _starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _WithoutMain


@contextmanager
def process_pool(processes: int) -> Iterator[Executor]:
    """A pool of so many processes, each of which computes products by one thread; they end with it,
    even if it is ended without a word. Raises Refusal if none can be started, so that no job is
    blamed for that."""
    pool = ProcessPoolExecutor(processes, mp_context=_Context(), initializer=_begin)
    try:
        try:
            # one job for each, so that none waits to be started until another one is there
            begun = [pool.submit(os.getpid) for _ in range(processes)]
            begun[0].result()
        except (BrokenExecutor, OSError) as error:
            raise Refusal("The processes that train could not be started.") from error
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
