"""Curves of other programs are read from their CSV; what is wrong is said with its line."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from rnnviz.catalogue.curve_csv import MOST_BYTES, MOST_COLUMNS, curve, read
from rnnviz.storage.own_curves import MOST_POINTS
from rnnviz.text.message import Refusal


def taken(data):
    table = read(data)
    return curve(table, table.steps, table.values)


@pytest.mark.parametrize(
    ("text", "columns", "places"),
    [
        ("step,loss\n1,0.7\n2,0.6\n", ("step", "loss"), (0, 1)),
        ("Wall time,Step,Value\n1.5e9,10,0.7\n1.6e9,20,0.6\n", ("Wall time", "Step", "Value"), (1, 2)),
        ("epoch,train_loss,val_loss\n0,1,2\n1,0.5,1.5\n", ("epoch", "train_loss", "val_loss"), (0, 1)),
        ("name,step,loss\na,1,0.7\nb,2,0.6\n", ("step", "loss"), (1, 2)),
        ("loss\n0.7\n0.6\n", ("loss",), (None, 0)),
        # as Lightning logs: the losses of an epoch have a row of their own, with the last step
        (
            "epoch,step,train_loss,val_loss\n0,49,0.7,\n0,99,0.6,\n0,99,,0.65\n1,149,0.5,\n",
            ("epoch", "step", "train_loss", "val_loss"),
            (1, 2),
        ),
        ("step,loss per step\n1,0.7\n2,0.6\n", ("step", "loss per step"), (0, 1)),
        ("a;b\n1;0,7\n2;0,6\n", ("a", "b"), (0, 1)),
        ("loss,t\n0.7,1\n0.8,2\n0.6,3\n", ("loss", "t"), (1, 0)),
    ],
)
def test_the_likely_columns_are_found(text, columns, places):
    table = read(text.encode())
    assert tuple(table.names) == columns
    assert (table.steps, table.values) == places


def test_points_are_what_pandas_reads():
    frame = pd.DataFrame({"step": np.arange(0, 500, 5), "loss": np.exp(-np.arange(100) / 30)})
    frame.loc[[3, 50], "loss"] = np.nan
    text = frame.to_csv(index=False)
    points, told = taken(text.encode())
    other = pd.read_csv(io.StringIO(text)).dropna()
    np.testing.assert_array_equal(points[0], other["step"])
    np.testing.assert_array_equal(points[1], other["loss"])
    assert str(told) == "2 rows without a step or a value are left out."


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "1e999", "∞", "NaN", "1,5e400"])
def test_a_run_that_diverged_ends_where_its_numbers_do(cell):
    text = f"step;loss\n1;0,7\n2;5\n3;{cell}\n4;{cell}\n5;{cell}\n6;{cell}\n"
    points, told = taken(text.encode())
    assert points.tolist() == [[1, 2], [0.7, 5]]
    assert str(told) == "4 rows without a step or a value are left out."


def test_of_many_points_the_extremes_stay():
    values = np.sin(np.arange(30_000) / 50)
    values[12_345] = 9.0
    text = "step,loss\n" + "".join(f"{n},{value!r}\n" for n, value in enumerate(values.tolist()))
    points, told = taken(text.encode())
    assert points.shape[1] <= MOST_POINTS
    assert points[:, points[1].argmax()].tolist() == [12_345.0, 9.0]
    assert not told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("step,loss\n1,0.7\n1,0.6\n", "Line 3: step 1 comes after 1 on line 2"),
        ("step,loss\n5,0.7\n\n4,0.6\n", "Line 4: step 4 comes after 5 on line 2"),
        ("step,loss\n1,0.7\n2,x\n3,1\n", "Line 3, column “loss”: “x” is no number"),
        ("step,loss\n-1,0.7\n2,0.6\n", "Line 2: step -1 is not allowed"),
        ("step,loss\n1e16,0.7\n2e16,0.6\n", "Line 2: step 1e16 is not allowed"),
        ("step,loss\n1,0.7\n2,\n", "The curve has 1 points"),
        ("name,who\na,b\nc,d\n", "No column of the file holds numbers: name, who"),
        ('step,loss\n1,"0.7\n2,0.6\n', "its quotes are not closed"),
        ("", "The file is empty"),
        ("\0\1\2", "The file is no text"),
        (",".join(f"c{n}" for n in range(MOST_COLUMNS + 1)) + "\n", "The file has 201 columns"),
        ("<b>step</b>,loss\n1,<script>\n2,0.6\n3,0.5\n", "“<script>” is no number"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, says):
    with pytest.raises(Refusal, match=re.escape(says)):
        taken(text.encode())


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(Refusal, match="20 MB"):
        read(b"1" * (MOST_BYTES + 1))
