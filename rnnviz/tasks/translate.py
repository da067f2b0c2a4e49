"""Translate: one sequence of characters is read, and another one is written as its answer.

Pairs of words, dates in many spellings to ISO 8601, or letters backwards: the length of the answer has
nothing to do with that of what is read, so an encoder reads and a decoder writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import log
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.examples import EpochStream, Examples
from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import END_TOKEN, greedy
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder, Model, encode
from rnnviz.nn.tokenizer import pieces
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import dates
from rnnviz.tasks.base import AnswerTask, LoggedUpdate, Source, one_of, whole
from rnnviz.tasks.pairs import SIX, answer_floors, read_pairs
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import tidy

KINDS = ("dates", "pairs", "reversal")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_TYPED = 60
SHORTEST, LONGEST = 2, 20  # of words to be turned round
MORE = 6  # characters, END among them, that an answer may have beyond a right one
BLANK = "?"  # what words are padded with
SAID = 6  # pairs in a line of the log
TRIED = 100  # texts that an accuracy is measured on while training


@dataclass(frozen=True)
class Translate(AnswerTask):
    """What is read and what it is answered with: `kind` is "dates", "pairs" (as text, one a line) or
    "reversal" of `shortest` to `longest` letters.

    Pairs that are `padded` are filled up with ? to one length, what is read as well as the answer, and
    the encoder reads any letter from a to z; in `epochs` each comes once before any comes again.
    A tenth of all dates, and of the words to be turned round every 26th, are never trained on. Raises
    ValueError, a sentence, for settings that cannot be.
    """

    kind: str = "dates"
    pairs: str = SIX
    shortest: int = 2
    longest: int = 6
    padded: bool = False
    epochs: bool = False

    name: ClassVar[str] = "translate"
    title: ClassVar[str] = N_("Translate")
    shape: ClassVar[str] = "N to M"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "lstm",
        "hidden": 64,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.01,
        "batch": 64,
        "clip_norm": 1.0,
    }
    samples: ClassVar[int] = 120_000
    logged: ClassVar[bool] = True
    log_at_end: ClassVar[bool] = True

    def __post_init__(self) -> None:
        one_of("kind", self.kind, KINDS)
        whole("shortest", self.shortest, SHORTEST, LONGEST)
        whole("longest", self.longest, self.shortest, LONGEST)
        if self.padded and (
            self.kind != "pairs" or any(BLANK in "".join(p) for p in self.known.items())
        ):
            raise Refusal("Padded with {blank} are pairs that have none of it.", blank=BLANK)
        read_pairs(self.pairs)
        if self.epochs and self.kind != "pairs":
            raise Refusal("In epochs come pairs of words alone; the kind is {kind!r}.", kind=self.kind)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; the newer ones only where they are set, so that what was
        stored before is found by its JSON again."""
        newer = ("padded", "epochs")
        return {name: v for name, v in super().to_words().items() if v or name not in newer}

    @cached_property
    def known(self) -> dict[str, str]:
        """The pairs, word -> answer."""
        return read_pairs(self.pairs)

    @cached_property
    def _one_alphabet(self) -> tuple[str, ...]:
        """Of padded pairs what both read and write: START, END, the blank, a to z and what else there
        is."""
        used = {c for pair in self.known.items() for word in pair for c in pieces(word, "characters")}
        return (START, END, BLANK, *LETTERS, *sorted(used - set(LETTERS)))

    @cached_property
    def width(self) -> int:
        """Of padded pairs the length of all words."""
        return max(len(pieces(word, "characters")) for pair in self.known.items() for word in pair)

    def pieces(self, text: str) -> list[str]:
        """A text as the encoder reads it, or an answer as it is written, character by character."""
        found = pieces(text, "characters")
        return found + [BLANK] * (self.width - len(found)) if self.padded else found

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        if self.padded:
            return self._one_alphabet
        if self.kind == "pairs":
            return tuple(sorted({c for word in self.known for c in pieces(word, "characters")}))
        return dates.letters() if self.kind == "dates" else tuple(LETTERS)

    @cached_property
    def answers(self) -> tuple[str, ...]:
        if self.padded:
            return self._one_alphabet
        if self.kind == "pairs":
            written = {c for word in self.known.values() for c in pieces(word, "characters")}
            return (START, END, *sorted(written))
        return (START, END, *("-0123456789" if self.kind == "dates" else LETTERS))

    @property
    def epoch(self) -> int | None:
        return len(self.known) if self.kind == "pairs" else None

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        return self.batch(self._draw(rng, count, unseen=False))

    def stream(self, seed: int, batch: int, curriculum: str | None = None, samples: int = 1) -> Source:
        if not self.epochs:
            return super().stream(seed, batch, curriculum, samples)
        pairs = list(self.known.items())
        return EpochStream(
            lambda places: self.batch([pairs[place] for place in places]),
            len(pairs),
            seed,
            batch,
            self.apart,
        )

    def batch(self, pairs: Sequence[tuple[str, str]]) -> Examples:
        """Texts and their answers as one padded batch."""
        inputs, lengths = _numbers([self.pieces(word) for word, _ in pairs], self.tokens, [])
        written = [self.pieces(answer) for _, answer in pairs]
        targets, _ = _numbers(written, self.answers, [END_TOKEN])
        return Examples(inputs, targets, lengths)

    def floors(self) -> dict[str, float]:
        """Exact, in nats a character of the answer, its END included: for who does not see the text,
        as `answer_floors` has it, and for who does.

        All letters are equally likely at every place of a word to be turned round, so knowing those
        before helps nobody (but for the last one, of which they leave 25 instead of 26).
        """
        if self.kind == "reversal":
            return self._letters_alone() | {N_("the text"): 0.0}
        if self.kind == "dates":
            return _date_floors() | {N_("the text"): 0.0}
        written = [self.pieces(answer) for answer in self.known.values()]
        return answer_floors(written) | {N_("the text"): 0.0}

    def _letters_alone(self) -> dict[str, float]:
        """The floors of words whose lengths are all equally likely, and their letters, too."""
        lengths = np.arange(self.shortest, self.longest + 1)
        total = (lengths + 1).mean()
        ends = 1.0 / total
        nothing = -ends * log(ends) + (1.0 - ends) * log(len(LETTERS) / (1.0 - ends))
        sure = lengths.mean() * log(len(LETTERS))  # and where it ends costs the entropy of the length
        return {
            "nothing": float(nothing),
            N_("the position"): float((sure + log(len(lengths))) / total),
        }

    def measures(self, model: Model) -> dict[str, float]:
        """The share of texts that are answered right to the last character."""
        assert isinstance(model, EncoderDecoder)
        if self.kind == "pairs":
            return {N_("exact"): self._exact(model, list(self.known.items())[:TRIED])}
        return {
            N_("exact, training"): self._exact(model, self._tried[0]),
            N_("exact, unseen"): self._exact(model, self._tried[1]),
        }

    def score(self, model: EncoderDecoder, count: int, unseen: bool = True, seed: int = 0) -> float:
        """The share of so many texts, drawn at random from those never trained on (or from the others),
        that are answered right to the last character."""
        return self._exact(model, self._draw(np.random.default_rng(seed), count, unseen))

    @cached_property
    def _tried(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        rng = np.random.default_rng(0)
        return self._draw(rng, TRIED, unseen=False), self._draw(rng, TRIED, unseen=True)

    def _exact(self, model: EncoderDecoder, pairs: list[tuple[str, str]]) -> float:
        inputs, targets, lengths = self.batch(pairs)
        found = greedy(model, encode(model, inputs, lengths), len(targets)).tokens
        missing = np.full((len(targets) - len(found), len(pairs)), -1)
        return float((np.concatenate([found, missing]) == targets).all(axis=0).mean())

    def _draw(self, rng: np.random.Generator, count: int, unseen: bool) -> list[tuple[str, str]]:
        """Random texts with their answers, from the unseen ones or from the others; of pairs of words
        none is unseen."""
        if self.kind == "pairs":
            pairs = list(self.known.items())
            return [pairs[n] for n in rng.integers(0, len(pairs), count)]
        if self.kind == "dates":
            days = rng.choice(np.flatnonzero(dates.unseen() == unseen), count)
            ways = rng.integers(0, len(dates.SPELLINGS), count)
            chosen = [(dates.day(int(n)), int(way)) for n, way in zip(days, ways, strict=True)]
            return [(dates.spell(date, way), date.isoformat()) for date, way in chosen]
        drawn = []
        for length in rng.integers(self.shortest, self.longest + 1, count):
            numbers = rng.integers(0, len(LETTERS), length)
            # the last letter decides to which kind a word belongs; all of a kind are equally likely
            rest = -int(numbers[:-1].sum()) % len(LETTERS)
            numbers[-1] = rest if unseen else (rest + rng.integers(1, len(LETTERS))) % len(LETTERS)
            word = "".join(LETTERS[n] for n in numbers)
            drawn.append((word, word[::-1]))
        return drawn

    # -- what a reader types ---------------------------------------------------------------------------

    def read(self, text: str) -> Array:
        """A typed text as tokens `(T,)`; raises ValueError, a sentence, if it cannot be read."""
        plain = self.plain(text)
        parts = self.pieces(plain)
        if not plain:
            raise Refusal("There is nothing to translate yet.")
        if len(parts) > MOST_TYPED:
            raise Refusal(
                "The text has {count} characters; at most {most} are read.",
                count=len(parts),
                most=MOST_TYPED,
            )
        if missing := [part for part in parts if part not in self.tokens]:
            raise Refusal(
                "The encoder has never met “{missing}”; it reads {tokens}.",
                missing=missing[0],
                tokens=_listed(self.tokens),
            )
        return np.array([self.tokens.index(part) for part in parts])

    def plain(self, text: str) -> str:
        """A text as the encoder reads it: without spaces at its ends, and in small letters, but for
        pairs of one's own."""
        return tidy(text).strip() if self.kind == "pairs" else dates.plain(text)

    def right(self, text: str) -> str | None:
        """What a text should be answered with, None if nobody can say."""
        plain = self.plain(text)
        if self.kind == "pairs":
            return self.known.get(plain)
        if self.kind == "reversal":
            return plain[::-1]
        date = dates.read(plain)
        return None if date is None else date.isoformat()

    def taught(self, text: str) -> bool:
        """Whether a text is written as those that are trained on: its answer is right or wrong."""
        if self.kind == "pairs":
            return self.plain(text) in self.known
        return self.kind == "reversal" or dates.is_taught(text)

    def untrained(self, text: str) -> bool:
        """Whether a date or word is one of those that are never trained on."""
        plain = self.plain(text)
        if self.kind == "reversal":
            return sum(map(LETTERS.find, plain)) % len(LETTERS) == 0
        date = dates.read(plain) if self.kind == "dates" else None
        if date is None or not dates.FIRST <= date <= dates.LAST:
            return True
        return bool(dates.unseen()[(date - dates.FIRST).days])

    def most(self, text: str) -> int:
        """How many characters an answer may have before it is cut off: some more than any right one."""
        if self.kind == "reversal":
            longest = len(text)
        else:
            longest = max(map(len, self.known.values())) if self.kind == "pairs" else 10
        return longest + MORE

    def words(self, tokens: Iterable[int]) -> str:
        """An answer's tokens, without END and without what pads it, as text."""
        written = self.written(tokens)
        return written.replace(BLANK, "") if self.padded else written

    def written(self, tokens: Iterable[int]) -> str:
        """The same with what pads it."""
        return "".join(self.answers[token] for token in tokens if token > END_TOKEN)

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """What each of the first pairs is answered with; of other texts nothing."""
        if self.kind != "pairs":
            return {}
        model, asked = seen.model(), list(self.known.items())[:SAID]
        assert isinstance(model, EncoderDecoder)
        inputs, targets, lengths = self.batch(asked)
        found = greedy(model, encode(model, inputs, lengths), len(targets)).tokens
        return {
            "answers": [[word, self.words(row)] for (word, _), row in zip(asked, found.T, strict=True)]
        }


@cache
def _date_floors() -> dict[str, float]:
    return answer_floors(dates.iso())


def _numbers(texts: list[list[str]], known: Sequence[str], end: list[int]) -> tuple[Array, Array]:
    """Texts in pieces as numbers of these `(T, B)`, -1 after each one's end, and their lengths."""
    place = {letter: number for number, letter in enumerate(known)}
    rows = [[place[c] for c in text] + end for text in texts]
    lengths = np.array([len(row) for row in rows])
    numbers = np.full((lengths.max(), len(rows)), -1)
    for column, row in enumerate(rows):
        numbers[: len(row), column] = row
    return numbers, lengths


def _listed(tokens: Sequence[str]) -> str | Message:
    """The characters that there are, the space by its name."""
    listed = " ".join(token for token in tokens if token not in (" ", START, END))
    return Message("{listed} and spaces", listed=listed) if " " in tokens else listed
