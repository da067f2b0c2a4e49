"""Programs by level: what a level promises counted in Python's own syntax tree."""

import ast
from collections import Counter

import numpy as np
import pytest

from rnnviz.tasks.interpreter import LETTERS
from rnnviz.tasks.programs import (
    APART,
    LEVELS,
    LOOPS,
    PARSING,
    kept_apart,
    last_number,
    length,
    longest_number,
    program,
    sentence,
)


def operations(text):
    """How many sums, differences, choices, loops and stored values there are."""
    tree = ast.parse(text)
    kinds = Counter(type(node).__name__ for node in ast.walk(tree))
    stored = sum(isinstance(node, ast.Assign) for node in tree.body)
    # a value goes into a variable for the sake of a loop, too: that is one operation
    before_loops = sum(
        isinstance(one, ast.Assign) and isinstance(two, ast.For)
        for one, two in zip(tree.body, tree.body[1:], strict=False)
    )
    return kinds["BinOp"] + kinds["IfExp"] + kinds["For"] + stored - before_loops


@pytest.mark.parametrize("level", range(1, LEVELS + 1))
def test_a_level_has_so_many_operations_and_numbers_so_long(rng, level):
    lengths = []
    for _ in range(300):
        text = program(rng, level, 3)
        assert set(text) <= set(LETTERS)
        # a variable right before a loop may have been an operation of its own
        assert operations(text) <= level <= operations(text) + text.count("for")
        lengths.append(longest_number(text))
    assert max(lengths) == length(level, 3) == (1, 1, 2, 2, 3)[level - 1]


def test_numbers_never_have_more_digits_than_asked_for(rng):
    assert [length(level, 2) for level in range(1, LEVELS + 1)] == [1, 1, 2, 2, 2]
    assert max(longest_number(program(rng, LEVELS, 1)) for _ in range(300)) == 1


def test_all_operations_come_and_about_equally_often(rng):
    texts = [program(rng, 1, 1) for _ in range(2000)]
    found = Counter(
        "loop" if "for" in text else "choice" if "if" in text else "stored" if "=" in text else text[7]
        for text in texts
    )
    assert set(found) == {"loop", "choice", "stored", "+", "-"}
    assert all(abs(count - 400) < 5 * (2000 * 0.2 * 0.8) ** 0.5 for count in found.values())


def test_the_same_generator_makes_the_same_programs():
    one, other = (
        [program(np.random.default_rng(7), level, 2) for level in range(1, LEVELS + 1)]
        for _ in range(2)
    )
    assert one == other


def test_one_program_in_ten_is_kept_apart_whatever_its_level(rng):
    for level in (1, 3, 5):
        texts = {program(rng, level, 2) for _ in range(4000)}
        share = np.mean([kept_apart(text) for text in texts])
        assert abs(share - 1 / APART) < 5 * (0.1 * 0.9 / len(texts)) ** 0.5
    assert kept_apart("print(3+5)") == kept_apart("print(3+5)")


def test_the_last_number_is_the_last_that_is_written():
    assert last_number("a=4\nfor i in range(3):a+=12\nprint(a)") == "12"
    assert last_number("print(8-5)") == "5"
    assert last_number("print(007)") == "7"
    assert last_number("print(a)") == "0"
    assert longest_number("a=123\nprint(a+4)") == 3
    assert longest_number("print(a)") == 0


def test_a_level_is_said_in_words():
    assert sentence(1, 4) == "one operation, numbers of one digit"
    assert sentence(3, 4) == "three operations, numbers of up to two digits"
    assert sentence(5, 1) == "five operations, numbers of one digit"


@pytest.mark.parametrize("level", range(1, LEVELS + 1))
def test_loops_only_loop_and_parsing_stays_on_one_line(rng, level):
    for _ in range(200):
        text = program(rng, level, 2, LOOPS)
        assert text.count("for") == level and "if" not in text
        assert text.count("=") == 1 + level  # one variable, changed in every loop
        text = program(rng, level, 2, PARSING)
        assert "for" not in text and "\n" not in text
        assert operations(text) == level
        assert set(text) <= set(LETTERS)
