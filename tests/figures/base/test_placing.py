"""Labels in a column."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from rnnviz.figures.base.placing import placed, spread

few = settings(deadline=None, derandomize=True)
columns = st.lists(st.tuples(st.floats(-50.0, 350.0), st.sampled_from([18.0, 36.0, 54.0])), max_size=7)


@few
@given(columns)
def test_no_two_labels_lie_on_each_other(column):
    wanted, heights = [y for y, _ in column], [height for _, height in column]
    places = placed(wanted, heights, 0.0, 400.0)
    order = np.argsort(wanted, kind="stable")
    for below, above in pairwise(order):
        assert places[above] - places[below] >= (heights[above] + heights[below]) / 2 - 1e-9
    assert all(place >= height / 2 - 1e-9 for place, height in zip(places, heights, strict=True))
    if sum(heights) <= 400.0:
        assert all(p + h / 2 <= 400.0 + 1e-9 for p, h in zip(places, heights, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_they_are_moved_as_little_as_can_be(seed):
    rng = np.random.default_rng(seed)
    wanted, heights = np.sort(rng.uniform(0.0, 200.0, 5)), rng.choice([18.0, 36.0], 5)
    gaps = (heights[:-1] + heights[1:]) / 2
    limits = [{"type": "ineq", "fun": lambda x: np.diff(x) - gaps}]
    limits += [{"type": "ineq", "fun": lambda x: x[0] - heights[0] / 2}]
    limits += [{"type": "ineq", "fun": lambda x: 250.0 - heights[-1] / 2 - x[-1]}]
    best = minimize(lambda x: ((x - wanted) ** 2).sum(), wanted, constraints=limits, tol=1e-10)
    np.testing.assert_allclose(placed(wanted, heights, 0.0, 250.0), best.x, atol=1e-3)


def test_where_there_is_room_nothing_moves():
    assert placed([100.0, 20.0], [18.0, 18.0], 0.0, 200.0) == [100.0, 20.0]
    assert placed([], [], 0.0, 1.0) == []


def test_of_many_places_those_far_from_each_other_stay():
    assert spread([0.0, 1.0, 2.0, 10.0, 5.0], 3) == [0, 3, 4]
    assert spread([3.0, 1.0], 5) == [0, 1]
    assert spread([1.0, 1.0, 1.0], 2) == [0]
