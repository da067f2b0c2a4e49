"""A pool of processes that ends with whoever has it."""

import os
import signal
import subprocess
import sys

import pytest
from support.small_sweeps import expected, small
from support.waiting import until

from rnnviz.sweeps.execution import Execution, coarse_first
from rnnviz.sweeps.process_pool import process_pool

BEGIN = """
import os, signal
from rnnviz.sweeps.process_pool import process_pool
if __name__ == "__main__":
    with process_pool(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        signal.pause()
"""


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_pool_trains_and_has_one_thread_a_process():
    made, found = small(2, 2), []
    with process_pool(1) as pool:
        assert Execution(made, coarse_first(made), found.extend, print).run(pool, lambda: 2)
        (pid,) = pool._processes
    losses = {(one.run.cell, one.run.seed): one.loss for one in found}
    assert losses == pytest.approx(expected(made), rel=1e-5)
    assert not is_there(pid)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_its_processes_end_when_whoever_has_it_is_killed(tmp_path):
    script = tmp_path / "holder.py"
    script.write_text(BEGIN)
    held = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    pid = int(held.stdout.readline())
    assert is_there(pid)
    held.kill()
    held.wait()
    until(lambda: not is_there(pid))
    held.stdout.close()
