"""Generated reviews: their verdicts read again by another way, their words, and that order decides."""

import re

import numpy as np
import pytest

from rnnviz.tasks.reviews import BAD, GOOD, generated

SIGN = dict.fromkeys(GOOD, "+") | dict.fromkeys(BAD, "-")
TURNED = {"+": "-", "-": "+"}


def judged(text: str) -> str:
    """The verdict of a review, "+" or "-", read off its text: rules rewrite words to signs."""
    parts = re.split(r" [.!](?: |$)", text)
    found = {judged_part(part) for part in parts if any(word in SIGN for word in part.split())}
    (verdict,) = found
    return verdict


def judged_part(text: str) -> str:
    """The same of one sentence."""
    text = " ".join(SIGN.get(word, word) for word in text.split())
    text = re.sub(r"\b(?:very|really|so|quite) ", "", text)
    text = re.sub(r"not (?:- but \+|\+ but -)", lambda m: m[0][-1], text)
    text = re.sub(r"([+-]) , not ([+-])", lambda m: opposite(m[2], m[1]), text)
    denial = r"(?:not|never|far from|anything but) ([+-])(?: at all)?"
    text = re.sub(denial, lambda m: TURNED[m[1]], text)
    text = re.sub(r"nothing (?:about the \w+ )?(?:was|is) ([+-])", lambda m: TURNED[m[1]], text)
    text = re.sub(r"nobody would call the \w+ ([+-])", lambda m: TURNED[m[1]], text)
    text = re.sub(r"(?:everything|it|the \w+) (?:was|is) ([+-])", r"\1", text)
    text = re.sub(r"^although ([+-]) , ([+-])$", lambda m: opposite(m[1], m[2]), text)
    text = re.sub(r"^([+-]) , although ([+-])$", lambda m: opposite(m[2], m[1]), text)
    text = re.sub(r"^([+-]) but ([+-])$", lambda m: opposite(m[1], m[2]), text)
    text = re.sub(r"^([+-]) (?:and|,) \1$", r"\1", text)
    assert text in TURNED, text
    return text


def opposite(against: str, decides: str) -> str:
    assert against == TURNED[decides]
    return decides


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("not good at all", "-"),
        ("good , not bad", "+"),
        ("bad , not good", "-"),
        ("nothing was good", "-"),
        ("the food was bad but the service was great . that is all", "+"),
        ("the service was great but the food was bad", "-"),
        ("it was not bad but dull !", "-"),
        ("not bad at all , the plot is far from boring .", "+"),
        ("it rained all day . although nothing was fine , nobody would call the view anything", "?"),
    ],
)
def test_the_other_way_to_read_is_itself_right(text, sign):
    if sign == "?":  # no sentence of the grammar
        with pytest.raises(AssertionError):
            judged(text)
    else:
        assert judged(text) == sign


def test_every_label_is_what_the_text_says():
    texts, positive = generated(4000)
    assert ["-+"[label] for label in positive.astype(int)] == [judged(text) for text in texts]


def test_reviews_are_different_balanced_and_short():
    texts, positive = generated(4000)
    assert len(set(texts)) == len(texts) == 4000
    assert positive.sum() == 2000
    lengths = [len(text.split()) for text in texts]
    assert (min(lengths), max(lengths)) == (3, 25)
    assert 60 <= len({word for text in texts for word in text.split()}) <= 100


def test_the_same_words_in_another_order_may_mean_the_opposite():
    texts, positive = generated(4000)
    meanings = {}
    for text, meant in zip(texts, positive, strict=True):
        meanings.setdefault(tuple(sorted(text.split())), set()).add(bool(meant))
    assert {True, False} in meanings.values()
    swapped = 0
    for text, meant in zip(texts, positive, strict=True):
        for link in (" but ", " although "):
            first, *second = text.split(link)
            if len(second) == 1 and not re.search(r"[.!,]|not|anything", text):
                assert judged(second[0] + link + first) == "+-"[int(meant)]
                swapped += 1
    assert swapped > 100


def test_they_are_always_the_same_ones():
    first = generated(50)
    generated.cache_clear()
    again = generated(50)
    assert first.texts == again.texts == generated(80).texts[:50]
    np.testing.assert_array_equal(first.positive, again.positive)
