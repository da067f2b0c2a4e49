"""I grew up in France ... I speak French: every sentence of the text, and its entropy by hand."""

from collections import Counter
from math import log

import numpy as np
import pytest

from rnnviz.tasks.grammars import LETTERS
from rnnviz.tasks.languages import (
    FARTHEST,
    LANGUAGES,
    NEAREST,
    WORDS,
    beginning,
    counted,
    grammar,
    made,
    sentence,
)


def test_a_sentence_has_so_many_words_between_the_country_and_its_language():
    for distance in (NEAREST, 3, 10, FARTHEST):
        words = sentence("poland", distance)
        assert words.index("polish") - words.index("poland") - 1 == distance
        assert words[:-2] == beginning("poland", distance)
    assert " ".join(sentence("france", 5)) == "i grew up in france one two three i speak french ."


def test_numbers_are_single_words_and_all_different():
    words = [counted(number) for number in range(1, 100)]
    assert len(set(words)) == 99
    assert words[11] == "twelve" and words[20] == "twenty-one" and words[98] == "ninety-nine"
    assert not any(" " in word or word.endswith("-") for word in words)


@pytest.mark.parametrize(("distance", "up_to"), [(2, False), (7, False), (2, True), (7, True)])
def test_the_text_is_made_of_such_sentences_equally_often(distance, up_to):
    text = " ".join(made(distance, up_to)[0])
    found = Counter(one.strip() + " ." for one in text.split(".") if one.strip())
    every = range(NEAREST if up_to else distance, distance + 1)
    wanted = {" ".join(sentence(country, far)) for country in LANGUAGES for far in every}
    assert set(found) == wanted
    total, each = found.total(), found.total() / len(wanted)
    assert (abs(np.array(list(found.values())) - each) < 5 * each**0.5).all()
    assert WORDS <= len(text.split()) < WORDS + 200
    assert total > 100


@pytest.mark.parametrize("distance", [2, 3, 20, 100])
def test_entropies_by_hand(distance):
    """ln 5 a sentence for the country; ln 5 more for the language of who has forgotten it; and of
    sentences up to so long, which of the lengths it is."""
    steps = distance + 7
    __, forgotten, known = made(distance, False)
    assert known == pytest.approx(log(5) / steps, abs=1e-12)
    assert forgotten == pytest.approx(2 * log(5) / steps, abs=1e-12)
    lengths = distance - 1
    __, forgotten, known = made(distance, True)
    mean = (2 + distance) / 2 + 7
    assert known == pytest.approx((log(5) + log(lengths)) / mean, abs=1e-12)
    assert forgotten == pytest.approx((2 * log(5) + log(lengths)) / mean, abs=1e-12)
    assert grammar(distance, True).length() == pytest.approx(mean, abs=1e-9)


def test_a_grammars_letters_are_its_symbols():
    one = grammar(4)
    assert one.text(100, seed=1) == "".join(one.symbols(100, seed=1))
    assert len(one.symbols(LETTERS // 100)) < LETTERS // 100 + 20
