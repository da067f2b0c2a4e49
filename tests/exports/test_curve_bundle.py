"""A curve that came as a file, as files again."""

import io
import json

import numpy as np
import pyarrow.parquet
import pytest
from support.packed_again import member, names

from rnnviz.exports.curve_bundle import (
    curve_bundle_bytes,
    curve_csv,
    curve_parquet,
    keys_of,
    own_curve,
    write_curve_bundle,
)
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError

POINTS = np.array([[0.0, 10.0, 20.5], [2.0, 0.1, np.nan]])


@pytest.fixture
def id(store):
    return own_curves.add(store, "me", "mine", POINTS, per_step=32)


def test_a_table_has_the_points_to_the_last_bit(store, id):
    assert curve_csv(store, id) == "step,loss\n0.0,2.0\n10.0,0.1\n20.5,nan\n"
    table = pyarrow.parquet.read_table(io.BytesIO(curve_parquet(store, id)))
    np.testing.assert_array_equal(np.array([table["step"], table["loss"]]), POINTS)


def test_a_zip_has_the_curve_its_table_and_what_is_told(store, id):
    file = io.BytesIO()
    write_curve_bundle(store, id, file)
    data = file.getvalue()
    assert sorted(names(data)) == ["curve.json", "losses.csv", "manifest.json", "points.safetensors"]
    told = json.loads(member(data, "curve.json"))
    assert (told["name"], told["task"], told["samples_per_step"]) == ("mine", None, 32)
    assert member(data, "losses.csv").decode() == curve_csv(store, id)
    assert len(data) <= curve_bundle_bytes(store, id)


def test_one_with_as_many_points_as_there_may_be_is_not_larger_than_said(store):
    rng = np.random.default_rng(0)
    points = np.array([np.sort(rng.random(own_curves.MOST_POINTS)), -rng.random(8192) * 1e-300])
    id, file = own_curves.add(store, "me", "x" * 60, points), io.BytesIO()
    write_curve_bundle(store, id, file)
    assert max(len(file.getvalue()), len(curve_csv(store, id))) <= curve_bundle_bytes(store, id)


def test_one_that_is_not_there_or_was_removed_is_said(store, id):
    store.rows("UPDATE own_curves SET removed = 1 WHERE id = ?", id)
    for asked in (id, "none"):
        with pytest.raises(StoreError, match=f"There is no curve {asked}"):
            write_curve_bundle(store, asked, io.BytesIO())


def test_a_task_that_makes_no_sense_needs_no_data(store):
    for text in ("?", "[]", '{"data": "../x"}'):
        id = own_curves.add(store, "me", "mine", POINTS, task=text)
        assert keys_of(own_curve(store, id)) == []
