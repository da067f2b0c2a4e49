"""Curves that programs log, and what becomes of them."""

from hypothesis import given

from fuzz import curves
from rnnviz.catalogue import curve_csv
from rnnviz.catalogue.curve_series import likely, series


def test_what_is_well_meant_is_a_curve():
    for data in curves.meant():
        table = curve_csv.read(data)
        steps, values = table.steps, table.values
        for part in series(table, likely(table, steps, values)).values():
            points, _told = curve_csv.curve(part, steps, values)
            assert points.shape == (2, curves.ROWS)


@given(curves.logged())
def test_what_is_logged_is_bytes(data):
    assert isinstance(data, bytes)


def test_parquet_is_parquet():
    assert all(data[:4] == b"PAR1" for data in curves.tables())
