import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.ui.components.number_steps import LARGEST, step_for


@pytest.mark.parametrize(
    ("value", "step"),
    [
        *((0.3, 0.01), (0.1, 0.01), (1e-5, 1e-6), (0.0025, 1e-4), (1.0, 0.1), (1000.0, 0.1)),
        *((0.0, 0.01), (None, 0.01), (math.inf, 0.01), (-0.5, 0.01)),
    ],
)
def test_a_step_is_a_tenth_of_the_first_digit(value, step):
    assert step_for(value) == step


@settings(derandomize=True)
@given(st.floats(1e-300, 1e300))
def test_a_step_never_takes_away_what_it_starts_from(value):
    step = step_for(value)
    assert 0.0 < step <= min(LARGEST, value / 10 * (1 + 1e-9))
    assert not step.is_integer()
