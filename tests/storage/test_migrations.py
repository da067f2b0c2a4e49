"""What an earlier version stored is there after the tables have changed; steps that are more than SQL
have tests of their own."""

import pytest

from rnnviz.lectures.phase import Phase


@pytest.mark.parametrize(
    ("columns", "phase"),
    [
        ({}, Phase.IDLE),
        ({"asking": 1}, Phase.ASKING),
        ({"revealed": 1}, Phase.REVEALED),
        ({"revealed": 1, "told": 1}, Phase.SOLVED),
    ],
)
def test_a_question_is_where_it_was(earlier, columns, phase):
    now, _ = earlier(**columns)
    assert now.phase is phase
