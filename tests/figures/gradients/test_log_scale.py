"""The log scale of gradient norms."""

import numpy as np
import pytest
from support.looks import looked

from rnnviz.figures.gradients import matrix
from rnnviz.figures.gradients.log_scale import LogScale, scale_of
from rnnviz.pretrained import registry


@pytest.fixture
def hello():
    return registry.load("hello")


def test_false_zeros_take_no_colour_from_the_rest():
    few = np.tri(30) * 0.1
    few[29, 0] = 1e-200
    assert scale_of(few).low > -3
    assert scale_of(np.zeros((3, 3))) == LogScale(-1.0, 0.0)


@pytest.mark.parametrize(
    ("least", "most", "low", "high"),
    [
        (0.03, 0.17, 0.02, 0.2),
        (0.2, 0.5, 0.1, 0.5),
        (1.0, 1.0, 0.2, 1.0),
        (3e-5, 7.0, 2e-5, 10.0),
    ],
)
def test_the_scale_ends_at_round_numbers(least, most, low, high):
    found = scale_of(np.array([[least, 0.0], [most, np.nan]]))
    assert 10.0**found.high == pytest.approx(high)
    assert 10.0**found.low == pytest.approx(low, rel=0.01)


def test_the_labels_of_the_scale_lie_on_it(hello):
    for text in ("hello", "hello" * 60):
        look = looked(hello, text)
        bar = matrix.matrix(look, False, "t")["data"][0]["colorbar"]
        scale = scale_of(look.values)
        assert len(bar["tickvals"]) == len(bar["ticktext"]) >= 3
        assert min(bar["tickvals"]) >= scale.low - 1e-6
        assert max(bar["tickvals"]) <= scale.high + 1e-6
