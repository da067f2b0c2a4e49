"""Generated grammars: what they make, and their exact entropies."""

import re
from math import log

import numpy as np
import pytest

from rnnviz.tasks import Characters
from rnnviz.tasks.grammars import LETTERS, brackets, counting, reber


def lines(source, most=8):
    text = "".join(Characters(source, most=most).parts)
    assert text.endswith("\n")
    assert LETTERS <= len(text) < LETTERS + 10_000
    return text.splitlines()


@pytest.mark.parametrize("most", [1, 3, 8])
def test_counting_makes_as_many_b_as_a_each_number_equally_often(most):
    found = [re.fullmatch("(a+)X(b+)", line) for line in lines("counting", most)]
    assert all(len(match[1]) == len(match[2]) for match in found)
    often = np.bincount([len(match[1]) for match in found], minlength=most + 1)[1:]
    assert len(often) == most
    assert (abs(often - len(found) / most) < 5 * (len(found) / most) ** 0.5).all()


@pytest.mark.parametrize("most", [1, 2, 8])
def test_brackets_are_closed_in_order_and_never_too_deep(most):
    deepest = 0
    for line in lines("brackets", most):
        opened = []
        for place, bracket in enumerate(line):
            if bracket in "([":
                opened.append(bracket)
            else:
                assert opened.pop() + bracket in ("()", "[]")
            assert bool(opened) == (place < len(line) - 1)
            deepest = max(deepest, len(opened))
    assert deepest == most


def test_reber_makes_strings_of_the_grammar():
    # the same automaton as a regular expression, worked out by hand
    lower = "T*V"
    inner = f"(?:{lower}(?:PX{lower})*(?:V|PS))"
    grammar = re.compile(f"B(?:TS*X(?:X{inner}|S)|P{inner})E")
    found = lines("reber")
    assert all(grammar.fullmatch(line) for line in found)
    assert len(set(found)) > 100


@pytest.mark.parametrize("most", [1, 2, 8, 30])
def test_the_entropy_of_counting_by_hand(most):
    # ln(most) for the number, over n + 1 + n + 1 letters on average
    assert counting(most).entropy() == pytest.approx(log(most) / (most + 3), abs=1e-12)


def test_the_entropy_of_flat_brackets_by_hand():
    assert brackets(1).entropy() == pytest.approx(log(2) / 3, abs=1e-12)


@pytest.mark.parametrize("grammar", [counting(4), brackets(3), reber()], ids=["ab", "()", "reber"])
def test_entropies_are_what_strings_cost(grammar):
    """Each string's probability as its arcs say, read off the text itself."""
    text = grammar.text(60_000, seed=3).splitlines(keepends=True)
    costs, letters = [], []
    for line in text:
        state, cost, opened = 0, 0.0, []
        for letter in line:
            closes = {"(": ")", "[": "]"}
            for chance, symbol, after in grammar.arcs[state]:
                if (symbol or (opened and closes[opened[-1]])) == letter:
                    cost -= log(chance)
                    if symbol and symbol in "([":
                        opened.append(symbol)
                    elif not symbol:
                        opened.pop()
                    state = after
                    break
            else:
                raise AssertionError(f"{letter!r} cannot follow in {line!r}")
        assert state == len(grammar.arcs)
        costs.append(cost)
        letters.append(len(line))
    per_letter = sum(costs) / sum(letters)
    spread = np.std(np.array(costs) - per_letter * np.array(letters)) * len(costs) ** 0.5
    assert abs(per_letter - grammar.entropy()) < 5 * spread / sum(letters)
