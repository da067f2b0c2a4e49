"""Generated sentences in which some words are names or not, as what stands beside them decides.

"rusty woods sings tonight" tells of a person and "rusty woods look old" of trees: the same two words,
and what they are is known only one or two words later. An article or a title before them tells it at
once. All is written small, or the capitals would tell.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

FIRST = (
    "amber",
    "olive",
    "rose",
    "ruby",
    "rusty",
    "sandy",
    "sunny",
    "violet",
)  # names, or of what kind
EITHER = ("banks", "brooks", "fields", "rivers", "waters", "woods")  # surnames, or things
SURNAMES = ("jones", "kelly", "smith")
THINGS = ("cups", "curtains", "shoes")
TITLES = ("captain", "doctor")
ARTICLES = ("some", "the")
OF_PERSONS = ("called twice", "laughed aloud", "sings tonight", "went home")
OF_THINGS = ("cost little", "look old", "seem new", "shine outside")
AND = "and"  # between two clauses
INTRODUCED = 0.4  # share of the clauses that begin with a title or an article


class Clause(NamedTuple):
    """A clause, which of its words are part of a name, and how often it comes."""

    words: tuple[str, ...]
    labels: tuple[int, ...]  # 1 for a word of a name
    chance: float


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause that there is: half of them are about persons."""
    return tuple(
        clause
        for about, kind in enumerate(((ARTICLES, THINGS, OF_THINGS), (TITLES, SURNAMES, OF_PERSONS)))
        for introduced in (True, False)
        for clause in _of(about, introduced, *kind)
    )


def _of(
    about: int,
    introduced: bool,
    before: tuple[str, ...],
    sure: tuple[str, ...],
    endings: tuple[str, ...],
) -> Iterator[Clause]:
    """Those of one kind, all equally often: about things (0) or a person (1), with or without what
    tells it at once."""
    starts = before if introduced else ("",)
    found = list(product(starts, FIRST, (*EITHER, *sure), endings))
    chance = 0.5 * (INTRODUCED if introduced else 1.0 - INTRODUCED) / len(found)
    for start, first, second, ending in found:
        words = (*start.split(), first, second, *ending.split())
        named = range(len(words) - 4, len(words) - 2) if about else ()
        yield Clause(words, tuple(int(place in named) for place in range(len(words))), chance)


@cache
def _known() -> dict[tuple[str, ...], tuple[int, ...]]:
    return {clause.words: clause.labels for clause in clauses()}


def labels_of(words: tuple[str, ...]) -> tuple[int, ...] | None:
    """Which words of a sentence are part of a name, None if the grammar has no such sentence."""
    found: list[int] = []
    clause: list[str] = []
    for word in (*words, AND):
        if word != AND:
            clause.append(word)
            continue
        labels = _known().get(tuple(clause))
        if labels is None:
            return None
        found += [*labels, 0]
        clause = []
    return tuple(found[:-1])
