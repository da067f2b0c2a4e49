"""Truncations in words, for a legend and within a sentence."""

import pytest

from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_label, cut_phrase


@pytest.mark.parametrize(
    ("cut", "label", "phrase"),
    [
        (Truncation.windows(5), "cut every 5", "a cut every 5 steps"),
        (Truncation.windows(1), "cut at every step", "a cut at every step"),
        (Truncation.even(5), "cut evenly, 5 back", "an even cut of 5 steps"),
        (Truncation.sliding(4), "sliding, 4 back", "a sliding cut of 4 steps"),
        (Truncation.full(), "not cut", "no cut"),
        (Truncation(3, 7), "every 3, 7 back", "an update every 3 steps and a reach of 7"),
        (
            Truncation(3, 7, each=True),
            "every 3, each 7 back",
            "an update every 3 steps and a reach of 7 for each loss",
        ),
    ],
)
def test_a_truncation_in_words(cut, label, phrase):
    assert cut_label(cut) == label
    assert str(cut_phrase(cut)) == phrase
