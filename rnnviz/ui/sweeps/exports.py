"""A sweep as files: one row a run as CSV and as Parquet, and the sweep itself as JSON."""

import csv
import io
from collections.abc import Iterator, Mapping

import pandas as pd

from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.swept_settings import Value

PANEL, SEED, SAMPLES = "panel", "seed", "samples"
LEARNED, LOSS, DIVERGED = "learned", "loss", "diverged"


def columns(sweep: Sweep) -> list[str]:
    """The heads of its table: what sets cells apart, then the run's seed and what came of it."""
    names = dict.fromkeys(name for panel in sweep.panels for name in panel)
    return [PANEL, *names, sweep.y.setting, sweep.x.setting, SEED, SAMPLES, LEARNED, LOSS, DIVERGED]


def rows(sweep: Sweep, results: Mapping[int, Result]) -> Iterator[dict[str, Value]]:
    """A row for each run that has finished, in the order of the cells; the loss in nats, None of one
    that diverged."""
    for number, result in sorted(results.items()):
        cell = sweep.cells[number]
        each = zip(result.losses, result.shares, result.diverged, strict=True)
        for place, (loss, share, gone) in enumerate(each):
            yield {
                PANEL: cell.panel + 1,
                **cell.settings,
                SEED: sweep.seed + place,
                SAMPLES: result.samples,
                LEARNED: share,
                LOSS: None if gone else loss,
                DIVERGED: int(gone),
            }


def as_csv(sweep: Sweep, results: Mapping[int, Result]) -> str:
    """The table as CSV, its numbers with all their digits."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(sweep), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(sweep, results))
    return text.getvalue()


def as_parquet(sweep: Sweep, results: Mapping[int, Result]) -> bytes:
    """The same as Parquet."""
    table = pd.DataFrame.from_records(list(rows(sweep, results)), columns=columns(sweep))
    held = io.BytesIO()
    table.to_parquet(held, index=False)
    return held.getvalue()
