"""Rows of numbers as other programs print them, against NumPy's and PyTorch's own printing."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnviz.text.number_lists import rows, value

few = settings(deadline=None, derandomize=True)

MATRIX = [["1", "2"], ["3", "4"]]
TABLES = arrays(
    float,
    st.tuples(st.integers(2, 4), st.integers(2, 4)),
    elements=st.floats(-1e4, 1e4).map(lambda v: round(v, 2)),
)


def numbers(text, **how):
    return [[value(cell) for cell in row] for row in rows(text, **how).cells]


@few
@given(TABLES)
@pytest.mark.parametrize(
    "write",
    [
        lambda t: json.dumps(t.tolist()),
        lambda t: json.dumps(t.tolist(), indent=1),
        lambda t: np.array2string(t, precision=3, floatmode="unique", suppress_small=True),
        lambda t: repr(t.round(3)),
        lambda t: "; ".join(" ".join(map(repr, row)) for row in t.tolist()),
        lambda t: "\n".join("\t".join(map(repr, row)) for row in t.tolist()),
        lambda t: "\r\n".join(", ".join(map(repr, row)) for row in t.tolist()),
        lambda t: "\n".join(" ".join(f"{v:.2f}" for v in row).replace(".", ",") for row in t.tolist()),
        lambda t: str([tuple(row) for row in t.tolist()]).replace("-", "−"),
    ],
)
def test_a_table_is_read_as_it_was_written(write, table):
    with np.printoptions(threshold=10_000, linewidth=10_000, precision=10):
        text = write(table)
    if "e-" in text and "," in text and "." not in text:
        return
    np.testing.assert_allclose(numbers(text), table, atol=2e-3)


def test_a_tensor_is_read_as_pytorch_prints_it():
    table = torch.tensor([[0.5, -1.0], [2.0, 3.25]], dtype=torch.float64)
    assert numbers(repr(table)) == table.tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[1, 2], [3, 4]]", MATRIX),
        ("{{1, 2}, {3, 4}}", MATRIX),
        ("(1, 2), (3, 4)", MATRIX),
        ("[1 2; 3 4]", MATRIX),
        ("A = [1, 2;\n     3, 4];", MATRIX),
        ("A =\n\n     1     2\n     3     4\n", MATRIX),
        ("np.array([[1, 2], [3, 4]], dtype=float)", MATRIX),
        ("     [,1] [,2]\n[1,]    1    2\n[2,]    3    4", MATRIX),
        ("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", MATRIX),
        ("1，2；3，4", MATRIX),
        ("１　２；３　４", MATRIX),
        ("[1. 2.]", [["1.", "2."]]),
        ("[1] 0.5 1.0", [["0.5", "1.0"]]),
        ("1\u202f000 2", [["1000", "2"]]),
        ("1,2,3", [["1", "2", "3"]]),
        ("1 2;; 3", [["1", "2"], [], ["3"]]),
        ("[1 2", [["[1", "2"]]),
        ("", []),
    ],
)
def test_rows_of_many_programs(text, found):
    assert [list(row) for row in rows(text).cells] == found


def test_matlab_says_a_factor_above_its_numbers():
    assert numbers("  1.0e+03 *\n\n    0.001    2.0\n    3.0    4.0") == [
        [1.0, 2000.0],
        [3000.0, 4000.0],
    ]


@pytest.mark.parametrize(
    ("text", "how", "found", "note"),
    [
        ("0,5; 1,5", {}, [[0.5], [1.5]], "“0,5” is read as 0.5"),
        ("0,5 1,5; 2,5 3,5", {}, [[0.5, 1.5], [2.5, 3.5]], "“0,5” is read as 0.5"),
        ("0,5, 1,5; 2,5, 3,5", {}, [[0.5, 1.5], [2.5, 3.5]], "“0,5” is read as 0.5"),
        ("0,5; 1,5", {"width": 2}, [[0.0, 5.0], [1.0, 5.0]], "numbers set apart by a comma"),
        ("1,2; 3,4", {}, [[1.0, 2.0], [3.0, 4.0]], "numbers set apart by a comma"),
        ("1,2; 3,4", {"width": 1}, [[1.2], [3.4]], "“1,2” is read as 1.2"),
        ("1,000; 2,000", {}, [[1000.0], [2000.0]], "“1,000” is read as 1000"),
        ("1, 2; 3, 4", {}, [[1.0, 2.0], [3.0, 4.0]], ""),
        ("0.5, 1.5", {}, [[0.5, 1.5]], ""),
    ],
)
def test_what_a_comma_was_taken_for_is_said(text, how, found, note):
    assert numbers(text, **how) == found
    said = str(rows(text, **how).note)
    assert said.startswith(note) or note in said
    assert bool(said) == bool(note)


@pytest.mark.parametrize("cell", ["50%", "€1", "1/2", "½", "4-", "x", "5 kg"])
def test_what_is_more_than_a_number_is_left_to_be_named(cell):
    assert rows(f"{cell} 1").cells[0][0] == cell.split()[0]
    assert value(cell) is None


@few
@given(st.text("0123456789.,;[](){} -−\n\tex", max_size=40))
def test_any_text_is_cut_into_rows(text):
    for row in rows(text).cells:
        for cell in row:
            assert not set(cell) & set(" ;\n\t")
            value(cell)
