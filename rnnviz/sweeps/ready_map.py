"""The map that comes along: which lag is learned at which window, finished.

`rnnviz sweep FILE --map FILE` makes it again.
"""

import json
from functools import lru_cache
from pathlib import Path

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.sweep_store import Results, results_of
from rnnviz.tasks import Echo

FILE = Path(__file__).parent / "shipped" / "lags_by_windows.json"
LAGS, WINDOWS = 12, 16
SWEEP = Sweep(
    title="Which lag is learned at which window",
    task=Echo(lags={1: 0.5}, base=0.25),
    run=Run(hidden=16, batch=20, truncation=Truncation.windows(5)),
    samples=1_000_000,
    seeds=8,
    x=Axis(setting="lag", values=tuple(range(1, LAGS + 1))),
    y=Axis(setting="truncation", values=tuple(range(1, WINDOWS + 1))),
)


@lru_cache(maxsize=1)
def ready_map() -> tuple[Sweep, Results]:
    """The sweep and what came of it."""
    return read_map(FILE.read_text("utf-8"))


def read_map(text: str) -> tuple[Sweep, Results]:
    """A finished map from what `export.to_json` wrote."""
    read = json.loads(text)
    sweep = Sweep.model_validate(read["sweep"])
    rows = []
    for number, of in read["cells"].items():
        result = Result.from_json(json.dumps(of))
        for loss, gone in zip(result.losses, result.diverged, strict=True):
            each = result.seconds / len(result.losses)
            rows.append((int(number), result.samples, None if gone else loss, gone, each))
    return sweep, results_of(sweep, rows, {})
