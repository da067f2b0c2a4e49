"""What is said of recall agrees with what was computed."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.lag_reach import LagReach
from rnnviz.analysis.recall import Recall
from rnnviz.figures.training.recall import RunRecall
from rnnviz.figures.training.recall_words import (
    plain_table,
    recall_in_words,
    recall_said,
    recall_sentence,
    recall_title,
)

LAGS = tuple(range(21))
GIVEN = {3: (8,), 8: (3,)}


def run_of(held, share, readout_only=False):
    now, before = np.full(21, 0.9), np.full(21, 0.2)
    now[8:] = held
    reach = np.array([0.5] * 8 + [share] * 13)
    recalls = (Recall(LAGS, one, one, GIVEN) for one in (now, before))
    return RunRecall("cut every 5", *recalls, LagReach(reach, np.full(21, np.nan)), readout_only)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (run_of(0.7, 0.0), "no loss reaches 8 steps back, and still the state knows 70 % of that bit"),
        (run_of(0.1, 0.0), "no loss reaches 8 steps back, and the state knows only 10 % of that bit"),
        (
            run_of(0.1, 0.2),
            "20 % of the losses reach 8 steps back, and the state knows 10 % of that bit",
        ),
        (run_of(0.6, 0.0, True), "its state is never trained, and knows 60 % of the bit 8 steps back"),
        (run_of(np.nan, 0.0), "its state overflows"),
    ],
)
def test_what_reaches_a_lag_and_what_is_known_of_it(run, said):
    assert recall_sentence(run, 8).startswith(f"Cut every 5: {said}")
    assert said in recall_said([run])
    assert said in recall_in_words([run])


KNOWN, UNKNOWN = run_of(0.86, 0.0), run_of(0.01, 0.0)
REACHED, FIXED = run_of(0.96, 0.2), run_of(0.99, 0.0, True)


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (
            [REACHED, run_of(0.6, 0.0), KNOWN, UNKNOWN, FIXED],
            "no loss reaches 8 steps back, and still the state knows 86 % of that bit",
        ),
        (
            [REACHED, UNKNOWN, run_of(0.4, 0.0), FIXED],
            "no loss reaches 8 steps back, and the state knows only 1 % of that bit",
        ),
        (
            [FIXED, REACHED],
            "20 % of the losses reach 8 steps back, and the state knows 96 % of that bit",
        ),
        ([FIXED], "its state is never trained, and knows 99 % of the bit 8 steps back"),
        (
            [run_of(np.nan, 0.0), UNKNOWN],
            "no loss reaches 8 steps back, and the state knows only 1 % of that bit",
        ),
    ],
)
def test_the_title_is_what_tells_most_of_the_longest_lag(runs, said):
    assert recall_title(runs) == f"Cut every 5: {said}"


def test_of_states_that_overflow_and_of_answers_without_lags_there_is_no_title():
    assert recall_title([run_of(np.nan, 0.0)]) == ""
    nothing = Recall(LAGS, np.full(21, 0.5), np.full(21, 0.5), {})
    assert recall_title([replace(KNOWN, now=nothing, before=nothing)]) == ""


def test_how_far_all_bits_are_known():
    assert "at least half of every bit up to 7 steps back" in recall_in_words([run_of(0.4, 0.0)])
    assert "at least half of every bit up to 20 steps back" in recall_in_words([run_of(0.6, 0.0)])


def test_the_plain_numbers_and_their_sum():
    table = plain_table([run_of(0.5, 0.0)])
    assert '<td>memory capacity</td><td data-value="12.8">12.80</td>' in table  # 7 * 0.9 + 13 * 0.5
    started = re.search(r'<td>before training</td><td data-value="([^"]*)">4\.00<', table)
    assert started is not None
    assert float(started[1]) == pytest.approx(4.0)  # 20 * 0.2
    assert table.count(">0.50<") == 13
