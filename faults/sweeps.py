"""A sweep's worker, its pool's processes, a server, Dask's workers and its scheduler are killed while a
map is trained."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from faults.outcome import Outcome, timed, until
from faults.training import store_of_its_own
from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.steering import begin_sweep, resume_sweep
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.training import CellRun, train_runs
from rnnviz.tasks import Echo

ROOT = Path(__file__).parents[1]
SIDE = 16  # cells: 256 in all
SAMPLES = 8_000  # of each cell for every kill, so that it is not done before the last of them
CLOSE = 1e-6  # relative: which runs are trained in the calls of one decides how losses are added up
LATEST = 1.0  # seconds after something has come, at most
LONG = 3600.0  # seconds for a map whose machine is busy
MADE = Sweep(
    task=Echo(lags={1: 0.5}),
    run=Run(hidden=4, batch=20),
    x=Axis(setting="lag", values=tuple(range(1, SIDE + 1))),
    y=Axis(setting="truncation", values=tuple(range(1, SIDE + 1))),
)


def kills(count: int) -> Iterator[Outcome]:
    """Kill, resume, again and again; then compare with the same runs trained undisturbed."""
    lost = Outcome(
        "a sweep's worker, its pool's processes, the server, a Dask worker, the scheduler are killed",
        "no cell is lost, none is trained twice once it has come",
    )
    same = Outcome("the map of those 256 cells", "is that of an uninterrupted sweep")
    made = MADE.model_copy(update={"samples": SAMPLES * count})
    draw, killed = random.Random(0), Counter[str]()
    by_dask = count // 3
    found: list[dict[int, float]] = []
    with timed(lost):
        for kills, dask in ((count - by_dask, False), (by_dask, True)):
            done = 0
            while done < kills:  # another map where one is done before the last kill
                before = killed.total()
                found.append(_disturbed(made, kills - done, draw, lost, killed, dask))
                done += killed.total() - before
    lost.figures = [", ".join(f"{name} {often}" for name, often in sorted(killed.items()))]
    text = made.to_json()
    with timed(same):
        alone = train_runs(text, [CellRun(cell, 0, made.samples) for cell in range(made.size)])
    for map_ in found:
        wrong = [
            one.run.cell
            for one in alone
            if abs(map_.get(one.run.cell, 0.0) - one.loss) > CLOSE * one.loss
        ]
        same.note(not wrong, f"cells {wrong[:5]} are others")
    yield lost
    yield same


def _disturbed(
    made: Sweep, count: int, draw: random.Random, lost: Outcome, killed: Counter[str], dask: bool
) -> dict[int, float]:
    """Train the map, with so many kills if there is time for them; cell -> loss."""
    with store_of_its_own() as store, _cluster(dask) as cluster:
        _count_results(store)
        sweeps = SweepStore(store)
        id = begin_sweep(made, "", store)
        each = made.runs / (count + 1)
        for number in range(count):
            at = each * number
            _until(store, id, lambda at=at: bool(sweeps.progress(id).done > at))  # type: ignore[misc]
            time.sleep(draw.uniform(0.0, LATEST))
            _until(store, id, lambda: store.row(id).pid is not None or _is_over(sweeps, id))
            if _is_over(sweeps, id):
                break
            victims = _victims(store, id, cluster)
            # who was killed least often, by chance among equals: all are to have their turn
            name, kill = min(victims, key=lambda one: (killed[one[0]], draw.random()))
            kill()
            killed[name] += 1
            lost.note(True)
        _until(store, id, lambda: _is_over(sweeps, id))
        times = dict(store.rows("SELECT cell, count(*) FROM results GROUP BY cell"))
        missing = [cell for cell in range(made.size) if cell not in times]
        twice = [cell for cell, often in times.items() if often > 1]
        lost.note(not missing and not twice, f"missing {missing[:5]}, trained twice {twice[:5]}")
        return dict(store.rows("SELECT cell, loss FROM sweep_runs WHERE sweep = ?", id))


def _is_over(sweeps: SweepStore, id: str) -> bool:
    return sweeps.progress(id).status == "finished"


def _until(store: Store, id: str, condition: Callable[[], bool]) -> None:
    """Until that is so; what died meanwhile is resumed, as its reader would."""

    def there() -> bool:
        supervisor.tend(store)
        status = store.row(id).status
        if status in ("died", "stopped"):
            resume_sweep(id, store)
        return condition()

    until(there, LONG)


def _count_results(store: Store) -> None:
    """Have the file itself count how often a cell's result has come, whoever writes it."""
    with store.transaction() as run:
        run("CREATE TABLE results (cell INTEGER)")
        run(
            "CREATE TRIGGER counted AFTER INSERT ON sweep_runs BEGIN "
            "INSERT INTO results VALUES (new.cell); END"
        )


