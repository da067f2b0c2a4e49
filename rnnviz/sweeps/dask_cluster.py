"""A Dask cluster as an executor, the one place that imports distributed.

Results come back as futures, and whoever asked writes them, so that no machine but that one needs the
store.
"""

import logging
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from typing import Any

from rnnviz.sweeps.training import own_version
from rnnviz.text.message import Refusal

COMMAND = "pip install 'distributed>=2026.8,<2028'"  # the extra rnnviz[dask]
PATIENCE = 10  # seconds until a scheduler has to answer
FRESH = 1.0  # seconds after which it is asked anew who its workers are
AHEAD = 2  # jobs that are under way for each of its threads, so that none waits for the next


class NoScheduler(Refusal):
    """There is no Dask scheduler where one was named, or no worker with it."""


class Cluster(Executor):
    """A cluster that is connected, as an executor."""

    def __init__(self, client: Any) -> None:
        self.client = client  # distributed.Client
        self.executor = client.get_executor(pure=False, retries=0)
        self.asked = -math.inf
        self.threads: dict[str, int] = {}  # of each worker, as they were when it was asked last

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The same as that of any executor; raises RuntimeError where the scheduler has gone."""
        try:
            found: Future[Any] = self.executor.submit(fn, *args, **kwargs)
        except Exception as error:  # by whichever of Dask's ways it is found out
            raise RuntimeError(str(error)) from error
        return found

    def workers(self) -> int:
        """How many workers there are."""
        return len(self._threads())

    def at_once(self) -> int:
        """How many jobs may be under way: more as workers join."""
        return AHEAD * max(sum(self._threads().values()), 1)

    def _threads(self) -> dict[str, int]:
        """The threads of each worker; the scheduler is asked once in a while, and one that is about to
        be gone may not answer."""
        now = time.monotonic()
        if self.is_there and now - self.asked >= FRESH:
            with suppress(Exception):
                self.threads = self.client.nthreads()
            self.asked = now
        return self.threads

    @property
    def is_there(self) -> bool:
        """Whether its scheduler is."""
        return str(self.client.status) == "running"


@contextmanager
def dask_cluster(address: str) -> Iterator[Cluster]:
    """The cluster of a scheduler; raises NoScheduler where there is none, and Refusal where its workers
    have another rnnviz, or distributed is not installed here."""
    try:
        from distributed import Client
    except ImportError as error:
        raise Refusal(
            "This needs {title}, which is not installed here; “{command}” brings it.",
            title="Dask",
            command=COMMAND,
        ) from error
    # what goes away is said by us, once; Dask would log it with its stack
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, RuntimeError, TimeoutError) as error:
        raise NoScheduler(
            "There is no Dask scheduler at {address}; start one, or change the setting {name}.",
            address=address,
            name="RNNVIZ_DASK",
        ) from error
    try:
        _refuse_other_versions(client, address)
        yield Cluster(client)
    finally:
        with suppress(Exception):  # of a scheduler that has gone
            client.close(timeout=1)


def _refuse_other_versions(client: Any, address: str) -> None:
    """Ask every worker; those that join later are asked with each job (`train_runs`)."""
    try:
        found = client.run(own_version, on_error="return")
    except Exception as error:  # by whichever of Dask's ways it is found out
        raise NoScheduler(
            "There is no Dask scheduler at {address}; start one, or change the setting {name}.",
            address=address,
            name="RNNVIZ_DASK",
        ) from error
    own = own_version()
    for worker, version in found.items():
        # one that does not answer has gone, or is asked with its first job
        if version != own and not isinstance(version, OSError):
            raise Refusal(
                "The Dask worker {worker} has another rnnviz ({other}) than this machine ({own}); "
                "install the same on both.",
                worker=worker,
                other=str(version),
                own=own,
            )
