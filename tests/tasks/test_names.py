"""The grammar of names: every clause once, its labels by what they mean."""

from collections import Counter

import pytest

from rnnviz.tasks.names import (
    AND,
    ARTICLES,
    EITHER,
    FIRST,
    OF_PERSONS,
    OF_THINGS,
    SURNAMES,
    THINGS,
    TITLES,
    clauses,
    labels_of,
)


def test_every_clause_comes_once_and_all_chances_are_one():
    every = clauses()
    assert len({clause.words for clause in every}) == len(every)
    assert sum(clause.chance for clause in every) == pytest.approx(1.0, abs=1e-12)
    kinds = Counter(sum(clause.labels) for clause in every)
    assert set(kinds) == {0, 2}  # a first name and a surname, or none
    # eight words, nine behind them, four endings, with one of two before them or without
    assert kinds[0] == kinds[2] == 8 * 9 * 4 * 3


def test_what_decides_stands_where_it_is_said_to():
    """A word before them, the second word or the one behind it, and nothing else, tells persons from
    things."""
    persons = {*TITLES, *SURNAMES, *(ending.split()[0] for ending in OF_PERSONS)}
    things = {*ARTICLES, *THINGS, *(ending.split()[0] for ending in OF_THINGS)}
    assert not persons & things
    for words, labels, __ in clauses():
        at = next(place for place, word in enumerate(words) if word in FIRST)
        assert words[at + 1] in {*EITHER, *SURNAMES, *THINGS}
        told = {word in persons for word in words if word in persons | things}
        assert told == {bool(sum(labels))}
        assert [place for place, label in enumerate(labels) if label] in ([], [at, at + 1])


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("rusty woods sings tonight", (1, 1, 0, 0)),
        ("rusty woods look old", (0, 0, 0, 0)),
        ("doctor rose kelly went home", (0, 1, 1, 0, 0)),
        ("some amber cups look old and olive banks called twice", (0,) * 6 + (1, 1, 0, 0)),
        ("rusty woods", None),
        ("rusty woods sings tonight and", None),
        ("the rusty woods sings tonight", None),
        ("", None),
    ],
)
def test_a_sentence_is_labelled_clause_by_clause_and_others_are_not(text, labels):
    assert labels_of(tuple(text.split())) == labels


def test_and_is_in_no_clause():
    assert not any(AND in clause.words for clause in clauses())
