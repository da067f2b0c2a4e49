"""A Dask scheduler and its workers, as people start them from the shell."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from support.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]


@contextmanager
def _process(*words, folder, root=ROOT):
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    environment["DASK_DISTRIBUTED__WORKER__DAEMON"] = "False"
    command = [sys.executable, "-m", "dask", *map(str, words)]
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def scheduler(folder, port=0):
    """The address of a scheduler of a test's own."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    words = ("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    with _process(*words, "--scheduler-file", file, folder=folder):
        import json

        until(lambda: file.exists() and file.read_text(), PATIENCE)
        yield json.loads(file.read_text())["address"]


@contextmanager
def worker(address, folder, root=ROOT):
    """A worker of one thread with the rnnviz in that folder, its process."""
    words = ("worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard")
    more = ("--local-directory", folder, "--death-timeout", PATIENCE)
    with _process(*words, *more, folder=folder, root=root) as process:
        yield process
