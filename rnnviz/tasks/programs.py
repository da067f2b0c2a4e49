"""Short programs by level: the higher, the more operations and the longer numbers.

Each operation takes up the value that is there so far: as a summand, as a part of a choice, into a
variable, or into a loop that changes it. The parts and their nesting are those of Zaremba & Sutskever
(2014), "Learning to Execute", section 3, without products.
"""

import re
from collections.abc import Callable, Iterator
from zlib import crc32

import numpy as np

from rnnviz.tasks.interpreter import VARIABLES
from rnnviz.text.language import N_, _

LEVELS = 5
MOST_DIGITS = 4
FEWEST_ROUNDS, MOST_ROUNDS = 2, 5  # of a loop
# what the operations of a program are: any, only loops that change a variable, or only sums,
# differences and choices within each other, to be taken apart on one line
KINDS = ALL, LOOPS, PARSING = "all", "loops", "parsing"
APART = 10  # one program in so many is kept for tests
_DRAWN = 64  # numbers for one program, more than the longest takes

_OPERATIONS_IN_WORDS = (
    "",
    N_("one operation"),
    N_("two operations"),
    N_("three operations"),
    N_("four operations"),
    N_("five operations"),
)
_DIGITS_IN_WORDS = (
    "",
    N_("one digit"),
    N_("up to two digits"),
    N_("up to three digits"),
    N_("up to four digits"),
)


def length(level: int, digits: int) -> int:
    """How many digits the numbers of a level have at most: 1, 1, 2, 2, 3, but never more than
    `digits`."""
    return min((level + 1) // 2, digits)


def sentence(level: int, digits: int) -> str:
    """What the programs of a level are."""
    return _("{operations}, numbers of {digits}").format(
        operations=_(_OPERATIONS_IN_WORDS[level]), digits=_(_DIGITS_IN_WORDS[length(level, digits)])
    )


def program(rng: np.random.Generator, level: int, digits: int, kind: str = ALL) -> str:
    """A random program of a level, whose operations are all of one kind or of any."""
    draw, operations = _Drawer(rng), _OF_KIND[kind]
    most = 10 ** length(level, digits)
    lines: list[str] = []
    value = str(draw(most))
    for __ in range(level):
        operation = operations[draw(len(operations))]
        value = operation(value, lambda: str(draw(most)), draw, lines)
    return "\n".join([*lines, f"print{value if value[0] == '(' else f'({value})'}"])


def kept_apart(text: str) -> bool:
    """Whether a program is one of those on which networks are tested and never trained."""
    return crc32(text.encode()) % APART == 0


def last_number(text: str) -> str:
    """The last number in a program, as it would be printed: what who only copies answers."""
    found = re.findall("[0-9]+", text)
    return str(int(found[-1])) if found else "0"


def longest_number(text: str) -> int:
    """How many digits the longest number in a program has."""
    return max(map(len, re.findall("[0-9]+", text)), default=0)


class _Drawer:
    """Whole numbers below a bound, drawn in one go because a call of NumPy's for each is slow."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.drawn: Iterator[float] = iter(rng.random(_DRAWN).tolist())

    def __call__(self, below: int) -> int:
        return int(next(self.drawn) * below)


Number = Callable[[], str]


def _sum(value: str, number: Number, draw: _Drawer, lines: list[str]) -> str:
    return f"({value}+{number()})" if draw(2) else f"({number()}+{value})"


def _difference(value: str, number: Number, draw: _Drawer, lines: list[str]) -> str:
    return f"({value}-{number()})" if draw(2) else f"({number()}-{value})"


def _choice(value: str, number: Number, draw: _Drawer, lines: list[str]) -> str:
    parts = [number(), number(), number()]
    parts.insert(draw(4), value)
    first, second, then, other = parts
    return f"({then} if {first}{'<>'[draw(2)]}{second} else {other})"


def _variable(value: str, number: Number, draw: _Drawer, lines: list[str]) -> str:
    if value in VARIABLES:  # a second name for it would be no operation
        return _sum(value, number, draw, lines)
    return _stored(value, lines)


def _loop(value: str, number: Number, draw: _Drawer, lines: list[str]) -> str:
    name = value if value in VARIABLES else _stored(value, lines)
    rounds = FEWEST_ROUNDS + draw(MOST_ROUNDS - FEWEST_ROUNDS + 1)
    lines.append(f"for i in range({rounds}):{name}{'+-'[draw(2)]}={number()}")
    return name


def _stored(value: str, lines: list[str]) -> str:
    """The next free variable, once the value has been put into it."""
    name = VARIABLES[sum(re.match("[a-e]=", line) is not None for line in lines)]
    inside = value[1:-1] if value[0] == "(" else value
    lines.append(f"{name}={inside}")
    return name


_OF_KIND = {
    ALL: (_sum, _difference, _choice, _variable, _loop),
    LOOPS: (_loop,),
    PARSING: (_sum, _difference, _choice),
}
