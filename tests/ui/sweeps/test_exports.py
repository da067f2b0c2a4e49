"""A sweep's table, read back by pandas."""

import io
import math

import pandas as pd
import pytest

from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result
from rnnviz.ui.sweeps.exports import as_csv, as_parquet

SWEEP = Sweep(
    seed=5,
    seeds=2,
    samples=1000,
    x=Axis(setting="cell", values=("tanh", "lstm")),
    y=Axis(setting="clip_norm", values=(None, 0.5)),
    panels=({"rate": 0.1}, {"rate": 1.0}),
)
RESULTS = {
    0: Result(1000, (0.55, 0.6), (False, False), 0.1, (0.7, 0.5)),
    SWEEP.cell(1, 1, 1).number: Result(2000, (math.nan, 0.1 + 0.2), (True, False), 0.1, (0.7, 0.5)),
}


@pytest.mark.parametrize(
    ("made", "read"),
    [
        (as_csv, lambda text: pd.read_csv(io.StringIO(text))),
        (as_parquet, lambda data: pd.read_parquet(io.BytesIO(data))),
    ],
    ids=["CSV", "Parquet"],
)
def test_every_run_that_finished_is_a_row(made, read):
    table = read(made(SWEEP, RESULTS))
    assert list(table.columns) == [
        *("panel", "rate", "clip_norm", "cell", "seed", "samples", "learned", "loss", "diverged")
    ]
    assert table["panel"].tolist() == [1, 1, 2, 2]
    assert table["rate"].tolist() == [0.1, 0.1, 1.0, 1.0]
    assert table["cell"].tolist() == ["tanh", "tanh", "lstm", "lstm"]
    assert table["seed"].tolist() == [5, 6, 5, 6]
    assert table["samples"].tolist() == [1000, 1000, 2000, 2000]
    assert table["diverged"].tolist() == [0, 0, 1, 0]
    assert table["clip_norm"].isna().tolist() == [True, True, False, False]
    assert table["loss"].isna().tolist() == [False, False, True, False]
    assert table["loss"].iloc[3] == 0.1 + 0.2
    assert table["learned"].tolist() == pytest.approx([0.75, 0.5, 0.0, 2.0])


def test_nothing_finished_is_a_table_without_rows():
    assert as_csv(SWEEP, {}).count("\n") == 1
    assert len(pd.read_parquet(io.BytesIO(as_parquet(SWEEP, {})))) == 0
