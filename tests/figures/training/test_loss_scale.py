"""The axis of losses."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnnviz.figures.training.loss_scale import LossScale

few = settings(deadline=None, derandomize=True, max_examples=300)
numbers = st.floats(allow_nan=True, allow_infinity=True)
lists = st.lists(numbers, max_size=12).map(np.array)


@few
@given(st.lists(st.floats(-10.0, 1e6), max_size=5), lists)
@example([0.45, 0.66], np.array([np.nan, np.inf, -np.inf]))
@example([0.45, 0.66], np.array([0.7, 1e30, 1e308]))
@example([1.0], np.array([1.0]))
@example([], np.array([]))
@example([0.0], np.array([-1e-9, 5e-324, -1e308, 1e308]))
def test_all_that_is_finite_lies_on_the_axis_in_its_order(floors, losses):
    scale = LossScale.of(floors, [losses])
    low, high = scale.axis("loss")["range"]
    assert np.isfinite([low, high]).all()
    assert low < high
    values = np.sort(np.array([*floors, *losses[np.isfinite(losses)]]))
    drawn = scale.at(values)
    assert ((drawn >= low) & (drawn <= high)).all()
    assert (np.diff(drawn) >= -1e-9 * (high - low)).all()
    assert np.isnan(scale.at(np.array([np.nan, np.inf]))).all()


def test_losses_near_the_floors_leave_the_axis_linear():
    scale = LossScale.of([0.45, 0.66], [np.array([0.8, 0.46])])
    assert not scale.is_bent
    np.testing.assert_array_equal(scale.at(np.array([0.8, 0.46])), [0.8, 0.46])
    assert "tickvals" not in scale.axis("loss")


def test_a_loss_far_above_bends_it_and_the_floors_keep_their_room():
    scale = LossScale.of([0.45, 0.66], [np.array([0.8, 1e27])])
    axis = scale.axis("loss")
    low, high = axis["range"]
    assert scale.is_bent
    assert scale.at(0.45) == 0.45
    assert (0.66 - 0.45) / (high - low) > 0.3
    assert scale.at(1e27) < high
    assert "0.5" in axis["ticktext"]
    assert any(text.startswith("10") and text != "10" for text in axis["ticktext"])
    assert axis["tickvals"] == sorted(axis["tickvals"])


@pytest.mark.parametrize("floors", [[1.0], [0.0], [], [2.0, 2.0]])
def test_few_floors_make_an_axis_too(floors):
    scale = LossScale.of(floors, [np.full(3, 2.0)])
    assert scale.low < scale.at(2.0) < scale.high


def test_its_ends_rarely_move():
    ends = {
        LossScale.of([0.45, 0.66], [np.array([0.7, 0.5 + x])]).high for x in np.linspace(0, 0.2, 50)
    }
    assert len(ends) == 1
