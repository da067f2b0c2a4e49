"""I grew up in France ... I speak French: sentences whose last word is decided so many words before.

Between the country and its language somebody counts aloud, "one two three", so that a word tells the
next one everywhere but at the two that matter, and nobody needs to count how many there were.
"""

from functools import lru_cache
from math import log

from rnnviz.tasks.grammars import Arc, Grammar

LANGUAGES = {
    "france": "french",
    "germany": "german",
    "italy": "italian",
    "poland": "polish",
    "spain": "spanish",
}
BEFORE, AFTER = ("i", "grew", "up", "in"), ("i", "speak")
NEAREST, FARTHEST = len(AFTER), 100  # words between the country and its language
WORDS = 60_000  # of the text

_ONES = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def counted(number: int) -> str:
    """A number from 1 to 99 in one word."""
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def beginning(country: str, distance: int) -> list[str]:
    """A sentence up to where its language is due, with so many words between the two."""
    numbers = map(counted, range(1, distance - len(AFTER) + 1))
    return [*BEFORE, country, *numbers, *AFTER]


def sentence(country: str, distance: int) -> list[str]:
    """A whole sentence."""
    return [*beginning(country, distance), LANGUAGES[country], "."]


def grammar(distance: int, up_to: bool = False) -> Grammar:
    """Sentences with so many words between a country and its language, or `up_to` so many, each number
    equally likely; all countries are."""
    numbers, fewest = distance - len(AFTER), 0 if up_to else distance - len(AFTER)
    each = numbers + len(AFTER) + 2  # states after a country: numbers, "i speak", language, "."
    first = len(BEFORE) + 1
    arcs: list[tuple[Arc, ...]] = [((1.0, word, place + 1),) for place, word in enumerate(BEFORE)]
    arcs.append(
        tuple(
            (1.0 / len(LANGUAGES), country, first + place * each)
            for place, country in enumerate(LANGUAGES)
        )
    )
    end = first + len(LANGUAGES) * each
    for place, language in enumerate(LANGUAGES.values()):
        start = first + place * each
        asked = start + numbers  # "i" is next for sure
        for said in range(numbers):
            over = 1.0 / (numbers - said + 1) if said >= fewest else 0.0
            ways: list[Arc] = [(1.0 - over, counted(said + 1), start + said + 1)]
            if over:
                ways.append((over, AFTER[0], asked + 1))
            arcs.append(tuple(ways))
        arcs += [((1.0, word, asked + step),) for step, word in enumerate((*AFTER, language), 1)]
        arcs.append(((1.0, ".", end),))
    return Grammar(tuple(arcs))


@lru_cache(maxsize=8)
def made(distance: int, up_to: bool) -> tuple[tuple[str, ...], float, float]:
    """The text of such sentences, and its exact entropies in nats a word: for who forgets the country,
    and for who does not."""
    found = grammar(distance, up_to)
    known = found.entropy()
    return tuple(found.symbols(WORDS)), known + log(len(LANGUAGES)) / found.length(), known
