"""Hello: one word comes in letter by letter, and each letter is answered with one of another word.

In hello -> ohlol the two l have different answers, so that the letter alone cannot: the smallest task
that needs a memory.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.delay import late_logits
from rnnviz.data.examples import Examples
from rnnviz.nn import losses
from rnnviz.nn.cells.base import Array
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.network import Network, open_forget_gates
from rnnviz.nn.propagation import forward
from rnnviz.nn.tokenizer import pieces
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.base import RIGHT, ExampleTask, LoggedUpdate, begun
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

LONGEST = 100


@dataclass(frozen=True)
class Spelling:
    """What a network answers to the word: the likeliest letter at each step."""

    letters: tuple[str, ...]
    probabilities: Array  # (T, V)
    right: bool

    def __str__(self) -> str:
        return "".join(self.letters)


@dataclass(frozen=True)
class Hello(ExampleTask):
    """A word and the word to answer it with, letter for letter.

    Raises ValueError if they are not equally long, are longer than 100 letters, or if the answer has
    not two different letters.
    """

    word: str = "hello"
    target: str = "ohlol"

    name: ClassVar[str] = "hello"
    title: ClassVar[str] = N_("Hello")
    shape: ClassVar[str] = "N to N"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "tanh",
        "hidden": 8,
        "layers": 2,
        "embedding": 10,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.05,
        "batch": 1,
    }
    samples: ClassVar[int] = 40
    logged: ClassVar[bool] = True

    def __post_init__(self) -> None:
        for name in ("word", "target"):
            value = getattr(self, name)
            if not isinstance(value, str) or not 2 <= len(pieces(value, "characters")) <= LONGEST:
                raise Refusal(
                    "{name} is {value!r}; allowed are words of 2 to {longest} letters.",
                    name=name,
                    value=value,
                    longest=LONGEST,
                )
        if len(self._word) != len(self._target):
            raise Refusal(
                "{word} has {count} letters and {target} has {other}; every letter needs its "
                "answer, so they must be equal.",
                word=self.word,
                count=len(self._word),
                target=self.target,
                other=len(self._target),
            )
        if len(set(self._target)) < 2:
            raise Refusal(
                "target is {target!r}; it must have two different letters at least.", target=self.target
            )

    @cached_property
    def _word(self) -> list[str]:
        return pieces(self.word, "characters")

    @cached_property
    def _target(self) -> list[str]:
        return pieces(self.target, "characters")

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(sorted({*self._word, *self._target}))

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        """The one pair of words, so many times."""
        both = [self._numbers(part) for part in (self._word, self._target)]
        inputs, targets = (np.repeat(part[:, None], count, axis=1) for part in both)
        return Examples(inputs, targets, np.full(count, len(self._word)))

    def start(self, run: Run, seed: int) -> Network:
        """As PyTorch starts, but biases at 0 and the readout uniform in +-sqrt(6 / (its inputs + V)).

        Glorot & Bengio (2010), equation 16. Started wholly as PyTorch does, here and there, the loss is
        below 0.02 nats after 15 updates from three seeds in four, so from nine in ten.
        """
        net = begun(self.network(run), run, seed)
        if run.start in CLASSIC_STARTS:
            return net
        for name, array in net.parameters.items():
            if "bias" in name:
                array[...] = 0.0
        if run.forget_bias:
            open_forget_gates(net.parameters, net.hidden, run.forget_bias)
        readout = net.parameters["readout.weight"]
        rows, width = readout.shape
        readout *= np.sqrt(6.0 * width / (rows + width), dtype=readout.dtype)  # from +-1/sqrt(width)
        return net

    @property
    def epoch(self) -> int:
        return 1

    def floors(self) -> dict[str, float]:
        """Exact, in nats a letter: for who knows only how often each answer occurs, for who knows the
        letter to be answered, and for who knows all letters up to it."""
        alone = _entropy(zip(self._word, self._target, strict=True)) - _entropy(self._word)
        return {
            "nothing": _entropy(self._target),
            N_("the letter"): max(alone, 0.0),
            N_("all letters"): 0.0,
        }

    def answer(self, net: Network) -> Spelling:
        """What a network answers, letter by letter."""
        logits = forward(net, self._numbers(self._word)[:, None]).logits
        chances = losses.predict(net.output, logits)[..., 0]
        letters = tuple(self.tokens[place] for place in chances.argmax(axis=1))
        return Spelling(letters, chances, list(letters) == self._target)

    def right_answers(self, model: Model, run: Run) -> dict[str, float]:
        """The share of the word's letters that are answered right."""
        assert isinstance(model, Network)
        logits = late_logits(model, self._numbers(self._word)[:, None], run.delay)
        return {RIGHT: float((logits[..., 0].argmax(axis=1) == self._numbers(self._target)).mean())}

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """The numbers of the letters that are answered, and the letters."""
        numbers = seen.logits[..., 0].argmax(axis=1)
        return {"ids": numbers.tolist(), "answer": "".join(self.tokens[number] for number in numbers)}

    def _numbers(self, letters: list[str]) -> Array:
        return np.array([self.tokens.index(letter) for letter in letters])


def _entropy(things: Iterable[Any]) -> float:
    """In nats, of a draw from these things."""
    counts = Counter(things)
    total = counts.total()
    return sum(n / total * log(total / n) for n in counts.values())
