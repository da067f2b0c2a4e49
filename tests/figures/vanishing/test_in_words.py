"""What is said of a chain's pictures are the pictures' own numbers."""

import numpy as np
import pytest

from rnnviz.analysis.remedies import Remedy, clip_both
from rnnviz.figures.base.numbers import number, power
from rnnviz.figures.vanishing import in_words
from rnnviz.figures.vanishing.clipping import clipping
from rnnviz.figures.vanishing.remedies import remedies


class Tape:
    def __init__(self, hidden):
        self.hidden, self.steps = hidden, len(hidden)


class Done:
    """Both passes, as far as they are read here."""

    def __init__(self, hidden, slopes=None):
        self.tape, self.slopes = Tape(hidden), slopes


@pytest.fixture
def states():
    return np.random.default_rng(3).normal(size=(7, 2, 5, 1))


def test_the_states_say_where_the_middle_half_lies(states):
    said = in_words.states_in_words(Done(states))
    for step in (0, 3, 6):
        low, high = np.percentile(states[step], (25, 75))
        assert f"step {step + 1}: half of the units between {number(low)} and {number(high)}" in said
    lost = states.copy()
    lost[6] = np.inf
    assert "step 7: overflowed" in in_words.states_in_words(Done(lost))


def test_the_slopes_say_their_mean(states):
    said = in_words.slopes_in_words(Done(states, 1.0 - np.tanh(states) ** 2))
    assert f"step 4: {number(float((1.0 - np.tanh(states[3]) ** 2).mean()))}" in said
    assert "step 7: 1.00" in in_words.slopes_in_words(Done(states))


def test_clipping_says_both_components_as_they_are_drawn():
    done = clip_both(np.array([3.0, 0.2, 4.0]), 1.0)
    said = in_words.clipping_in_words(done, 1.0)
    arrows = clipping(done, 1.0, 5, False)["data"]
    for arrow in arrows[1:]:
        assert f"({power(arrow['x'][1])}, {power(arrow['y'][1])})" in said
    assert f"turned by {abs(done.turned[1]):.1f}°" in said


def test_the_remedies_say_what_each_has_come_to():
    fall = 0.9 ** np.arange(11.0)[:, None]
    found = [Remedy("plain", fall, ""), Remedy("dead", np.where(fall < 0.5, 0.0, fall), "")]
    said = in_words.remedies_in_words(found)
    ends = [note["text"] for note in remedies(found, False)["layout"]["annotations"]]
    assert f"plain: {power(0.9**10)}; dead: exactly 0 from step 7 on" in said
    assert all(any(part in end for end in ends) for part in said.split(". ", 1)[1].split("; "))
