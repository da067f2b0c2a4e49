"""A Dask cluster as an executor, the one place that imports distributed.

Results come back as futures, and whoever asked writes them, so that no machine but that one needs the
store.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from rnnviz.sweeps.training import own_version
from rnnviz.text.message import Refusal

COMMAND = "pip install 'distributed>=2026.8,<2028'"  # the extra rnnviz[dask]
PATIENCE = 10  # seconds until a scheduler has to answer
AHEAD = 2  # jobs that are under way for each of its threads, so that none waits for the next


class NoScheduler(Refusal):
    """There is no Dask scheduler where one was named, or no worker with it."""


class Cluster(NamedTuple):
    """A cluster that is connected."""

    executor: Executor
    client: Any  # distributed.Client

    def workers(self) -> int:
        """How many workers there are."""
        return len(self.client.nthreads()) if self.is_there else 0

    def at_once(self) -> int:
        """How many jobs may be under way: more as workers join."""
        threads = sum(self.client.nthreads().values())
        return AHEAD * max(int(threads), 1)

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
        yield Cluster(client.get_executor(pure=False, retries=0), client)
    finally:
        with suppress(Exception):  # of a scheduler that has gone
            client.close(timeout=1)


def _refuse_other_versions(client: Any, address: str) -> None:
    """Ask every worker; those that join later are asked with each job (`train_runs`)."""
    try:
        found = client.run(own_version, on_error="return")
    except (OSError, TimeoutError) as error:
        raise NoScheduler(
            "There is no Dask scheduler at {address}; start one, or change the setting {name}.",
            address=address,
            name="RNNVIZ_DASK",
        ) from error
    own = own_version()
    for worker, version in found.items():
        if version != own:
            raise Refusal(
                "The Dask worker {worker} has another rnnviz ({other}) than this machine ({own}); "
                "install the same on both.",
                worker=worker,
                other=str(version),
                own=own,
            )
