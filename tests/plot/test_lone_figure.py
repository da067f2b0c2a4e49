"""Figures that need nothing of ours in the browser: their hovers say what the dashboard's say."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.base import plotly
from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.watch.entering_matrix import entering_matrix
from rnnviz.plot.lone_figure import lone_figure, values_of


def test_numbers_of_a_line_are_written_out():
    line = plotly.line([1, 2], [0.5, None], {}, hovertemplate="step %{x}: %{y:digits} (%{y:percent})")
    (trace,) = lone_figure(plotly.figure([line], "", False, 100))["data"]
    assert trace["hovertemplate"] == "step %{x}: %{customdata[0]} (%{customdata[1]})"
    assert trace["customdata"] == [["0.5", "50 %"], ["", ""]]


def test_a_matrix_in_powers_of_ten_says_row_column_and_norm():
    matrix = np.array([[1e-3, 0.0], [20.0, 0.5]])
    (trace,) = lone_figure(entering_matrix(matrix, False))["data"]
    assert trace["customdata"][1][0] == ["2", "1", "20.00"]
    assert trace["customdata"][0][0][2] == "1.0·10⁻³"


def test_large_states_are_written_out_and_others_left_to_plotly():
    small, large = np.full((3, 2), 0.5), np.full((3, 2), 2e5)
    ours = heat_maps({"h": small, "c": large}, ["1", "2", "3"], 2, False)
    one, other = lone_figure(ours)["data"]
    assert one is ours["data"][0]
    assert other["customdata"] == [[["2.00·10⁵"]] * 3] * 2
    assert "%{customdata[0]}" in other["hovertemplate"]


def test_what_is_packed_is_read_again_and_plotly_takes_all_of_it():
    values = np.array([[0.25, np.nan], [1.0, -2.0]])
    np.testing.assert_array_equal(values_of(plotly.packed(values)), values)
    np.testing.assert_array_equal(values_of([1, None]), [1.0, np.nan])
    go.Figure(lone_figure(heat_maps({"h": values}, ["1", "2"], 1, True)))  # which refuses unknown names
