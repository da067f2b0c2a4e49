"""Generated reviews in which the order of the words decides: a small grammar that knows its verdicts.

Every rule is told which verdict its words are to have, so that the label is exact. Much of what is said
is the opposite turned round ("not bad at all", "nothing was good", "although it was bad, ..."), so that
the words without their order tell little.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from rnnviz.nn.cells.base import Array

FEWEST, MOST = 3, 25  # words of a review, commas and points among them

GOOD = ("good", "great", "lovely", "brilliant", "charming", "wonderful", "superb", "fine")
BAD = ("bad", "awful", "boring", "terrible", "poor", "dull", "dreadful", "weak")
THINGS = ("food", "service", "plot", "acting", "music", "ending", "room", "story", "staff", "view")
AMOUNTS = ("very", "really", "so", "quite")
VERBS = ("was", "was", "is")
OPENINGS = (
    "we went on friday .",
    "we came with friends .",
    "my sister took us there .",
    "it rained all day .",
    "this was on a monday .",
    "i had read about it .",
)
CLOSINGS = (
    ". we left at ten",
    ". my brother came too",
    ". it was a friday",
    ". that is all",
    ". i came alone",
    ".",
    ".",
    "!",
)

T = TypeVar("T")
Random = np.random.Generator
Rule = Callable[[Random, bool], str]


class Reviews(NamedTuple):
    """Reviews as words joined by spaces, and their verdicts."""

    texts: tuple[str, ...]
    positive: Array  # (N,) bool


@lru_cache(maxsize=4)
def generated(count: int) -> Reviews:
    """So many different reviews, every other one positive; always the same ones."""
    rng = np.random.default_rng(0)
    found: dict[str, bool] = {}
    while len(found) < count:
        positive = len(found) % 2 == 0
        found.setdefault(review(rng, positive), positive)  # no two rules say the same and mean another
    return Reviews(tuple(found), np.array(list(found.values())))


def review(rng: Random, positive: bool) -> str:
    """A review with that verdict."""
    while True:
        text = _pick(rng, SENTENCES)(rng, positive)
        if rng.random() < 0.3:
            text = f"{_pick(rng, OPENINGS)} {text}"
        if rng.random() < 0.3:
            text = f"{text} {_pick(rng, CLOSINGS)}"
        if FEWEST <= text.count(" ") + 1 <= MOST:
            return text


def _pick(rng: Random, options: Sequence[T]) -> T:
    return options[int(rng.integers(len(options)))]


def _word(rng: Random, good: bool) -> str:
    return _pick(rng, GOOD if good else BAD)


# -- what something was: each rule says that it was good, or that it was bad -------------------------


def _plain(rng: Random, good: bool) -> str:
    amount = f"{_pick(rng, AMOUNTS)} " if rng.random() < 0.4 else ""
    return amount + _word(rng, good)


def _denied(rng: Random, good: bool) -> str:
    word = _word(rng, not good)
    form = _pick(rng, ("not {}", "not {} at all", "never {}", "far from {}", "anything but {}"))
    return form.format(word)


def _opposed(rng: Random, good: bool) -> str:
    return f"{_word(rng, good)} , not {_word(rng, not good)}"


def _corrected(rng: Random, good: bool) -> str:
    return f"not {_word(rng, not good)} but {_word(rng, good)}"


JUDGEMENTS: tuple[Rule, ...] = (*[_plain] * 8, _denied, _denied, _opposed, _corrected)


def _judgement(rng: Random, good: bool) -> str:
    return _pick(rng, JUDGEMENTS)(rng, good)


# -- clauses -----------------------------------------------------------------------------------------


def _something(rng: Random, good: bool) -> str:
    return f"the {_pick(rng, THINGS)} {_pick(rng, VERBS)} {_judgement(rng, good)}"


def _it(rng: Random, good: bool) -> str:
    return f"it {_pick(rng, VERBS)} {_judgement(rng, good)}"


def _nothing(rng: Random, good: bool) -> str:
    about = f" about the {_pick(rng, THINGS)}" if rng.random() < 0.5 else ""
    return f"nothing{about} {_pick(rng, VERBS)} {_word(rng, not good)}"


def _everything(rng: Random, good: bool) -> str:
    return f"everything {_pick(rng, VERBS)} {_plain(rng, good)}"


def _nobody(rng: Random, good: bool) -> str:
    return f"nobody would call the {_pick(rng, THINGS)} {_word(rng, not good)}"


CLAUSES: tuple[Rule, ...] = (*[_something] * 7, _it, _everything, _everything, _nothing, _nobody)


def _clause(rng: Random, good: bool) -> str:
    return _pick(rng, CLAUSES)(rng, good)


# -- whole sentences: of two clauses the main one decides, wherever it stands ------------------------


def _agreeing(rng: Random, good: bool) -> str:
    first = _pick(rng, (_clause, _clause, _clause, _judgement))(rng, good)
    return f"{first} {_pick(rng, ('and', ',', '.'))} {_clause(rng, good)}"


def _but(rng: Random, good: bool) -> str:
    return f"{_clause(rng, not good)} but {_pick(rng, (_clause, _clause, _plain))(rng, good)}"


def _although(rng: Random, good: bool) -> str:
    return f"although {_clause(rng, not good)} , {_clause(rng, good)}"


def _although_last(rng: Random, good: bool) -> str:
    return f"{_clause(rng, good)} , although {_clause(rng, not good)}"


SENTENCES: tuple[Rule, ...] = (
    _judgement,
    *[_clause] * 3,
    *[_agreeing] * 4,
    _but,
    _although,
    _although_last,
)
