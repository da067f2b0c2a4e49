"""Execute: a short program comes in letter by letter, and what it prints comes out, digit by digit.

After Zaremba & Sutskever (2014), "Learning to Execute". Programs have levels, and in which order the
levels come is a run's curriculum: the hardest alone, from the easiest up, or all mixed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.examples import Examples
from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import END_TOKEN, beam, greedy
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder, Model, encode
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.base import AnswerTask, one_of, whole
from rnnviz.tasks.interpreter import LETTERS, MOST, printed, tidy
from rnnviz.tasks.programs import (
    ALL,
    KINDS,
    LEVELS,
    LOOPS,
    MOST_DIGITS,
    PARSING,
    kept_apart,
    last_number,
    program,
)
from rnnviz.text.language import N_

ANSWERS = (START, END, *"0123456789-")
LONGEST_ANSWER = len(str(-MOST)) + 1  # with END
TESTED = 60  # programs a level
SAMPLE = 5000  # programs from which floors are reckoned
LEVEL = N_("level {number}")  # the name of the share that is right of a level's programs

_LETTER = {letter: number for number, letter in enumerate(LETTERS)}
_ANSWER = {letter: number for number, letter in enumerate(ANSWERS)}


@dataclass(frozen=True)
class Executed:
    """What a network answers to one program."""

    program: str
    printed: str  # the truth
    tokens: Array  # (M,) the likeliest at each step, END last if it came
    probabilities: Array  # (M, V)
    beam: tuple[tuple[str, float], ...]  # the likeliest whole answers, each with its probability

    @property
    def text(self) -> str:
        """The answer, as far as it came."""
        return written(self.tokens)

    @property
    def ended(self) -> bool:
        """Whether the network came to an end by itself."""
        return bool(self.tokens[-1] == END_TOKEN)

    @property
    def right(self) -> bool:
        """Whether it is what the program prints, and nothing else."""
        whole = len(self.tokens) == len(self.printed) + 1  # a START within would not show
        return whole and self.ended and self.text == self.printed


@dataclass(frozen=True)
class Execute(AnswerTask):
    """Programs of the levels 1 to `levels`, whose numbers have at most so many `digits`, of any `kind`
    or of one alone.

    Raises ValueError unless levels are 1 to 5, digits 1 to 4, and the kind one of those there are.
    """

    levels: int = 3
    digits: int = 1
    kind: str = ALL

    name: ClassVar[str] = "execute"
    title: ClassVar[str] = N_("Execute")
    shape: ClassVar[str] = "N to M"
    curricula: ClassVar[tuple[str, ...]] = ("hard", "rising", "mixed")
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "lstm",
        "hidden": 64,
        "embedding": 16,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.005,
        "batch": 16,
        "clip_norm": 1.0,
        "curriculum": "mixed",
    }
    samples: ClassVar[int] = 200_000

    def __post_init__(self) -> None:
        whole("levels", self.levels, 1, LEVELS)
        whole("digits", self.digits, 1, MOST_DIGITS)
        one_of("kind", self.kind, KINDS)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; the kind only if it is one, so that what was stored before is
        found by its JSON again."""
        found = super().to_words()
        if self.kind == ALL:
            del found["kind"]
        return found

    @property
    def tokens(self) -> tuple[str, ...]:
        return LETTERS

    @property
    def answers(self) -> tuple[str, ...]:
        return ANSWERS

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        return self.staged(rng, count, "mixed", 0.0)

    def staged(
        self, rng: np.random.Generator, count: int, curriculum: str, progress: float
    ) -> Examples:
        """Programs of the highest level if hard, of one level after the other if rising, of any if
        mixed; those kept apart for tests never come."""
        one_of("curriculum", curriculum, self.curricula)
        levels = {
            "hard": np.full(count, self.levels),
            "rising": np.full(count, min(1 + int(progress * self.levels), self.levels)),
            "mixed": rng.integers(1, self.levels, count, endpoint=True),
        }[curriculum]
        return packed([self.draw(rng, int(level)) for level in levels])

    def draw(self, rng: np.random.Generator, level: int, apart: bool = False) -> str:
        """A random program of a level, of those to train on or of those kept `apart`."""
        while True:
            text = program(rng, level, self.digits, self.kind)
            if kept_apart(text) == apart:
                return text

    def floors(self) -> dict[str, float]:
        """In nats a character of the answers to mixed levels, END included.

        For who knows only how often each character stands at each place of an answer; for who copies
        the program's last number, and otherwise knows no more than that; for who runs the program.
        All but 0 are reckoned from 5,000 programs, always the same: the first is the entropy of the
        frequencies in them, the second what one mixture of both, with the best share of copying, costs.
        """
        nothing, copying = _floors(self.levels, self.digits, self.kind)
        return {
            "nothing": nothing,
            N_("copying the last number"): copying,
            N_("running the program"): 0.0,
        }

    def measures(self, model: Model) -> dict[str, float]:
        """The share of each level's test programs, which are never trained on, that is answered right
        to the last character."""
        assert isinstance(model, EncoderDecoder)
        tests = tuple((level, self.kind) for level in range(1, self.levels + 1))
        shares = _right(model, tests, self.digits)
        return {LEVEL.format(number=level): share for level, share in enumerate(shares, 1)}

    def by_kind(self, model: EncoderDecoder) -> dict[str, float]:
        """The same share of test programs of the highest level whose operations are all of one kind."""
        shares = _right(model, ((self.levels, LOOPS), (self.levels, PARSING)), self.digits)
        return dict(zip((N_("loops"), N_("parsing")), shares, strict=True))

    def baseline(self) -> dict[str, float]:
        """The share of the same programs that print the last number they hold, by level."""
        shares = {}
        for level in range(1, self.levels + 1):
            texts = exam(level, self.digits, self.kind)
            right = [last_number(text) == printed(text) for text in texts]
            shares[LEVEL.format(number=level)] = float(np.mean(right))
        return shares

    def answer(self, model: EncoderDecoder, text: str, width: int = 5) -> Executed:
        """What a network answers to a program, greedily and by a beam of that width; raises ValueError,
        a sentence, for what is no program."""
        text = tidy(text)
        truth = printed(text)
        state = encode(model, packed([text]).inputs)
        tokens, chances = greedy(model, state, LONGEST_ANSWER)
        found = beam(model, state, width, LONGEST_ANSWER)
        others = tuple(
            (written(one.tokens), float(np.exp(one.log_probability))) for one in found if one.ended
        )
        return Executed(text, truth, tokens[:, 0], chances[..., 0], others)


