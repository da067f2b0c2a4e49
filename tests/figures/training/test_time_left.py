"""How long a race will yet take, in words and in a title."""

import pytest

from rnnviz.figures.base import plotly
from rnnviz.figures.training.time_left import time_left, with_time_left


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (1, "1 s left"),
        (59, "59 s left"),
        (60, "1 min 0 s left"),
        (3599, "59 min 59 s left"),
        (3600, "1 h 0 min left"),
        (10_000_000, "2,777 h 46 min left"),
    ],
)
def test_it_is_said_to_the_second_for_an_hour(seconds, says):
    assert time_left(seconds) == says


def test_it_stands_in_the_title_where_it_is_known():
    figure = plotly.figure([], "Loss, in nats", dark=False, height=300)
    assert with_time_left(figure, None) is figure
    assert with_time_left(figure, 9)["layout"]["title"]["text"] == "Loss, in nats · 9 s left"
    assert figure["layout"]["title"]["text"] == "Loss, in nats"
