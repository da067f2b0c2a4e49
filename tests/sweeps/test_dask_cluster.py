"""A sweep goes through a real Dask scheduler and two workers that were started from the shell."""

import shutil

import pytest
from distributed import Client
from distributed.client import ClosedClientError
from distributed.comm import CommClosedError
from support.dask_processes import ROOT, scheduler, worker
from support.small_sweeps import small, stored, wait_for_end
from support.waiting import PATIENCE, until

from rnnviz.experiments.commands import Stop
from rnnviz.runs.run import Run
from rnnviz.sweeps.dask_cluster import Cluster, _refuse_other_versions, dask_cluster
from rnnviz.sweeps.execution import Execution, ExecutorLost
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.steering import begin_sweep, resume_sweep
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.training import CellRun, own_version, train_runs
from rnnviz.text.message import Refusal

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.npz", "*.pt", "*.onnx")
MADE = small(6, 6, run=Run(hidden=2, batch=10), samples=2000)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler with two workers."""
    folder = tmp_path_factory.mktemp("dask")
    with scheduler(folder) as address, worker(address, folder), worker(address, folder):
        yield address


def test_a_sweep_of_the_store_is_trained_by_a_cluster(store, cluster, monkeypatch):
    monkeypatch.setenv("RNNVIZ_DASK", cluster)  # its worker reads it
    id = begin_sweep(MADE, "", store)
    end = wait_for_end(store, id)
    assert (end.status, end.done) == ("finished", MADE.runs), str(end.message)
    text, found = MADE.to_json(), stored(store, id)
    for cell in (0, 14, 35):
        (alone,) = train_runs(text, [CellRun(cell, 1, MADE.samples)])
        assert found[cell, 1] == pytest.approx(alone.loss, rel=1e-3)


def with_cluster(address):
    with dask_cluster(address):
        pass


def wait_for_workers(address, count):
    """Return once so many have joined."""
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=PATIENCE)


def test_a_worker_with_another_rnnviz_is_refused_in_a_sentence(cluster, tmp_path):
    shutil.copytree(ROOT / "rnnviz", tmp_path / "rnnviz", ignore=LEFT_OUT)
    with open(tmp_path / "rnnviz" / "nn" / "__init__.py", "a") as file:
        file.write("# computes something else\n")
    words = r"The Dask worker tcp://.+ has another rnnviz \(.+\) than this machine \(.+\);"
    with_cluster(cluster)
    with worker(cluster, tmp_path, tmp_path):
        wait_for_workers(cluster, 3)
        with pytest.raises(Refusal, match=words):
            with_cluster(cluster)


class Gone:
    """A client whose scheduler goes away unnoticed after it has answered once."""

    status = "running"

    def __init__(self):
        self.asked = 0

    def get_executor(self, **of):
        return self

    def nthreads(self):
        self.asked += 1
        if self.asked > 1:
            raise CommClosedError("gone")
        return {"one": 2, "other": 1}

    def submit(self, *of):
        raise ClosedClientError("Client is closed.")

    def run(self, *of, **more):
        return {"one": own_version(), "other": CommClosedError("gone")}


def test_a_scheduler_that_does_not_answer_is_no_end_by_itself(monkeypatch):
    client = Gone()
    cluster = Cluster(client)
    for _ in range(3):
        assert (cluster.workers(), cluster.at_once()) == (2, 6)
    assert client.asked == 1
    monkeypatch.setattr("rnnviz.sweeps.dask_cluster.FRESH", 0.0)
    assert (cluster.workers(), cluster.at_once()) == (2, 6)
    assert client.asked == 3
    with pytest.raises(RuntimeError, match="Client is closed"):
        cluster.submit(print)
    execution = Execution(MADE, coarse_first(MADE), print, print)
    with pytest.raises(ExecutorLost):
        execution.run(cluster, cluster.at_once)


def test_a_worker_that_went_away_is_no_other_version():
    _refuse_other_versions(Gone(), "tcp://10.0.0.5:8786")


def test_a_scheduler_that_goes_away_is_said_and_what_is_finished_stays(store, tmp_path, monkeypatch):
    made = small(12, 12, run=Run(hidden=4, batch=10), samples=20_000)
    sweeps = SweepStore(store)
    with scheduler(tmp_path) as address:
        monkeypatch.setenv("RNNVIZ_DASK", address)
        with worker(address, tmp_path):
            id = begin_sweep(made, "", store)
            until(lambda: sweeps.progress(id).done, PATIENCE)
    end = wait_for_end(store, id)
    assert end.status == "died"
    assert f"There is no Dask scheduler at {address}" in str(end.message)
    before = stored(store, id)
    assert 0 < len(before) < made.runs
    monkeypatch.delenv("RNNVIZ_DASK")
    resume_sweep(id, store)
    until(lambda: sweeps.progress(id).done > len(before), PATIENCE)
    assert before.items() <= stored(store, id).items()
    store.command(id, Stop())
    wait_for_end(store, id)
