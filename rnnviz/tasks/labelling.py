"""Labelling: a sentence is read word by word, and at each word the question is whether it is part of a
name (named entities, tagged 1 and 0).

What decides may stand before the word or behind it, so that only who knows both sides can be sure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.delay import late_logits
from rnnviz.data.examples import Examples
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import pieces
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.addition import DELAYED
from rnnviz.tasks.base import RIGHT, ExampleTask, whole
from rnnviz.tasks.names import AND, Clause, clauses, labels_of
from rnnviz.text.language import N_

MOST_CLAUSES = 4
AHEAD = 2  # words after a name or a thing's within which it is decided
DELAYS = tuple(range(1, AHEAD + 1))
MEASURED = 200  # sentences
EXAMPLES = ("rusty woods sings tonight", "rusty woods look old", "the rusty woods look old")

Known = tuple[str | int, ...]
Seen = Callable[[tuple[str, ...], int], Known]  # what is known of a clause at one of its words


@dataclass(frozen=True)
class Labelling(ExampleTask):
    """Sentences of so many `clauses`, joined by "and", with a 1 at each word of a name and else a 0.

    Raises ValueError unless there are 1 to 4 clauses.
    """

    clauses: int = 2

    name: ClassVar[str] = "labelling"
    title: ClassVar[str] = N_("Labelling")
    shape: ClassVar[str] = "N to N"
    output: ClassVar[str] = "sigmoid"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "gru",
        "hidden": 8,
        "embedding": 4,
        "bidirectional": True,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.01,
        "batch": 32,
    }
    samples: ClassVar[int] = 30_000

    def __post_init__(self) -> None:
        whole("clauses", self.clauses, 1, MOST_CLAUSES)

    @property
    def reads(self) -> str:
        return "words"

    @property
    def tokens(self) -> tuple[str, ...]:
        return _tokens()

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.tokens), 1

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        every = clauses()
        chances = np.array([clause.chance for clause in every])
        drawn = rng.choice(len(every), (count, self.clauses), p=chances / chances.sum())
        texts = [_joined([every[place] for place in row]) for row in drawn]
        lengths = np.array([len(words) for words, __ in texts])
        inputs = np.full((lengths.max(), count), -1, np.int64)
        targets = np.full((lengths.max(), 1, count), np.nan, np.float32)
        for row, (words, labels) in enumerate(texts):
            inputs[: len(words), row] = self.coded(words)
            targets[: len(words), 0, row] = labels
        return Examples(inputs, targets, lengths)

    def floors(self) -> dict[str, float]:
        """Exact, in nats a word: for who knows nothing, the word alone, all words up to it, one and two
        words more, and the whole sentence."""
        ahead = {DELAYED.format(number=n): self.delayed(n) for n in (0, *DELAYS)}
        return {
            "nothing": self._floor(lambda words, at: ()),
            N_("the word alone"): self._floor(lambda words, at: (words[at],)),
            N_("the words up to it"): ahead.pop(DELAYED.format(number=0)),
            **ahead,
            N_("both directions"): 0.0,
        }

    def delayed(self, delay: int) -> float:
        """The exact floor in nats a word for who answers so many words later."""
        return self._floor(lambda words, at: (at, *words[: at + 1 + delay]))

    def _floor(self, seen: Seen) -> float:
        """The mean entropy in nats of a label, given what is seen of its clause: no clause tells of
        another, and an "and" between them is no name."""
        known: dict[Known, list[float]] = {}
        for words, labels, chance in clauses():
            for at, label in enumerate(labels):
                both = known.setdefault(seen(words, at), [0.0, 0.0])
                both[label] += self.clauses * chance
        between = self.clauses - 1.0
        if between:
            known.setdefault(seen((AND,), 0), [0.0, 0.0])[0] += between
        total = sum(map(sum, known.values()))
        return sum(sum(both) * _coin(both[1] / sum(both)) for both in known.values()) / total

    def right_answers(self, model: Model, run: Run) -> dict[str, float]:
        """The share of words that are labelled right in 200 random sentences."""
        assert isinstance(model, Network)
        return {RIGHT: self.score(model, run.delay)[0]}

    def score(self, net: Network, delay: int = 0) -> tuple[float, float]:
        """The share of words that a network labels right, and of sentences without a mistake, in 200
        random ones."""
        inputs, targets, lengths = _exam(self)
        logits = late_logits(net, inputs, delay, lengths)
        asked = ~np.isnan(targets)
        right = (logits > 0.0) == (targets > 0.5)
        return float(right[asked].mean()), float((right | ~asked).all(axis=(0, 1)).mean())

    def read(self, text: str) -> tuple[str, ...]:
        """The words of a typed sentence, written small as they are learned."""
        return tuple(piece.lower() for piece in pieces(text, "words"))

    def coded(self, words: Sequence[str]) -> Array:
        """Words as tokens `(T,)`, -1 for one that is never met."""
        known = _numbers()
        return np.array([known.get(word, -1) for word in words], dtype=np.int64)

    def chances(self, net: Network, words: Sequence[str], delay: int = 0) -> Array:
        """How likely a network takes each word for a part of a name `(T,)`, if it answers with that
        delay."""
        logits = late_logits(net, self.coded(words)[:, None], delay)
        return predict(net.output, logits)[:, 0, 0]

    def unfolding(self, net: Network, words: Sequence[str], delay: int = 0) -> Array:
        """The same after each word that is read `(T, T)`: in row t, what it says of each word if the
        sentence ends with word t; NaN for the words that are still to come."""
        lengths = np.arange(1, len(words) + 1)
        here = np.arange(len(words))[:, None] < lengths
        inputs = np.where(here, self.coded(words)[:, None], -1)
        found = predict(net.output, late_logits(net, inputs, delay, lengths))[:, 0]
        return np.where(here, found, np.nan).T

    def right(self, words: Sequence[str]) -> tuple[int, ...] | None:
        """What the labels should be, None if it is no sentence of the grammar."""
        return labels_of(tuple(words))


def _joined(parts: list[Clause]) -> tuple[list[str], list[int]]:
    """Clauses in one sentence, and its labels."""
    words, labels = list(parts[0].words), list(parts[0].labels)
    for part in parts[1:]:
        words += [AND, *part.words]
        labels += [0, *part.labels]
    return words, labels


@cache
def _tokens() -> tuple[str, ...]:
    return tuple(sorted({AND, *(word for clause in clauses() for word in clause.words)}))


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(_tokens())}


@lru_cache(maxsize=4)  # every frame of a training is asked the same
def _exam(task: Labelling) -> Examples:
    """Sentences to be asked, the same ones every time; not to be changed."""
    return task.examples(np.random.default_rng(0), MEASURED)


def _coin(chance: float) -> float:
    """The entropy of a coin in nats."""
    return -sum(p * log(p) for p in (chance, 1.0 - chance) if p > 0.0)
