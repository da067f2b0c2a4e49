"""What is read off a map's numbers: how far each column has learned, and where lines stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.phase_maps import CUTS, LAGS, axis, learned_up_to, panel, phase_map

from rnnviz.figures.sweeps.phase_map import Measure, boundary, last_learned, offset


def test_a_column_has_learned_up_to_the_last_row_without_a_gap():
    values = np.array([[0.9, 0.9, 0.2, np.nan], [0.9, 0.4, 0.9, 0.9], [0.3, 0.9, 0.9, 0.9]])
    assert last_learned(values) == [1, 0, -1, None]


def test_what_is_not_known_yet_decides_nothing_below_it():
    assert last_learned(np.array([[0.9], [0.1], [np.nan]])) == [0]
    assert last_learned(np.array([[0.9], [np.nan], [0.1]])) == [None]


@given(st.integers(-2, 4))
def test_the_offset_is_what_the_map_was_laid_out_with(short):
    assert offset(CUTS, LAGS, learned_up_to(short)) == short


def test_a_boundary_that_does_not_follow_n_has_no_offset():
    lags, cuts = np.array(LAGS.numbers)[:, None], np.array(CUTS.numbers)[None, :]
    assert offset(CUTS, LAGS, np.where(lags <= cuts / 2, 0.9, 0.1)) is None
    assert offset(CUTS, LAGS, np.full((8, 10), 0.1)) is None


def test_numbers_stand_between_their_neighbours():
    uneven = axis("rate", (0.1, 1, 2, 4))
    assert uneven.place_of(3) == 2.5
    assert np.isnan(uneven.place_of(5))
    assert axis("down", (4, 2, 1)).place_of(3) == 0.5
    with pytest.raises(ValueError, match="names"):
        axis("cell", ()).place_of(1)


def test_the_line_is_where_n_is_the_lag():
    line = boundary(CUTS, LAGS)
    first, *within, last = zip(line.x, line.y, strict=True)
    assert [(CUTS.numbers[int(x)], LAGS.numbers[int(y)]) for x, y in within] == [
        (n, n) for n in range(1, 9)
    ]
    assert (first, last) == ((-0.5, -0.5), (7.5, 7.5))  # from corner to corner
    assert boundary(LAGS, LAGS) is None
    assert boundary(CUTS, axis("lag", (20, 30), LAGS.kind)) is None


def test_a_line_that_does_not_go_by_the_corners_ends_where_it_is_known():
    line = boundary(axis("n", (1, 4, 8), CUTS.kind), axis("lag", (2, 3, 4), LAGS.kind))
    assert line.y == (0.0, 1.0, 2.0)
    np.testing.assert_allclose(line.x, (1 / 3, 2 / 3, 1.0))


def test_runs_that_diverged_are_a_share_of_those_that_finished():
    one = panel("", [[0.5, np.nan]], diverged=np.array([[2, 0]]))
    np.testing.assert_array_equal(one.values(Measure.DIVERGED), [[0.25, np.nan]])
    np.testing.assert_array_equal(one.known, [[True, False]])
    assert phase_map(one, panel("", [[0.5, 0.5]])).known == 3
