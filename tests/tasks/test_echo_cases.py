"""The cases of Echo's floors against an enumeration of all its bits and against drawn data."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import entr
from support.echoes import echoes, subsets

from rnnviz.tasks import Echo
from rnnviz.tasks.echo_cases import Case, cases, derived, reset_right, right, rights

few = settings(deadline=None, max_examples=60, derandomize=True)


def by_hand(task, known):
    """The same from the table of all bits: what is seen -> the mean P(Y = 1)."""
    chances = {}
    for bits in product((0, 1), repeat=len(task.lags)):
        by_lag = dict(zip(task.lags, bits, strict=True))
        chance = task.base + sum(task.lags[lag] * bit for lag, bit in by_lag.items())
        chances.setdefault(tuple(by_lag[lag] for lag in known), []).append(chance)
    return {seen: np.clip(np.mean(found), 0.0, 1.0) for seen, found in chances.items()}


def test_the_famous_percentages():
    """62.5 %; 87.5 and 62.5 %; 100, 50 and twice 75 %: how often the likelier answer is right."""

    def rights(*known):
        return sorted(case.right for case in cases(Echo(), known))

    assert rights() == [0.625]
    assert rights(3) == [0.625, 0.875]
    assert rights(3, 8) == [0.5, 0.75, 0.75, 1.0]
    found = [round(np.mean([case.entropy for case in cases(Echo(), k)]), 2) for k in [(), (3,), (3, 8)]]
    assert found == [0.66, 0.52, 0.45]
    assert [right(Echo(), known) for known in [(), (3,), (8,), (3, 8)]] == [0.625, 0.75, 0.625, 0.75]


@few
@given(echoes())
def test_the_cases_are_those_of_an_enumeration_over_all_bits(task):
    for known in subsets(task.lags):
        expected, found = by_hand(task, known), cases(task, known)
        assert [case.bits for case in found] == list(product((0, 1), repeat=len(known)))
        chances = np.array([case.chance for case in found])
        assert chances == pytest.approx([expected[case.bits] for case in found], abs=1e-12)
        entropies = [case.entropy for case in found]
        assert entropies == pytest.approx(entr(chances) + entr(1.0 - chances), abs=1e-12)
        assert np.mean(entropies) == pytest.approx(task.floor(known), abs=1e-12)
        assert right(task, known) == pytest.approx(np.maximum(chances, 1.0 - chances).mean(), abs=1e-12)


@few
@given(echoes())
def test_to_know_more_never_makes_fewer_answers_right(task):
    for known in subsets(task.lags):
        for lag in task.lags:
            assert right(task, {*known, lag}) >= right(task, known) - 1e-12


def test_drawn_answers_are_right_as_often():
    task, rng = Echo(lags={1: 0.4, 4: -0.2, 6: 0.1}, base=0.45), np.random.default_rng(0)
    bits = task.draw(rng, task.history + 4_000, 100)
    answers = task.answer(rng, bits)
    for known in subsets(task.lags):
        guess = np.zeros(answers.shape)
        for case in cases(task, known):
            here = np.ones(answers.shape, bool)
            for lag, bit in zip(known, case.bits, strict=True):
                here &= bits[task.history - lag : len(bits) - lag] == bit
            guess[here] = case.answer or 0
        assert (guess == answers).mean() == pytest.approx(right(task, known), abs=0.004)


def test_the_likelier_answer_is_none_where_there_is_none():
    assert [case.answer for case in cases(Echo(), [3, 8])] == [None, 0, 1, 1]
    assert Case((), 0.1 + 0.2 + 0.2).answer is None


def test_a_lag_that_is_none_is_not_known():
    with pytest.raises(KeyError):
        cases(Echo(), [4])


def test_all_floors_are_derived_if_they_are_few_else_one_lag_after_the_other():
    assert derived(Echo()) == Echo().known()
    many = Echo(lags={1: 0.1, 2: 0.1, 5: 0.1, 9: -0.1})
    assert list(derived(many).values()) == [(), (1,), (1, 2), (1, 2, 5), (1, 2, 5, 9)]


@few
@given(echoes(longest=12), st.integers(1, 15))
def test_where_a_state_is_reset_an_answer_is_right_as_often_as_its_place_allows(task, window):
    places = []
    for place in range(window):
        known = [lag for lag in task.lags if lag <= place]
        chances = np.array(list(by_hand(task, known).values()))
        places.append(np.maximum(chances, 1.0 - chances).mean())
    assert reset_right(task, window) == pytest.approx(np.mean(places), abs=1e-12)


def test_of_late_answers_the_bits_are_seen_later():
    assert reset_right(Echo(), 5) == pytest.approx((3 * 0.625 + 2 * 0.75) / 5)
    assert reset_right(Echo(), 5, delay=1) == pytest.approx((4 * 0.625 + 0.75) / 5)


def test_the_right_answers_of_all_floors_are_those_of_each():
    task = Echo(lags={1: 0.2, 4: -0.3}, base=0.4)
    assert rights(task) == {name: right(task, known) for name, known in task.known().items()}
    assert list(rights(task)) == list(task.floors())