def written(tokens: Sequence[int] | Array) -> str:
    """An answer's tokens as text, without START and END."""
    return "".join(ANSWERS[token] for token in tokens if token > END_TOKEN)


def packed(texts: Sequence[str]) -> Examples:
    """Programs and what they print, as a padded batch."""
    outputs = [printed(text) for text in texts]
    lengths = np.array([len(text) for text in texts])
    inputs = np.full((lengths.max(), len(texts)), -1)
    targets = np.full((max(map(len, outputs)) + 1, len(texts)), -1)
    for place, (text, output) in enumerate(zip(texts, outputs, strict=True)):
        inputs[: len(text), place] = [_LETTER[letter] for letter in text]
        targets[: len(output), place] = [_ANSWER[letter] for letter in output]
        targets[len(output), place] = END_TOKEN
    return Examples(inputs, targets, lengths)


@lru_cache(maxsize=96)
def exam(level: int, digits: int, kind: str = ALL) -> tuple[str, ...]:
    """Different programs of a level, always the same, that are never trained on."""
    rng, task = np.random.default_rng(level), Execute(LEVELS, digits, kind)
    found: dict[str, None] = {}
    while len(found) < TESTED:
        found[task.draw(rng, level, apart=True)] = None
    return tuple(found)


@lru_cache(maxsize=16)
def _tests(groups: tuple[tuple[int, str], ...], digits: int) -> Examples:
    return packed([text for level, kind in groups for text in exam(level, digits, kind)])


def _right(model: EncoderDecoder, groups: tuple[tuple[int, str], ...], digits: int) -> list[float]:
    """The share of test programs of each level and kind that is answered right to the last
    character."""
    tests = _tests(groups, digits)
    state = encode(model, tests.inputs, tests.lengths)
    found = greedy(model, state, len(tests.targets)).tokens
    missing = np.full((len(tests.targets) - len(found), found.shape[1]), -1)
    right = (np.concatenate([found, missing]) == tests.targets).all(axis=0)
    return [float(share) for share in right.reshape(len(groups), TESTED).mean(axis=1)]


@lru_cache(maxsize=32)
def _floors(levels: int, digits: int, kind: str) -> tuple[float, float]:
    """The losses of knowing nothing and of copying."""
    task, rng = Execute(levels, digits, kind), np.random.default_rng(0)
    texts = [task.draw(rng, 1 + place % levels) for place in range(SAMPLE)]
    targets = packed(texts).targets
    there = targets >= 0
    often = np.stack([np.bincount(row[row >= 0], minlength=len(ANSWERS)) for row in targets])
    with np.errstate(divide="ignore"):
        logs = np.log(often) - np.log(often.sum(axis=1, keepdims=True))
    by_place = np.take_along_axis(logs, np.maximum(targets, 0), axis=1)
    sums = by_place.sum(axis=0, where=there)  # (B,) the log-probability of a whole answer
    copied = np.array([last_number(text) == printed(text) for text in texts])
    share = 0.5
    for _ in range(200):  # expectation-maximisation of the one share (Dempster, Laird & Rubin 1977)
        chances = share * copied + (1.0 - share) * np.exp(sums)
        share = float((share * copied / chances).mean())
    mixed = np.log(share * copied + (1.0 - share) * np.exp(sums))
    count = there.sum()
    return float(-sums.sum() / count), float(-mixed.sum() / count)
