"""Pairs typed by a reader: what is read, and the sentence for what cannot be."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy as scipys

from rnnviz.nn.encoder_decoder import END
from rnnviz.tasks import pairs
from rnnviz.tasks.pairs import answer_floors, nearest, read_pairs


def test_the_six():
    assert read_pairs(pairs.SIX) == {
        "man": "women",
        "black": "white",
        "king": "queen",
        "girl": "boy",
        "up": "down",
        "high": "low",
    }


@pytest.mark.parametrize("line", ["a -> b", "a->b", "a → b", "a\tb", "a,b", " a , b ", "a-b", "a - b"])
def test_every_separator_does(line):
    assert read_pairs(f"{line}\n\nc -> d") == {"a": "b", "c": "d"}


def test_a_stronger_separator_leaves_the_others_to_the_words():
    assert read_pairs("well-known -> famous\nred, green\tblue") == {
        "well-known": "famous",
        "red, green": "blue",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("man women", "Line 1, “man women”, has no separator; write a pair as man -> women."),
        ("a -> b\n\nking", "Line 3, “king”, has no separator"),
        ("a -> ", "Line 1, “a ->”, lacks its answer"),
        ("\n-> b", "Line 2, “-> b”, lacks the word to be answered"),
        ("a-b-c", "Line 1, “a-b-c”, has 2 hyphens"),
        ("a, b, c", "Line 1, “a, b, c”, has 2 commas"),
        ("a\tb\tc", "has 2 tabs"),
        ("a -> b -> c", "has 2 times “->”"),
        ("a -> b\nc -> d\na -> e", "Line 3 answers “a” with “e”, and line 1 with “b”"),
        ("a -> b", "There is 1 answer; allowed are two different answers at least"),
        ("a -> b\nc -> b", "There is 1 answer"),
        (" \n ", "There are no pairs"),
        (f"a -> {'b' * 41}", "Line 1 has a side of more than 40 characters"),
        ("a -> b\x03", "Line 1 has a control character"),
        ("\n".join(f"a{n} -> b{n}" for n in range(301)), "Line 301 is pair 301; at most 300"),
        (None, "pairs is None"),
    ],
)
def test_what_cannot_be_is_a_sentence_with_its_line(text, words):
    with pytest.raises(ValueError) as problem:  # noqa: PT011
        read_pairs(text)
    assert words in str(problem.value)


def test_a_pair_may_be_said_twice():
    assert read_pairs("a -> b\na -> b\nc -> d") == {"a": "b", "c": "d"}


# the distance by brute force: everything that one change makes, and everything that one makes of that


def changed(word, alphabet="ab"):
    for place in range(len(word) + 1):
        for letter in alphabet:
            yield word[:place] + letter + word[place:]
            yield word[:place] + letter + word[place + 1 :]
        yield word[:place] + word[place + 1 :]


WORD = st.text("ab", max_size=3)


@given(word=WORD, other=WORD)
def test_the_distance_is_the_fewest_changes(word, other):
    reached, count = {word}, 0
    while other not in reached:
        reached, count = {new for old in reached for new in changed(old)}, count + 1
    assert nearest(word, [other]) == (other, count)


def test_the_nearest_of_several_is_the_first_of_them():
    assert nearest("kin", ["man", "king", "kind"]) == ("king", 1)
    assert nearest("sitting", ["kitten"]) == ("kitten", 3)


ANSWERS = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=8)


@given(answers=ANSWERS)
def test_floors_are_the_entropies_of_what_comes(answers):
    ended = [(*answer, END) for answer in answers]
    letters = [letter for answer in ended for letter in answer]
    found = answer_floors(answers)
    assert found["nothing"] == pytest.approx(scipys(list(Counter(letters).values())))
    # letter by letter, given what is known of it
    for name, known in (("the position", lambda a, m: m), ("the answer so far", lambda a, m: a[:m])):
        after = {}
        for answer in ended:
            for place, letter in enumerate(answer):
                after.setdefault(known(answer, place), Counter())[letter] += 1
        costs = [c.total() * scipys(list(c.values())) for c in after.values()]
        assert found[name] == pytest.approx(np.sum(costs) / len(letters), abs=1e-12)
    assert found["nothing"] >= found["the position"] - 1e-12 >= found["the answer so far"] - 2e-12
