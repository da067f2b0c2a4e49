"""What is shown of a file before it is used: its first rows as they are, its column in its own unit."""

import re

import numpy as np

from rnnviz.figures.tasks.preview import column, first_rows


def test_the_first_rows_are_escaped_isolated_and_shortened():
    shown = first_rows(["day", "<b>"], [["1", "<i>x</i>"], ["2", "y" * 100]], "<b>")
    assert "<i>" not in shown and "<b>" not in shown
    cells = re.findall(r"<td><bdi>(.*?)</bdi></td>", shown)
    assert cells == ["1", "&lt;i&gt;x&lt;/i&gt;", "2", "y" * 27 + "…"]
    assert re.findall(r'<th scope="col" class=chosen><bdi>(.*?)</bdi> ✓</th>', shown) == ["&lt;b&gt;"]


def test_many_columns_are_cut():
    shown = first_rows([f"c{n}" for n in range(40)], [[str(n) for n in range(40)]])
    assert shown.count("<td>") == shown.count("<th ") == 12


def test_the_column_is_drawn_in_two_parts_that_meet():
    values = np.arange(50.0) ** 2
    seen, rest = column(values, 40, "height", False)["data"]
    assert seen["y"] == values[:40].tolist()
    assert seen["x"] == list(range(1, 41))
    assert rest["y"] == values[39:].tolist()
    assert rest["line"]["dash"] != seen["line"].get("dash")
