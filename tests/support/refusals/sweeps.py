"""Calls that `rnnviz/sweeps` and its figures refuse, by module and beginning."""

import sys
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

from rnnviz.experiments.store import Store
from rnnviz.figures.sweeps.phase_map import MapAxis
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.settings.settings import Settings
from rnnviz.sweeps import dask_cluster, estimate, process_pool, steering
from rnnviz.sweeps.execution import Execution
from rnnviz.sweeps.export import check_kind
from rnnviz.sweeps.finer import finer
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.swept_settings import with_settings
from rnnviz.sweeps.training import CellRun, train_runs
from rnnviz.tasks import Echo, Words

ONE = Echo(lags={3: 0.5})


def sweep(x=("lag", 1, 2), y=("truncation", 1, 2), **settings):
    axes = [Axis(setting=name, values=values) for name, *values in (x, y)]
    return Sweep(**{"task": ONE, "x": axes[0], "y": axes[1]} | settings)


def of(run=None, task=ONE, **settings):
    named = {name.replace("task_", "task."): value for name, value in settings.items()}
    return with_settings(run or Run(), task, named)


def other_worker():
    """A cluster with a worker of another version."""
    client = SimpleNamespace(run=lambda *of, **more: {"tcp://10.0.0.7:1": "0.0+another"})
    return dask_cluster._refuse_other_versions(client, "tcp://10.0.0.5:8786")


def without_dask(patch):
    patch.setitem(sys.modules, "distributed", None)
    with dask_cluster.dask_cluster("tcp://127.0.0.1:9"):
        pass


def no_scheduler(patch):
    patch.setattr(dask_cluster, "PATIENCE", 0.2)
    with dask_cluster.dask_cluster("tcp://127.0.0.1:9"):
        pass


class Silent(Executor):
    """One that takes what it is given and never answers."""

    def submit(self, *of, **more):
        return Future()


def lost():
    execution = Execution(sweep(), [CellRun(0, 0, 100)], on_result=print, on_failure=print)
    return execution.run(Silent(), at_once=lambda: 1, is_there=lambda: False)


def no_processes(patch):
    def gone(*of):
        raise BrokenProcessPool

    patch.setattr(process_pool.ProcessPoolExecutor, "submit", gone)
    with process_pool.process_pool(1):
        pass


def too_many(patch):
    patch.setattr(steering, "current", lambda: Settings(sweep_runs=3))
    return steering.admit(sweep(), "", None)


def no_room(patch):
    def full(cell, most):
        raise MemoryError

    patch.setattr(estimate, "_seconds", full)
    return estimate.seconds_of(sweep())


def stored(folder, do):
    with closing(Store(folder / "store")) as store:
        return do(SweepStore(store))


def nonsense(sweeps):
    id = sweeps.add(sweep())
    with sweeps.store.transaction() as run:
        run("UPDATE sweeps SET checksum = NULL, sweep = '3'")
    return sweeps.sweep(id)


CALLS = {
    "sweeps.dask_cluster": {
        "This needs": without_dask,
        "There is no Dask": no_scheduler,
        "The Dask worker": other_worker,
    },
    "sweeps.process_pool": {"The processes that train": no_processes},
    "sweeps.training": {"A worker has": lambda: train_runs("", [], "0.0+another")},
    "sweeps.estimate": {"None of the sweep": no_room},
    "sweeps.execution": {"What trains the runs": lost},
    "figures.sweeps.phase_map": {
        "An axis of names": lambda: MapAxis("cell", ("rnn", "gru")).place_of(1)
    },
    "sweeps.steering": {"The sweep would be": too_many},
    "sweeps.export": {"{path} ends": lambda: check_kind(Path("a.xlsx"))},
    "sweeps.sweep_store": {
        "There is no sweep": lambda folder: stored(folder, lambda sweeps: sweeps.sweep("?")),
        "The sweep has no": lambda folder: stored(
            folder, lambda sweeps: sweeps.ask_for_more(sweeps.add(sweep()), [9], 1)
        ),
        "A stored sweep": lambda folder: stored(folder, nonsense),
    },
    "sweeps.swept_settings": {
        "there is no setting": lambda: Axis(setting="?", values=(1,)),
        "{setting} is {value!r}; allowed are {allowed}": lambda: Axis(setting="cell", values=("?",)),
        "{setting} is {value!r}; allowed are numbers": lambda: Axis(setting="rate", values=("?",)),
        "{setting} is {value!r}; allowed are whole": lambda: Axis(setting="lag", values=(1.5,)),
        "the run has {truncation}": lambda: of(Run(truncation=Truncation(3, 7)), truncation=4),
        "with the style": lambda: sweep(panels=({"style": "full"},)),
        "the run has no cut": lambda: of(Run(truncation=Truncation.full()), style="even"),
        "{task} has no number": lambda: of(task_lags=3),
        "{setting} is of {echo}": lambda: of(task=Words(), lag=3),
        "{setting} moves": lambda: of(task=Echo(), lag=3),
        "{setting} is {value}; the task": lambda: of(lags=2),
    },
    "sweeps.model": {
        "{setting} has the value": lambda: Axis(setting="lag", values=(1, 1)),
        "panel {place} is": lambda: sweep(panels=({}, {})),
        "panel {place} has": lambda: sweep(panels=({f"task.{n}": n for n in range(9)},)),
        "the sweep would be": lambda: sweep(
            ("lag", *range(1000)), ("truncation", *range(1, 200)), seeds=2
        ),
        "both axes": lambda: sweep(y=("lag", 1)),
        "{setting} is an axis": lambda: sweep(panels=({"lag": 1},)),
        "the task has nothing": lambda: sweep(task=Echo(lags={3: 0.0})),
        "lag moves": lambda: sweep(y=("lags", 1)),
        "where the readout": lambda: sweep(run=Run(train="readout")),
    },
    "sweeps.result": {"This is no cell's": lambda: Result.from_json("{}")},
    "sweeps.finer": {
        "All that lies": lambda: finer(sweep(), (1, 2), (1, 2)),
        "From {first!r}": lambda: finer(sweep(), (1.1, 1.9), (1, 2)),
        "A box goes": lambda: finer(sweep(), ("a", 2), (1, 2)),
    },
}
