"""The tiny part of Python: what it prints by Python itself, what it refuses by sentence."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rnnviz.tasks.interpreter import LETTERS, LONGEST, printed, tidy
from rnnviz.tasks.programs import LEVELS, program

few = settings(deadline=None, max_examples=100, derandomize=True)


def by_python(text):
    """What Python prints for a program that only uses print and range."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(text, {"__builtins__": {"print": print, "range": range}})
    return said.getvalue().rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "print(7)",
        "print(-(3-8))",
        "print (3 + 4 - 5)",
        "a=3\nb=a+a\nprint(a-b)",
        "a = 1\nfor i in range(4):\n  a += a\nprint(a)",
        "a=0\nfor i in range(5):\n for i in range(3):\n  a+=i\n  a-=1\nprint(a)",
        "a=9\nfor i in range(2-7): a+=1\nprint(a)",
        "print(3 if 4<4 else 5 if 4>4 else 6)",
        "print((a if 1>2 else 8) if 1<2 else e)",  # what is not reached may be undefined
        "for i in range(3):a=i\nprint(a+i)",
        "\nprint(1)\n\n",
        "print(1)\r\n",
    ],
)
def test_what_is_printed_is_what_python_prints(text):
    assert printed(text) == by_python(text)


@pytest.mark.parametrize("level", range(1, LEVELS + 1))
@pytest.mark.parametrize("digits", [1, 2, 4])
def test_every_generated_program_prints_what_python_prints(level, digits):
    rng = np.random.default_rng(level)
    for _ in range(150):
        text = program(rng, level, digits)
        assert printed(text) == by_python(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The program is empty; allowed are whole numbers, variables a to e"),
        (" \n ", "The program is empty"),
        ("print(" + "1+" * 120 + "1)", "The program has 248 characters; at most 200 are read"),
        ("a=2\nprint(a*3)", "Line 2 has “\\*”, which no program here has; allowed are"),
        ("import os", "Line 1 has “m”, which no program here has"),
        ("print('a')", "Line 1 has “'”, which"),
        ("a=2\n\tprint(a)", "Line 2 has a tab, which"),
        ("print(٣)", "Line 1 has “٣”, which"),
        ("a=3\nprint(a", "Line 2 is no Python: '\\(' was never closed\\."),
        ("a=3\nprint(3+)", "Line 2 is no Python: invalid syntax\\."),
        ("a=1\n b=2\nprint(a)", "Line 2 is no Python: unexpected indent\\."),
        ("for i in range(3)\nprint(1)", "Line 1 is no Python: expected ':'\\."),
        ("for i in range(3):\nprint(1)", "Line 2 is no Python: expected an indented block"),
        ("3=a\nprint(3)", "Line 1 is no Python: cannot assign to literal here.*\\?$"),
        ("a=007\nprint(a)", "Line 1 is no Python: leading zeros"),
        ("print(1if 2<3else 4)", "Line 1 has “1i”: a number runs into a word"),
        ("print(1e5)", "Line 1 has “1e”: a number runs into a word"),
        ("a=3", "Line 1 is the last, and must be a print"),
        ("print(1)\na=3", "Line 1 has “print\\(1\\)”, which no program here has"),
        ("print()", "Line 1 is the last, and must be a print\\(…\\) of one value"),
        ("print(print(3))", "Line 1 has “print\\(3\\)”, which"),
        ("a=print\nprint(3)", "Line 1 has “print”, which"),
        ("print=3\nprint(3)", "Line 1 has “print = 3”, which"),
        ("print(1<2)", "Line 1 has “1 < 2”, which"),
        ("print(1 if 1<2<3 else 4)", "Line 1 has “1 if 1 < 2 < 3 else 4”, which"),
        ("print(1 if 2 else 3)", "Line 1 has “1 if 2 else 3”, which"),
        ("print(1 if 2==2 else 3)", "Line 1 has “1 if 2 == 2 else 3”, which"),
        ("a=b=3\nprint(a)", "Line 1 has “a = b = 3”, which"),
        ("ab=3\nprint(ab)", "Line 1 has “ab = 3”, which"),
        ("a=4<<2\nprint(a)", "Line 1 has “4 << 2”, which"),
        ("a=1\nif a<2:\n a=3\nprint(a)", "Line 2 has “if a < 2:”, which"),
        ("for a in range(2):b=1\nprint(b)", "Line 1 has “for a in range\\(2\\):”, which"),
        ("for i in a:b=1\nprint(b)", "Line 1 has “a”, which"),
        ("for i in range(2):print(i)\nprint(3)", "Line 1 has “print\\(i\\)”, which"),
        ("pass\nprint(1)", "Line 1 has “pass”, which"),
        ("a=()\nprint(a)", "Line 1 has “\\(\\)”, which"),
        ("a=3\nprint(a+b)", "Line 2 uses “b”, which has no value by then"),
        ("a+=3\nprint(a)", "Line 1 uses “a”, which has no value"),
        ("a=0\nfor i in range(0):b=1\nprint(b)", "Line 3 uses “b”"),
        ("print(i)", "Line 1 uses “i”"),
        ("a=1\nfor i in range(1001):a+=1\nprint(a)", "Line 2 runs too long: more than 1,000 rounds"),
        ("a=1\nfor i in range(98):\n for i in range(98):a+=1\nprint(a)", "Line 3 runs too long"),
        ("a=1\nfor i in range(20):a+=a\nprint(a)", "Line 2 makes 1,048,576; allowed are numbers from"),
        ("a=9999999\nprint(a)", "Line 1 makes 9,999,999; allowed"),
        ("print(0-999999-1)", "Line 1 makes -1,000,000; allowed"),
        ("a=" + "(" * 95 + "1" + ")" * 95 + "\nprint(a)", "The program has 202 characters"),
        ("print(" + "-" * 190 + "1)", None),
        ("print(" + "(" * 96 + "1" + ")" * 96, "is no Python|too many"),
    ],
)
def test_what_is_refused_is_told_with_its_line_and_cause(text, words):
    if words is None:
        assert printed(text) == by_python(text)
        return
    with pytest.raises(ValueError, match=words) as problem:
        printed(text)
    assert str(problem.value)[-1] in ".?"


@few
@given(some.text(some.sampled_from(LETTERS), max_size=60))
def test_nothing_typed_breaks_it(text):
    with contextlib.suppress(ValueError):
        assert printed(text) == by_python(tidy(text))


@few
@given(some.text(max_size=20))
def test_nothing_strange_breaks_it(text):
    with contextlib.suppress(ValueError):
        printed(text)


def test_the_longest_programs_are_read():
    rng = np.random.default_rng(0)
    assert max(len(program(rng, LEVELS, 4)) for _ in range(3000)) <= LONGEST


@pytest.mark.parametrize(
    "text", ["print（12－5）", "print(１２-５)", "print(12−5)", "\ufeffprint(12-5)", "a=7\rprint(a)"]
)
def test_a_program_is_read_whatever_keyboard_wrote_it(text):
    assert printed(text) == "7"
