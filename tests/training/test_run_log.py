"""The lines of a run's log by hand: when they come, and what they add up."""

from math import log

import pytest

from rnnviz.runs.run import Run
from rnnviz.training.run_log import MOST_LINES, RunLog


def noted(losses, at_end=False, **settings):
    """A log after updates with these mean losses over 4 answers."""
    made = RunLog(Run(**settings), log(2), at_end)
    for update, loss in enumerate(losses):
        made.note(update, loss, 4, {"said": update} if made.is_due(update) else None)
    return made


def test_the_first_of_every_so_many_updates_prints_a_line_or_the_last():
    assert [line["update"] for line in noted([1.0] * 7, log=3).lines] == [0, 3, 6]
    assert [line["said"] for line in noted([1.0] * 7, at_end=True, log=3).lines] == [2, 5]


def test_a_line_has_the_loss_and_its_mean_since_the_line_before():
    lines = noted([1.0, 2.0, 3.0, 6.0], log=2, at_end=True).lines
    assert [line["loss"] for line in lines] == [2.0, 6.0]
    assert [line["mean"] for line in lines] == [1.5, 4.5]


def test_a_summed_loss_is_smoothed_from_the_sum_of_who_knows_nothing():
    (line,) = noted([1.0], log=1, summed=True).lines
    assert line["loss"] == 4.0
    assert line["smooth"] == pytest.approx(0.999 * 4 * log(2) + 0.001 * 4.0, rel=1e-15)
    (line,) = noted([1.0], log=1).lines
    assert line["smooth"] == pytest.approx(0.999 * log(2) + 0.001, rel=1e-15)


def test_only_the_newest_lines_are_kept():
    lines = noted([1.0] * (MOST_LINES + 3), log=1).lines
    assert len(lines) == MOST_LINES
    assert lines[-1]["update"] == MOST_LINES + 2
