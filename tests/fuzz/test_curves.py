"""Curves that programs log, and what becomes of them."""

from hypothesis import given

from fuzz import curves
from rnnviz.catalogue import curve_csv, curve_series


def test_what_is_well_meant_is_a_curve():
    for data in curves.meant():
        table = curve_csv.read(data)
        steps, values = table.steps, table.values
        found, _left = curve_series.curves(
            table, steps, [values], curve_series.likely(table, steps, values)
        )
        assert {one.points.shape for one in found} == {(2, curves.ROWS)}


@given(curves.logged())
def test_what_is_logged_is_bytes(data):
    assert isinstance(data, bytes)


def test_parquet_is_parquet():
    assert all(data[:4] == b"PAR1" for data in curves.tables())
