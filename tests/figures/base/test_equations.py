"""Opened arithmetic as HTML: names, matrices, sums."""

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.analysis.forward_step import Term
from rnnviz.figures.base.equations import (
    LARGEST_PARTS,
    largest_first,
    matrix,
    place_name,
    subscripted,
    sum_of,
    unit_sum,
)


def test_names_have_what_stands_above_and_below():
    assert subscripted("W_hh^T dt_k") == "W<sub>hh</sub><sup>T</sup> dt<sub>k</sub>"
    assert subscripted("1 − tanh^2(c_k)") == "1 − tanh<sup>2</sup>(c<sub>k</sub>)"
    assert subscripted("dh_k−1") == "dh<sub>k−1</sub>"


def test_a_matrix_is_a_table_of_its_numbers_under_its_labels():
    values = np.array([[0.5, -2.0, 0.0], [np.nan, 1e-9, 3.0]])
    shown = parsed(matrix("W_ih", values, rows=["a", "<b>"], columns=["x", "y"], picked=[1]))
    assert shown.one(".name").text == "Wih"
    assert shown.all("small")[-1].text == "2×3"
    assert [head.text for head in shown.all("th")] == ["row", "x", "y", "\xa03", "a", "<b>"]
    assert [head.text for head in shown.all(".unseen")] == ["row", "3"]  # heard only
    cells = shown.all("td")
    assert [cell.text for cell in cells] == ["0.50", "−2.00", "0.00", "?", "≈0", "3.00"]
    assert [cell.attributes["data-value"] for cell in cells] == [repr(float(v)) for v in values.ravel()]
    assert [cell.attributes.get("class") for cell in cells] == [None, "picked", None] * 2


def test_of_a_long_sum_the_largest_products_are_written_out():
    term = Term("W_hh", np.arange(1.0, 9.0)[None], "h_t", np.array([1.0, -1.0] * 4), "b_h", np.ones(1))
    assert sum_of(term) == "W_hh h_t + b_h"
    shown = parsed(unit_sum(term, 0, None))
    parts = shown.all(".part")
    assert len(parts) == LARGEST_PARTS + 1
    assert parts[0].text.split() == ["8", "8.00", "×", "−1.00"]
    assert parts[-1].text == "the other 3: 2.00"
    assert shown.all("b")[0].text == "−3.00"


def test_what_is_zero_is_no_part_of_a_sum():
    assert largest_first(np.array([0.0, -3.0, 2.0, 0.0])).tolist() == [1, 2]
    assert [place_name(1, None), place_name(1, ["a", " "])] == ["2", "“␣”"]
    empty = Term("W_hh", np.zeros((1, 2)), "h_t", np.ones(2))
    assert "all zero" in parsed(unit_sum(empty, 0, None)).text


@pytest.mark.parametrize(
    ("name", "shown"),
    [("W_ih", "W<sub>ih</sub>"), ("h_t−1", "h<sub>t−1</sub>"), ("x_−", "x<sub></sub>−")],
)
def test_letters_after_a_line_stand_below(name, shown):
    assert subscripted(name) == shown
