"""Words: a text is read word by word, and at each step the question is which comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses, losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward
from rnnviz.runs.optimizers import SGD
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.text import READINGS, TextTask, cut, own
from rnnviz.text.language import N_

SENTENCE = (
    "After learning his achievement in science in a speech Tom has admired teddy much for his "
    "concentration on what he studies"
)


@dataclass(frozen=True)
class Words(TextTask):
    """The next word of a text, which raises ValueError if it has less than two different words or more
    than 5,000. `reading` says how it is cut into words, for those trained by an earlier rnnviz.

    A network's loss on it is in nats; e to its power is the perplexity: between so many equally likely
    words one might as well have to choose.
    """

    text: str = SENTENCE
    reading: int = READINGS[-1]
    held_out: bool = False

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

    def __post_init__(self) -> None:
        own(self.text, "words", self.reading)

    @cached_property
    def parts(self) -> Sequence[str]:
        return own(self.text, "words", self.reading)

    @property
    def reads(self) -> str:
        return "words"

    def floors(self) -> dict[str, float]:
        """Exact for this text, in nats a word: ln V, unigram and bigram."""
        found = super().floors()
        del found["trigram"]  # three words in a row are seldom met twice
        return found

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
