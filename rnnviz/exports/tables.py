"""The losses of a training as tables for other programs: CSV and Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from rnnviz.experiments.store import Store
from rnnviz.experiments.whole_rows import WholeRows, whole_rows
from rnnviz.exports.members import points_of
from rnnviz.nn.cells.base import Array
from rnnviz.training.experiment import Experiment, samples_per_update

LOSSES = (*("run", "name", "seed", "samples", "update", "loss_nats", "gradient_norm", "loss_sum_nats"),)
MEASURES = ("samples", "run", "name", "seed", "measure", "value")
CSV_LINE, PARQUET_LINE = 250, 100  # bytes of a line, at most, about
LOSS, HELD_OUT = "loss_nats", "held_out_loss_nats"  # what is measured of every run, beside shares


def losses_csv(store: Store, id: str) -> str:
    """Every update that is stored of each run, or of each seed of each run, as CSV with a head; raises
    StoreError.

    All stay as they were, none is an average; of long curves not every update is kept. The sum of the
    losses counts those between, too: the mean of any stretch is a difference of sums by one of updates.
    """
    return csv_of_losses(whole_rows(store, id))


def losses_parquet(store: Store, id: str) -> bytes:
    """The same as Parquet, with the experiment's JSON among the file's metadata as "rnnviz"."""
    return parquet_of_losses(whole_rows(store, id))


def csv_of_losses(whole: WholeRows) -> str:
    """The same of what has been read."""
    experiment = whole.row.experiment
    lines = (
        line
        for place, points in enumerate(points_of(whole.blocks, experiment.networks))
        for line in zip(*_columns(experiment, place, points), strict=True)
    )
    return to_csv(LOSSES, lines)


def parquet_of_losses(whole: WholeRows) -> bytes:
    """The same of what has been read."""
    experiment = whole.row.experiment
    found: list[list[Any]] = [[] for _ in LOSSES]
    for place, points in enumerate(points_of(whole.blocks, experiment.networks)):
        for column, values in zip(found, _columns(experiment, place, points), strict=True):
            column.extend(values)
    return parquet_of(dict(zip(LOSSES, found, strict=True)), {"rnnviz": experiment.to_json()})


def csv_of_measures(experiment: Experiment, frames: Iterable[tuple[int, Sequence[Any]]]) -> str:
    """What each network was measured at in the frames that are stored, as CSV with a head: the frame's
    samples, and of every network its loss, its loss on data that are kept from training, and shares."""
    return to_csv(MEASURES, _measures(experiment, frames))


def _measures(
    experiment: Experiment, frames: Iterable[tuple[int, Sequence[Any]]]
) -> Iterator[tuple[Any, ...]]:
    names = experiment.run_names
    for samples, networks in frames:
        for place, (loss, held_out, shares) in enumerate(networks):
            run, seed = divmod(place, experiment.seeds)
            own = samples, run + 1, names[run], experiment.seed + seed
            for measure, value in ((LOSS, loss), (HELD_OUT, held_out), *json.loads(shares).items()):
                if value is not None:
                    yield *own, measure, value


def to_csv(head: Sequence[str], lines: Iterable[Sequence[Any]]) -> str:
    """A table with a head; numbers so that they are read as what they are, to the last bit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def parquet_of(columns: Mapping[str, Sequence[Any]], about: Mapping[str, str] | None = None) -> bytes:
    """A table as Parquet, and what the file says of itself among its metadata."""
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.table(dict(columns))
    made = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata(dict(about)) if about else table, made)
    return made.getvalue()


def _columns(experiment: Experiment, place: int, points: Array) -> list[Iterable[Any]]:
    """The columns of one network, as LOSSES names them."""
    run, seed = divmod(place, experiment.seeds)
    updates = points[0].astype(np.int64)
    samples = updates * samples_per_update(experiment.runs[run], experiment)
    numbers = [one.tolist() for one in (samples, updates, *points[1:])]
    named = (run + 1, experiment.run_names[run], experiment.seed + seed)
    return [*(list(repeat(one, points.shape[1])) for one in named), *numbers]
