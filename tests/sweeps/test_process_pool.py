"""A pool of processes that ends with whoever has it."""

import os
import signal
import subprocess
import sys
from types import ModuleType

import pytest
from support.small_sweeps import expected, small
from support.waiting import PATIENCE, until

from rnnviz.sweeps.execution import Execution
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.process_pool import process_pool
from rnnviz.text.message import Refusal

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


def test_its_processes_do_not_run_the_program_that_has_it(monkeypatch, tmp_path):
    main = ModuleType("__main__")
    main.__file__ = str(tmp_path / "page.py")
    (tmp_path / "page.py").write_text("raise SystemExit(3)")
    monkeypatch.setitem(sys.modules, "__main__", main)
    with process_pool(1) as pool:
        assert pool.submit(os.getpid).result() != os.getpid()
    assert sys.modules["__main__"] is main


def test_that_no_process_starts_is_said_and_no_job_is_blamed(monkeypatch):
    monkeypatch.setattr("rnnviz.sweeps.process_pool._begin", ends_at_once)
    with pytest.raises(Refusal, match="could not be started"), process_pool(1):
        pass


def ends_at_once():
    os._exit(1)


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
    until(lambda: not is_there(pid), PATIENCE)
    held.stdout.close()
