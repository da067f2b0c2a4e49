"""Stop words and signs: what is left out, and what must stay for a verdict to stay."""

import pytest

from rnnviz.tasks.review_files import words
from rnnviz.tasks.stop_words import STOP_WORDS, without


def test_the_list_is_of_single_words_as_reviews_are_read():
    assert all(words(word) == [word] for word in STOP_WORDS)
    assert len(STOP_WORDS) > 100


@pytest.mark.parametrize("word", ["not", "no", "never", "but", "although", "nothing", "nobody", "very"])
def test_what_turns_or_strengthens_a_verdict_stays(word):
    assert word not in STOP_WORDS


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The food was not good, but it's cheap!", ["food", "not", "good", "but", "cheap"]),
        ("I've never seen it .", ["never", "seen"]),
        ("映画 はよい", ["映", "画", "は", "よ", "い"]),
        ("it was .", ["it", "was", "."]),  # something must be read
        ("", []),
    ],
)
def test_words_and_signs_are_left_out_unless_none_would_be_left(text, left):
    assert without(words(text)) == left
