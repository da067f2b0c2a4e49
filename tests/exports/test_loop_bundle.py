"""A watched loop as files."""

import csv
import io
import json
from contextlib import closing

import pyarrow.parquet
import pytest
from support.packed_again import member, names
from support.stored_loops import train

from rnnviz.exports.loop_bundle import (
    loop_bundle,
    loop_bundle_bytes,
    norms_csv,
    norms_parquet,
    write_loop_bundle,
)
from rnnviz.storage.database import StoreError
from rnnviz.watch.loop_store import LoopStore


@pytest.fixture
def loops(path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(path))
    with closing(LoopStore(path)) as found:
        yield found


def test_each_frame_is_a_file_of_its_own(loops):
    id = train(updates=3)._writer.id
    data, heads = loop_bundle(loops, id), loops.heads(id)
    frames = json.loads(member(data, "frames.json"))["frames"]
    assert [one["call"] for one in frames] == [head.call for head in heads] == [0, 1, 2]
    for head in heads:
        packed = member(data, f"frames/{head.number:07}.safetensors")
        assert packed == loops.frame(id, head.number).packed
    assert json.loads(member(data, "loop.json"))["name"] == "mine"
    assert member(data, "gradient_norms.csv").decode() == norms_csv(loops, id)
    assert len(data) <= loop_bundle_bytes(loops, id)


def test_norms_are_columns_by_parameter(loops):
    id = train(updates=2)._writer.id
    found = list(csv.DictReader(io.StringIO(norms_csv(loops, id))))
    stored = loops.norms(id)
    assert [int(one["step"]) for one in found] == [0, 1]
    for line, (_head, norms) in zip(found, stored, strict=True):
        assert norms
        assert {name: float(line[f"gradient_norm {name}"]) for name in norms} == norms
    table = pyarrow.parquet.read_table(io.BytesIO(norms_parquet(loops, id))).to_pylist()
    assert [list(map(str, line.values())) for line in table] == [list(one.values()) for one in found]


def test_what_is_damaged_is_left_out(loops):
    id = train(updates=3)._writer.id
    loops.rows("UPDATE loop_frames SET seconds = 99 WHERE loop = ? AND number = 1", id)
    data = loop_bundle(loops, id)
    kept = [name for name in names(data) if name.startswith("frames/")]
    assert kept == ["frames/0000000.safetensors", "frames/0000002.safetensors"]


def test_one_that_is_not_there_is_said(loops):
    with pytest.raises(StoreError, match="There is no watched loop none"):
        write_loop_bundle(loops, "none", io.BytesIO())