Victim = tuple[str, Callable[[], None]]


def _victims(store: Store, id: str, cluster: "DaskCluster | None") -> list[Victim]:
    """Whatever there is to kill now, by name."""
    found: list[Victim] = []
    pid = store.row(id).pid
    if pid is not None:
        found.append(("worker", partial(_kill, pid)))
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found += [("pool", partial(_kill, int(child))) for child in children[-1:]]
    if cluster is not None:
        found += [("Dask worker", cluster.kill_worker), ("scheduler", cluster.kill_scheduler)]
    else:
        found.append(("server", lambda: _kill_server(store)))
    return found


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kill_server(store: Store) -> None:
    """A server that tends the store's trainings is killed while it does."""
    script = "import sys, time\nfrom rnnviz.experiments import ticker\nfrom rnnviz.experiments.store "
    script += "import Store\nstore = Store(sys.argv[1])\nticker.start(store)\nprint(1, flush=True)\n"
    command = [sys.executable, "-c", script + "time.sleep(600)", str(store.path)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert server.stdout is not None
    server.stdout.readline()
    server.kill()
    server.wait()
    server.stdout.close()


class DaskCluster:
    """A scheduler and two workers that were started from the shell, and are started again when one of
    them is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.scheduler = self._scheduler(0)
        self.address = str(json.loads(self.file.read_text())["address"])
        self.workers = [self._worker(), self._worker()]

    def _scheduler(self, port: int) -> subprocess.Popen[bytes]:
        self.file.unlink(missing_ok=True)
        words = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        process = self._start(*words, "--scheduler-file", str(self.file))
        until(lambda: self.file.exists() and self.file.read_text(), LONG)
        return process

    def _worker(self) -> subprocess.Popen[bytes]:
        words = ("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        return self._start(*words, "--local-directory", str(self.folder))

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command, nowhere = [sys.executable, "-m", "dask", *words], subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=nowhere, stderr=nowhere
        )

    def kill_worker(self) -> None:
        gone = self.workers.pop(0)
        gone.kill()
        gone.wait()
        self.workers.append(self._worker())

    def kill_scheduler(self) -> None:
        """Kill it; another one of the same address takes its place, with new workers."""
        port = int(self.address.rpartition(":")[2])
        for one in (self.scheduler, *self.workers):
            one.kill()
            one.wait()
        self.scheduler = self._scheduler(port)
        self.workers = [self._worker(), self._worker()]

    def close(self) -> None:
        for one in (*self.workers, self.scheduler):
            one.kill()
            one.wait()


@contextmanager
def _cluster(wanted: bool) -> Iterator[DaskCluster | None]:
    if not wanted:
        yield None
        return
    folder = Path(tempfile.mkdtemp())
    cluster = DaskCluster(folder)
    os.environ["RNNVIZ_DASK"] = cluster.address  # the sweep's worker reads it
    try:
        yield cluster
    finally:
        del os.environ["RNNVIZ_DASK"]
        cluster.close()
        shutil.rmtree(folder, ignore_errors=True)
