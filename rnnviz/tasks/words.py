"""Words: a text is read word by word, and at each step the question is which comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.losses import losses, losses_by_logits, predict
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward
from rnnviz.runs.optimizers import SGD
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import languages
from rnnviz.tasks.base import one_of, whole
from rnnviz.tasks.languages import FARTHEST, NEAREST
from rnnviz.tasks.text import READINGS, ROWS, TextTask, cut, own
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

SENTENCE = (
    "After learning his achievement in science in a speech Tom has admired teddy much for his "
    "concentration on what he studies"
)
SOURCES = {"own": N_("a text of your own"), "language": N_("I grew up in France")}
MEASURED = (5, 20)  # words
KNOWN = N_("language, {number} words on")  # the name of such a measure


@dataclass(frozen=True)
class Words(TextTask):
    """The next word of a text: one's own `text`, or sentences of a country and its language with so
    many words between them, the `distance`, or `up_to` so many. `reading` says how a text is cut into
    words, for those trained by an earlier rnnviz. Raises ValueError if there is no such source, or the
    text has less than two different words or more than 5,000.

    A network's loss on it is in nats; e to its power is the perplexity: between so many equally likely
    words one might as well have to choose.
    """

    text: str = SENTENCE
    reading: int = READINGS[-1]
    held_out: bool = False
    source: str = "own"
    distance: int = 10
    up_to: bool = False
    rows: str = ROWS[0]

    name: ClassVar[str] = "words"
    title: ClassVar[str] = N_("Words")
    shape: ClassVar[str] = "N to N"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "tanh",
        "hidden": 32,
        "embedding": 16,
        "truncation": Truncation.windows(5),
        "optimizer": "adam",
        "rate": 0.01,
        "batch": 5,
    }
    samples: ClassVar[int] = 10_000
    log_at_end: ClassVar[bool] = True

    def __post_init__(self) -> None:
        one_of("source", self.source, tuple(SOURCES))
        whole("distance", self.distance, NEAREST, FARTHEST)
        if self.source != "own" and self.text != SENTENCE:
            raise Refusal(
                "There is a text, but the source is {source!r}; with one, it is 'own'.",
                source=self.source,
            )
        one_of("rows", self.rows, ROWS)
        own(self.text, "words", self.reading)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; what makes a text only where one is made."""
        found = super().to_words()
        dropped = ("source", "distance", "up_to") if self.source == "own" else ("text",)
        return {name: value for name, value in found.items() if name not in dropped}

    @cached_property
    def parts(self) -> Sequence[str]:
        if self.source == "own":
            return own(self.text, "words", self.reading)
        return languages.made(self.distance, self.up_to)[0]

    @property
    def reads(self) -> str:
        return "words"

    def floors(self) -> dict[str, float]:
        """Exact for this text, in nats a word: ln V, unigram and bigram; where sentences are made, also
        for who knows their grammar but has forgotten the country, and for who has not."""
        found = super().floors()
        del found["trigram"]  # three words in a row are seldom met twice
        if self.source != "own":
            __, forgotten, known = languages.made(self.distance, self.up_to)
            found |= {N_("all but the country"): forgotten, "the grammar": known}
        return found

    def distances(self) -> tuple[int, ...]:
        """The distances in its sentences at which it is measured who still knows the country."""
        if self.source == "own":
            return ()
        if not self.up_to:
            return (self.distance,)
        return (*(far for far in MEASURED if far < self.distance), self.distance)

    def measures(self, model: Model) -> dict[str, float]:
        """The mean probability of the right language, by how many words before it the country is."""
        if not (asked := self.distances()):
            return {}
        assert isinstance(model, Network)
        found = self.knows(model, asked)
        return {KNOWN.format(number=far): float(p) for far, p in zip(asked, found, strict=True)}

    def knows(self, net: Network, distances: Sequence[int]) -> Array:
        """The probability that a network gives to the right language at each distance `(N,)`, the mean
        over the countries; before each sentence it has read one of another country."""
        countries = list(languages.LANGUAGES)
        place = {token: number for number, token in enumerate(self.tokens)}
        read = [
            [*languages.sentence(before, self.distance), *languages.beginning(country, far)]
            for far in distances
            for before, country in zip(countries[1:] + countries[:1], countries, strict=True)
        ]
        lengths = np.array([len(words) for words in read])
        inputs = np.full((lengths.max(), len(read)), -1)
        for row, words in enumerate(read):
            inputs[: len(words), row] = [place[word] for word in words]
        column = np.arange(len(read))
        ends = forward(net, inputs, lengths=lengths).logits[lengths - 1, :, column]
        right = [place[language] for language in languages.LANGUAGES.values()] * len(distances)
        chances = predict(net.output, ends.T)[right, column]
        return chances.reshape(len(distances), len(countries)).mean(axis=1)

    @cached_property
    def counted(self) -> dict[str, float]:
        return {name: loss for name, loss in super().counted.items() if name != "trigram"}

    def read(self, text: str) -> list[str]:
        return cut(text, "words", self.reading)


def reference_starts(pairs: int, batch: int) -> Array:
    """Where the rows of `reference` begin, `(B,)`: as far apart as so many pairs of words allow."""
    found: Array = np.arange(batch) * ((pairs - 1) // batch)
    return found


def reference(epochs: int = 100) -> Iterator[tuple[float, Network]]:
    """The perplexity of every epoch of a small word model in float32, and its network, which moves on.

    Embedding and state of 100, the state carried from window to window; five rows that start three
    words apart, windows of two words, two of them an epoch; plain gradient descent with rate 0.1 on the
    mean loss, NumPy's old generator seeded 0. It has one bias where PyTorch has two: the other stays 0.
    """
    rng = np.random.RandomState(0)
    words = SENTENCE.split()
    known = tuple(dict.fromkeys(words))
    size, width, batch, steps = len(known), 100, 5, 2
    net = Network.random("tanh", size, width, size, embedding=width, vocabulary=known, dtype="float32")
    for array in net.parameters.values():
        array[...] = 0.0
    net.parameters["embedding.weight"][...] = rng.randn(size, width) / 100
    net.parameters["rnn.weight_ih_l0"][...] = (rng.randn(width, width) / np.sqrt(width)).T
    net.parameters["rnn.weight_hh_l0"][...] = (rng.randn(width, width) / np.sqrt(width)).T
    net.parameters["readout.weight"][...] = (rng.randn(width, size) / np.sqrt(width)).T
    moved = {name: array for name, array in net.parameters.items() if name != "rnn.bias_hh_l0"}
    numbers = np.array([known.index(word) for word in words])
    pairs = len(numbers) - 1
    starts = reference_starts(pairs, batch)
    optimizer, state, place = SGD(0.1), None, 0
    for _ in range(epochs):
        total = 0.0
        for _ in range(pairs // (batch * steps)):
            where = (starts + place + np.arange(steps)[:, None]) % pairs
            done = forward(net, numbers[where], state)
            targets = numbers[where + 1]
            total += float(losses(net.output, done.logits, targets).mean())
            slopes = losses_by_logits(net.output, done.logits, targets) / where.size
            optimizer.update(moved, backward(net, done, slopes).parameters)
            place, state = place + steps, done.state
        yield float(np.exp(total / (pairs // (batch * steps)))), net
