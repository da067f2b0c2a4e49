"""A sweep's runs as a table of another program."""

import io
import json
import math

import pandas as pd
import pyarrow.parquet
import pytest
from support.small_sweeps import small

from rnnviz.sweeps import export
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.sweep_store import results_of

MADE = small(2, 2, panels=({"style": "windows"}, {"style": "even"}), seed=5)
RESULTS = results_of(MADE, [(1, 100, 0.4, 0, 0.5), (1, 100, None, 1, 0.25), (6, 100, 0.5, 0, 1.0)], {})


def same(table):
    assert list(table.columns)[:3] == ["style", "lag", "truncation"]
    assert table["style"].tolist() == ["windows", "windows", "even"]
    assert table["lag"].tolist() == [2, 2, 1]
    assert table["truncation"].tolist() == [1, 1, 2]
    assert table["seed"].tolist() == [5, 6, 5]
    assert table["diverged"].tolist() == [False, True, False]
    assert table["loss_nats"][0] == 0.4 and math.isnan(table["loss_nats"][1])
    assert table["share_learned"].tolist() == [
        *RESULTS.cells[1].shares,
        *RESULTS.cells[6].shares,
    ]
    assert table["floor_nothing_nats"][0] == RESULTS.cells[1].floors[0]
    assert table["seconds_of_cell"].tolist() == [0.75, 0.75, 1.0]


def test_pandas_reads_the_csv():
    same(pd.read_csv(io.StringIO(export.to_csv(MADE, RESULTS))))


def test_pandas_reads_the_parquet_and_the_sweep_is_with_it():
    data = export.to_parquet(MADE, RESULTS)
    same(pd.read_parquet(io.BytesIO(data)))
    described = pyarrow.parquet.read_schema(io.BytesIO(data)).metadata[b"rnnviz"]
    assert Sweep.from_json(described.decode()) == MADE


def test_the_ending_says_the_kind(tmp_path):
    export.write(tmp_path / "a.csv", MADE, RESULTS)
    export.write(tmp_path / "a.parquet", MADE, RESULTS)
    same(pd.read_csv(tmp_path / "a.csv"))
    same(pd.read_parquet(tmp_path / "a.parquet"))
    with pytest.raises(ValueError, match=r"allowed are \.csv, \.parquet"):
        export.write(tmp_path / "a.xlsx", MADE, RESULTS)


def test_nothing_is_a_table_too(tmp_path):
    empty = results_of(MADE, [], {})
    assert export.to_csv(MADE, empty).count("\n") == 1
    assert pd.read_parquet(io.BytesIO(export.to_parquet(MADE, empty))).empty


def test_a_finished_map_is_json_with_its_sweep():
    read = json.loads(export.to_json(MADE, RESULTS))
    assert Sweep.model_validate(read["sweep"]) == MADE
    assert read["cells"]["6"]["losses"] == [0.5]
