"""What two checkouts are measured by: their turns, and the table that lays them side by side."""

import statistics
from pathlib import Path

from benchmarks.sides import Found, rounds, sides, table

COLUMNS = {"median": lambda values: f"{statistics.median(values):g}", "most": lambda v: str(max(v))}


def test_each_side_goes_first_as_often_as_the_other():
    there, here = sides(Path("/elsewhere"))
    order = [(number, side.name) for number, side in rounds((there, here), 2)]
    assert order == [(0, "there"), (0, "here"), (1, "here"), (1, "there")]


def test_a_checkout_by_itself_has_its_columns_alone():
    found, alone = Found[int](), sides(None)
    found.add("keys", alone[0], 3, 1)
    found.add("keys", alone[0], 8)
    assert table("from", COLUMNS, found, alone, statistics.median).splitlines() == [
        "| from | median | most |",
        "|---|---|---|",
        "| keys | 3 | 8 |",
    ]


def test_of_two_checkouts_the_share_is_said():
    found, both = Found[int](), sides(Path("/elsewhere"))
    found.add("keys", both[1], 1)
    found.add("keys", both[0], 4, 4)
    found.add("nothing", both[0], 0)
    found.add("nothing", both[1], 0)
    assert table("from", COLUMNS, found, both, statistics.median).splitlines() == [
        "| from | there: median | there: most | here: median | here: most | here / there |",
        "|---|---|---|---|---|---|",
        "| keys | 4 | 4 | 1 | 1 | 0.25 |",
        "| nothing | 0 | 0 | 0 | 0 | - |",
    ]
