"""Calls that `rnnviz/sweeps` refuses, by module and beginning."""

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.finer import finer
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.swept_settings import with_settings
from rnnviz.tasks import Echo, Words

ONE = Echo(lags={3: 0.5})


def sweep(x=("lag", 1, 2), y=("truncation", 1, 2), **settings):
    axes = [Axis(setting=name, values=values) for name, *values in (x, y)]
    return Sweep(**{"task": ONE, "x": axes[0], "y": axes[1]} | settings)


def of(run=None, task=ONE, **settings):
    named = {name.replace("task_", "task."): value for name, value in settings.items()}
    return with_settings(run or Run(), task, named)


CALLS = {
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
