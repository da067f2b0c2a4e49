"""What a class has answered: counted as NumPy counts it, the right answer where it belongs."""

import numpy as np
import pytest

from rnnviz.figures.lectures.answer_scale import edges
from rnnviz.figures.lectures.answers import counts, describe, histogram
from rnnviz.lectures.model import Question

PICK = Question(text="Which?", options=("five <b>", "ten", "both"), right=1)
NORM = Question(text="How large?", kind="number", low=1e-6, high=10.0, log=True, right=1e-3)
SHARE = Question(text="How many?", kind="number", low=0.0, high=100.0, unit="%")
GIVEN = [0.0, 1.0, 1.0, 1.0]


def test_each_option_has_its_count_and_share():
    (bars,) = histogram(PICK, GIVEN, dark=False)["data"]
    assert bars["x"] == counts(PICK, GIVEN) == np.bincount([0, 1, 1, 1], minlength=3).tolist()
    assert bars["text"] == ["1 · 25 %", "3 · 75 %", "0 · 0 %"]


def test_the_right_option_is_told_by_words_and_not_by_colour_alone():
    (bars,) = histogram(PICK, GIVEN, dark=True)["data"]
    names = histogram(PICK, GIVEN, dark=True)["layout"]["yaxis"]["ticktext"]
    assert ["✓ right" in name for name in names] == [False, True, False]
    assert len(set(bars["marker"]["color"])) == 2
    unknown = PICK.model_copy(update={"right": None})
    assert not any("✓" in n for n in histogram(unknown, GIVEN, True)["layout"]["yaxis"]["ticktext"])


def test_options_are_shown_as_they_were_typed():
    assert "five &lt;b&gt;" in histogram(PICK, [], dark=False)["layout"]["yaxis"]["ticktext"][0]


@pytest.mark.parametrize("question", [NORM, SHARE])
def test_numbers_fall_into_bins_that_are_even_on_their_scale(question, rng):
    low, high = (np.log10(question.low), np.log10(question.high)) if question.log else (0.0, 100.0)
    drawn = rng.uniform(low, high, 300)
    given = np.clip(10.0**drawn if question.log else drawn, question.low, question.high)
    (bars,) = histogram(question, given, dark=False)["data"]
    assert sum(bars["y"]) == 300
    np.testing.assert_allclose(np.diff(bars["x"]), (high - low) / 20)
    assert bars["y"] == np.histogram(np.clip(drawn, low, high), np.linspace(low, high, 21))[0].tolist()
    assert edges(question)[[0, -1]] == pytest.approx([question.low, question.high])


def test_the_right_number_is_marked_where_it_lies():
    layout = histogram(NORM, [1e-3], dark=False)["layout"]
    assert layout["shapes"][0]["x0"] == pytest.approx(-3.0)
    assert "right" in layout["annotations"][0]["text"]
    assert histogram(SHARE, [3.0], dark=False)["layout"]["shapes"] == []


@pytest.mark.parametrize("question", [PICK, NORM, SHARE])
def test_nobody_has_answered(question):
    assert "Nobody" in histogram(question, [], dark=False)["layout"]["title"]["text"]
    assert describe(question, []) == "0 answers"


def test_it_is_said_in_words():
    assert describe(PICK, GIVEN) == "4 answers. five <b>: 1; ten: 3; both: 0"
    assert describe(SHARE, [10.0, 20.0, 90.0]) == "3 answers. Half of them are below 20.00 %"
