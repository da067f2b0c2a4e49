"""Pairs of words, one a line: somebody's own little dictionary."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from rnnviz.nn.encoder_decoder import END, START
from rnnviz.nn.tokenizer import pieces
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import lines

SIX = "man -> women\nblack -> white\nking -> queen\ngirl -> boy\nup -> down\nhigh -> low"
MOST_PAIRS, LONGEST = 300, 40
_SEPARATORS = ("->", "→", "=>", "⇒", "－＞", "\t", ";", "；", "，", ",", "-")
_NAMED = {"\t": N_("tabs"), ",": N_("commas"), "-": N_("hyphens")}
_WRITE = N_("write a pair as man -> women")


def read_pairs(text: object) -> dict[str, str]:
    """What each word is to be answered with; blank lines are passed over.

    The two sides stand apart by ->, a tab, a comma or a hyphen. Raises ValueError, a sentence with the
    line's number, for a line without any of them or with several, an empty side, a word with two
    answers, and what is too long; also for less than two pairs.
    """
    if not isinstance(text, str):
        raise Refusal("pairs is {text!r}; allowed is text, one pair a line.", text=text)
    found: dict[str, str] = {}
    where: dict[str, int] = {}
    for number, line in enumerate(lines(text), 1):
        if not line.strip():
            continue
        word, answer = _sides(number, line)
        if found.setdefault(word, answer) != answer:
            raise Refusal(
                "Line {number} answers “{word}” with “{answer}”, and line {line} with “{other}”; "
                "every word has one answer.",
                number=number,
                word=word,
                answer=answer,
                line=where[word],
                other=found[word],
            )
        where.setdefault(word, number)
        if len(found) > MOST_PAIRS:
            raise Refusal(
                "Line {number} is pair {count}; at most {most} are learned.",
                number=number,
                count=len(found),
                most=MOST_PAIRS,
            )
    if len(set(found.values())) < 2:
        if found:
            raise Refusal(
                "There is 1 answer; allowed are two different answers at least: {write}, one a line.",
                write=Message(_WRITE),
            )
        raise Refusal(
            "There are no pairs; allowed are two different answers at least: {write}, one a line.",
            write=Message(_WRITE),
        )
    return found


def _sides(number: int, line: str) -> tuple[str, str]:
    """The word and its answer of one line."""
    separator = next((mark for mark in _SEPARATORS if mark in line), None)
    shown = f"“{line.strip()[:LONGEST]}”"
    if separator is None:
        raise Refusal(
            "Line {number}, {shown}, has no separator; {write}.",
            number=number,
            shown=shown,
            write=Message(_WRITE),
        )
    parts = [part.strip() for part in line.split(separator)]
    if len(parts) > 2:
        times = Message("times “{separator}”", separator=separator)
        named = Message(_NAMED[separator]) if separator in _NAMED else times
        raise Refusal(
            "Line {number}, {shown}, has {count} {named}; {write}.",
            number=number,
            shown=shown,
            count=len(parts) - 1,
            named=named,
            write=Message(_WRITE),
        )
    word, answer = parts
    if not word or not answer:
        fields = {"number": number, "shown": shown, "write": Message(_WRITE)}
        if word:
            raise Refusal("Line {number}, {shown}, lacks its answer; {write}.", **fields)
        raise Refusal("Line {number}, {shown}, lacks the word to be answered; {write}.", **fields)
    for part in parts:
        if len(pieces(part, "characters")) > LONGEST:
            raise Refusal(
                "Line {number} has a side of more than {longest} characters.",
                number=number,
                longest=LONGEST,
            )
        if START in part or END in part:
            raise Refusal(
                "Line {number} has a control character, which cannot be written.", number=number
            )
    return word, answer


def nearest(word: str, known: Iterable[str]) -> tuple[str, int]:
    """The known word that takes the fewest changed, added or left out characters to come from `word`,
    and how many (Levenshtein 1966); of several the first."""
    return min(((other, _changes(word, other)) for other in known), key=lambda pair: pair[1])


def _changes(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def answer_floors(answers: Sequence[Sequence[str]]) -> dict[str, float]:
    """The best possible losses in nats a character, END included, for who does not see what is to be
    answered: exact if each of these answers is as likely as the next.

    For who knows how often each character occurs, how often at each position, and what may follow upon
    the answer so far: by the chain rule that is the entropy of the answers over their mean length.
    """
    ended = [(*answer, END) for answer in answers]
    places: list[Counter[str]] = [Counter() for _ in range(max(map(len, ended)))]
    for answer in ended:
        for place, letter in enumerate(answer):
            places[place][letter] += 1
    total = sum(map(len, ended))
    together = sum(places, Counter())
    return {
        "nothing": entropy(together.values()),
        N_("the position"): sum(counts.total() * entropy(counts.values()) for counts in places) / total,
        N_("the answer so far"): entropy(Counter(ended).values()) * len(ended) / total,
    }


def entropy(counts: Iterable[int]) -> float:
    """In nats, of a draw in which these things occur so often."""
    counts = list(counts)
    total = sum(counts)
    return sum(n / total * log(total / n) for n in counts if n)
