"""How long maps take: the one that comes along, many short runs, the same in plain PyTorch, and what a
cell costs through Dask."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from rnnviz.experiments.supervisor import cores
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.dask_cluster import dask_cluster
from rnnviz.sweeps.execution import Execution
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.order import coarse_first, is_coarse
from rnnviz.sweeps.presets import FIRST
from rnnviz.sweeps.process_pool import AHEAD, process_pool
from rnnviz.sweeps.training import CellRun, TrainedRun

ROOT = Path(__file__).parents[1]
SWEEP = FIRST.sweep  # the map that comes along: lags by windows
# 2,048 runs of 200,000 samples: as many cells as seeds allow
MANY = SWEEP.model_copy(
    update={
        "samples": 200_000,
        "run": Run(hidden=4, batch=200, truncation=Truncation.windows(5)),
        "x": Axis(setting="lag", values=tuple(range(1, 17))),
        "y": Axis(setting="truncation", values=tuple(range(5, 13))),
        "seeds": 16,
    }
)
TRIVIAL = Sweep(
    task=SWEEP.task,
    samples=1,
    x=Axis(setting="lag", values=tuple(range(1, 101))),
    y=Axis(setting="truncation", values=tuple(range(1, 101))),
)
SAMPLE = 4  # windows of the map whose runs PyTorch trains, each with one lag and seed
HEAD = 1000  # cells after which the head's memory is looked at first


def tables() -> Iterator[str]:
    """One line a map, then the comparison, then Dask's overhead."""
    lines = [
        "| map | runs | seconds | of the processors, by their number | first coarse map |",
        "|---|---|---|---|---|",
    ]
    each = 0.0
    for name, sweep in (("that comes along", SWEEP), ("of short runs", MANY)):
        whole, coarse, spent = _timed(sweep)
        if sweep is SWEEP:
            each = spent / sweep.runs
        spent /= cores()
        lines.append(f"| {name} | {sweep.runs:,} | {whole:.1f} | {spent:.1f} | {coarse:.1f} |")
    yield f"In a pool of {cores()} processes, their start counted in:\n\n" + "\n".join(lines)
    peer = _torch_seconds_a_run()
    ours, theirs = (cores() * 3600 / of for of in (each, peer))
    yield (
        f"Runs an hour of the map that comes along, by processor time: {ours:,.0f}; in plain PyTorch "
        f"in the same pool, from some updates of {SAMPLE} of its windows, the others between them: "
        f"{theirs:,.0f}, so {ours / theirs:.1f} times as many."
    )
    yield "\n".join(_dask_lines())


def _timed(sweep: Sweep) -> tuple[float, float, float]:
    """Seconds until all is there, and until one seed of every second cell is; and what the processors
    were at work for it, which another program does not lengthen. The processes have to start first."""
    begun, before = time.perf_counter(), _processors()
    coarse = {cell.number for cell in sweep.cells if is_coarse(cell)}
    first = 0.0

    def on_result(found: list[TrainedRun]) -> None:
        nonlocal first
        coarse.difference_update(one.run.cell for one in found if one.run.seed == 0)
        first = first or (0.0 if coarse else time.perf_counter() - begun)

    with process_pool(cores()) as pool:
        execution = Execution(sweep, coarse_first(sweep), on_result, _fail)
        execution.run(pool, lambda: AHEAD * cores())
        whole = time.perf_counter() - begun
    return whole, first, _processors() - before


def _processors() -> float:
    """Seconds that processors were at work for this process and those that it has started."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _fail(cell: int, message: object) -> None:
    raise RuntimeError(f"cell {cell}: {message}")


def _torch_seconds_a_run() -> float:
    """A processor's seconds for a run of the map, by some windows of it in a pool of the same size."""
    windows = [round(1 + (SWEEP.shape[2] - 1) * part / (SAMPLE - 1)) for part in range(SAMPLE)]
    updates = 200
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_torch_seconds, updates=5), windows))  # imports PyTorch
        seconds = list(pool.map(partial(_torch_seconds, updates=updates), windows))
    every = np.array(SWEEP.x.values, float)
    an_update = np.interp(every, windows, np.array(seconds) / updates)
    return float((an_update * SWEEP.samples / (SWEEP.run.batch * every)).mean())


def _torch_seconds(window: int, updates: int) -> float:
    """A processor's seconds for so many updates of one run of the map, as a plain loop in PyTorch
    makes them."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(0)
    rnn, readout = nn.RNN(2, 16), nn.Linear(16, 2)
    parameters = [*rnn.parameters(), *readout.parameters()]
    optimizer = torch.optim.Adagrad(parameters, 0.1)
    bits = torch.randint(0, 2, (window * updates, 20))
    answers = torch.randint(0, 2, (window * updates, 20))
    inputs = nn.functional.one_hot(bits, 2).float()
    state = None
    begun = time.process_time()
    for start in range(0, window * updates, window):
        optimizer.zero_grad()
        hidden, state = rnn(inputs[start : start + window], state)
        loss = nn.functional.cross_entropy(
            readout(hidden).flatten(0, 1), answers[start : start + window].flatten()
        )
        loss.backward()
        optimizer.step()
        state = state.detach()
    return time.process_time() - begun


def _dask_lines() -> Iterator[str]:
    yield "| Dask workers | cells of no work | ms a cell | head's memory after 1,000 | at the end |"
    yield "|---|---|---|---|---|"
    for workers in (1, 2):
        each, first, last = _dask(workers)
        yield f"| {workers} | {TRIVIAL.size:,} | {each * 1e3:.2f} | {first:.0f} MB | {last:.0f} MB |"


def nothing(text: str, runs: Sequence[CellRun], version: str) -> list[TrainedRun]:
    """What a cell comes back as that is not trained."""
    return [TrainedRun(run, 0.5, False, 0.0) for run in runs]


def _dask(workers: int) -> tuple[float, float, float]:
    """Seconds a cell, and the head's largest memory in MB after some cells and at the end."""
    memory: list[float] = []
    came = 0

    def on_result(found: list[TrainedRun]) -> None:
        nonlocal came
        came += len(found)
        if came in (HEAD, TRIVIAL.size):
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    with (
        tempfile.TemporaryDirectory() as folder,
        _cluster(Path(folder), workers) as address,
        dask_cluster(address) as cluster,
    ):
        execution = Execution(
            TRIVIAL, coarse_first(TRIVIAL), on_result, _fail, train=nothing, per_job=1
        )
        begun = time.perf_counter()
        execution.run(cluster, cluster.at_once, lambda: cluster.is_there)
        return (time.perf_counter() - begun) / TRIVIAL.size, memory[0], memory[-1]


class _cluster:  # noqa: N801
    """A scheduler and workers, started from the shell."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder, self.workers, self.processes = folder, workers, list[subprocess.Popen[bytes]]()

    def __enter__(self) -> str:
        file = self.folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file)
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        address = str(json.loads(file.read_text())["address"])
        for _ in range(self.workers):
            self._start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        return address

    def _start(self, *words: object) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command, nowhere = [sys.executable, "-m", "dask", *map(str, words)], subprocess.DEVNULL
        self.processes.append(
            subprocess.Popen(command, cwd=self.folder, env=environment, stdout=nowhere, stderr=nowhere)
        )

    def __exit__(self, *error: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
