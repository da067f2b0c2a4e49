import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_readers import matrix

from rnnviz.analysis.echo_held import Held
from rnnviz.figures.unroll.held_bits import held_bits, held_by_units, held_sentence

FOUND = Held((0, 1, 2, 3), np.array([1.0, 0.5, 0.25, 0.0]), np.arange(8.0).reshape(2, 4) / 8)


def test_each_bar_is_a_lag_and_those_that_count_are_named():
    (bars,) = go.Figure(held_bits(FOUND, {2}, False)).data
    assert list(bars.y) == [1.0, 0.5, 0.25, 0.0]
    assert list(bars.text) == ["", "", "X[t−2]", ""]
    assert [list(one) for one in bars.customdata][:2] == [["X[t]", "100 %"], ["X[t−1]", "50 %"]]


def test_the_map_has_units_by_lags():
    figure = held_by_units(FOUND, True)
    np.testing.assert_allclose(matrix(figure["data"][0]["z"]), FOUND.units)
    assert figure["layout"]["xaxis"]["ticktext"] == ["0", "1", "2", "3"]


def test_the_sentence_names_what_counts_and_which_bits_are_kept():
    assert held_sentence(FOUND, {2, 3}) == (
        "Read by a straight line, the state tells 25 % of X[t−2], 0 % of X[t−3]. It tells more than "
        "half of each of the 2 newest bits, X[t] to X[t−1]."
    )
    assert held_sentence(FOUND, ()) == "The answer depends on no bit."


@pytest.mark.parametrize(
    ("explained", "said"),
    [
        ((0.9, 0.1), "half of the newest bit alone, X[t]."),
        ((0.1, 0.2), "Of no bit it tells more than half."),
        ((0.1, 0.9), "It tells more than half of X[t−1]."),
    ],
)
def test_the_bits_that_are_kept_are_said(explained, said):
    found = Held((0, 1), np.array(explained), np.zeros((1, 2)))
    assert held_sentence(found, {1}).endswith(said)
