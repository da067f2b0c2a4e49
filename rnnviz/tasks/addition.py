"""Addition: two binary numbers come in, bit by bit, and their sum comes out.

A step is one bit of each number, and the answer is that bit of the sum. What one step cannot know from
its own bits is the carry. With the least significant bit first it has been read: one bit of memory,
which a network has to find out for itself. With the most significant bit first it is still to be read:
a network must look ahead, by answering later or by reading in both directions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.delay import late_logits
from rnnviz.data.examples import Examples
from rnnviz.nn import losses
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward
from rnnviz.runs.optimizers import SGD
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.base import RIGHT, ExampleTask, LoggedUpdate, Source, one_of, whole
from rnnviz.tasks.old_sums import OldSums
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

FEWEST_BITS, MOST_BITS = 1, 16
ORDERS = ("least", "most")
GENERATORS = ("sfc64", "mt19937")
TRIED = 200  # sums that are counted while training
DELAYS = (1, 2, 4, 8)  # those whose floors are drawn
DELAYED = N_("delay {number}")  # the name of such a floor


@dataclass(frozen=True)
class Sum:
    """A network's answer, bit by bit with the least significant first, whatever the order it was read
    in; a place more than the numbers have bits, for the last carry."""

    first: int
    second: int
    pairs: Array  # (T, 2) the bits that were read
    probabilities: Array  # (T,) of a 1
    carries: Array  # (T,) the true carry that comes into each place
    steps: Array  # (T,) the step, from 0, at which each place was read

    @property
    def bits(self) -> Array:
        """The likelier bit at each step, `(T,)`."""
        return (self.probabilities > 0.5).astype(int)

    @property
    def total(self) -> int:
        """The number that these bits are."""
        return number(self.bits)

    @property
    def right(self) -> bool:
        """Whether it is the sum."""
        return self.total == self.first + self.second


@dataclass(frozen=True)
class Addition(ExampleTask):
    """Sums of two random numbers of so many `bits`, the "least" or the "most" significant bit first.

    With the `generator` "mt19937" they are those that the classic demonstration draws (`old_sums.py`).
    Raises ValueError unless there are 1 to 16 bits, in one of these orders.
    """

    bits: int = 8
    order: str = "least"
    generator: str = GENERATORS[0]

    name: ClassVar[str] = "addition"
    title: ClassVar[str] = N_("Addition")
    shape: ClassVar[str] = "N to N"
    output: ClassVar[str] = "sigmoid"
    numbers: ClassVar[bool] = True
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "tanh",
        "hidden": 8,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.02,
        "batch": 32,
    }
    samples: ClassVar[int] = 32_000
    even: ClassVar[bool] = True
    logged: ClassVar[bool] = True

    def __post_init__(self) -> None:
        whole("bits", self.bits, FEWEST_BITS, MOST_BITS)
        one_of("order", self.order, ORDERS)
        one_of("generator", self.generator, GENERATORS)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; the usual generator is not written, so that what was stored
        before there was another one is found by its JSON again."""
        found = super().to_words()
        if self.generator == GENERATORS[0]:
            del found["generator"]
        return found

    @property
    def reads(self) -> str:
        return "bits" if self.order == "least" else "numbers"

    @property
    def sizes(self) -> tuple[int, int]:
        return 2, 1

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        return self.added(*rng.integers(0, 2**self.bits, (2, count)))

    def added(self, first: Array, second: Array) -> Examples:
        """These numbers `(B,)` and their sums."""
        inputs, targets = self._read(*sums(first, second, self.bits + 1))
        lengths = np.full(len(first), self.bits + 1)
        return Examples(inputs.astype(np.float32), targets.astype(np.float32), lengths)

    def stream(self, seed: int, batch: int, curriculum: str | None = None, samples: int = 1) -> Source:
        if self.generator == GENERATORS[0]:
            return super().stream(seed, batch, curriculum, samples)
        return OldSums(self.added, self.bits, seed, batch)

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """The first sum of the batch: sum over its bits of |y - p|, the bits and the numbers."""
        inputs, targets, logits = (
            self._read(array[..., :1])[0] for array in (seen.inputs, seen.targets, seen.logits)
        )
        chances = losses.predict(self.output, logits)
        bits = (chances[:, 0, 0] > 0.5).astype(int)
        first, second = (number(inputs[:, place, 0].astype(int)) for place in range(2))
        return {
            "error": float(abs(targets - chances).sum()),
            "predicted": bits[::-1].tolist(),
            "true": targets[::-1, 0, 0].astype(int).tolist(),
            "first": first,
            "second": second,
            "sum": number(bits),
        }

    def _read(self, *places: Array) -> tuple[Array, ...]:
        """Arrays with the least significant place first in the order of the steps, and back again."""
        return places if self.order == "least" else tuple(array[::-1] for array in places)

    def floors(self) -> dict[str, float]:
        """Exact, in nats a step: for who knows nothing, the step's two bits alone, and then the carry
        too, or, with the most significant bit first, so many steps of what is still to come.

        The carry into place t is a 1 in (1 - 2^-t) / 2 of all cases, whatever the bits of that place:
        c_{t+1} is 1 for two ones, and c_t where the bits differ.
        """
        count = self.bits
        carries = (1.0 - 0.5 ** np.arange(count + 1)) / 2.0
        within, last = float(carries[:-1].sum()), float(carries[-1])  # the last place has no bits
        nothing = _coin((count / 2.0 + last) / (count + 1))
        # how often a pair of bits occurs, and how often its answer is then a 1
        pairs = [
            (count / 4.0 + 1.0, within / 4.0 + last),
            (count / 2.0, (count - within) / 2.0),
            (count / 4.0, within / 4.0),
        ]
        alone = sum(often * _coin(ones / often) for often, ones in pairs) / (count + 1)
        known = {"nothing": nothing, N_("the two bits"): alone}
        if self.order == "least":
            return known | {N_("the carry too"): 0.0}
        delays = (0, *(n for n in DELAYS if n < count))
        ahead = {DELAYED.format(number=n): self.delayed(n) for n in delays}
        return known | ahead | {N_("both directions"): 0.0}

    def delayed(self, delay: int) -> float:
        """The exact floor in nats a step with the most significant bit first, for who answers so many
        steps later: who knows all bits down to `delay` places below the one that is asked for.

        The carry into place t stays unknown only if the bits differ in each of those places, in 2^-n of
        all cases; it is then the carry into place t - n, about which nothing is known.
        """
        places = np.arange(delay + 1, self.bits + 1)
        chances = (1.0 - 0.5 ** (places - delay)) / 2.0
        return 0.5**delay * sum(_coin(float(chance)) for chance in chances) / (self.bits + 1)

    def answer(
        self, net: Network, first: int, second: int, bits: int | None = None, delay: int = 0
    ) -> Sum:
        """What a network makes of first + second, written with so many bits (as many as it was trained
        with, or as the longer number needs), if it answers with that `delay`; raises ValueError for
        numbers that do not fit."""
        needed = max(int(first).bit_length(), int(second).bit_length())
        if min(first, second) < 0 or needed > MOST_BITS:
            raise Refusal(
                "The numbers are {first} and {second}; allowed are 0 to {most:,}.",
                first=first,
                second=second,
                most=2**MOST_BITS - 1,
            )
        count = (max(self.bits, needed) if bits is None else bits) + 1
        if count <= needed:
            raise Refusal(
                "{count} bits are too few for {first} and {second}.",
                count=count - 1,
                first=first,
                second=second,
            )
        inputs, __ = sums(np.array([first]), np.array([second]), count)
        chances = losses.predict(net.output, self._logits(net, inputs, delay))[:, 0, 0]
        place = np.arange(count)
        low = 2**place - 1  # what is below a place carries into it
        carries = ((first & low) + (second & low)) >> place
        pairs = inputs[..., 0].astype(int)
        return Sum(int(first), int(second), pairs, chances, carries, *self._read(place))

    def _logits(self, net: Network, inputs: Array, delay: int) -> Array:
        """What a network says of each place `(T, 1, B)`, of bits `(T, 2, B)`; both with the least
        significant place first."""
        return self._read(late_logits(net, self._read(inputs)[0], delay))[0]

    def right_answers(self, model: Model, run: Run) -> dict[str, float]:
        """The share of 200 random sums that are right to the last bit."""
        assert isinstance(model, Network)
        return {RIGHT: self.score(model, self.bits, TRIED, delay=run.delay)}

    def score(self, net: Network, bits: int, count: int = 1000, seed: int = 0, delay: int = 0) -> float:
        """The share of random sums of two numbers of so many bits that a network gets right to the
        last bit."""
        inputs, targets = _random_sums(bits, count, seed)
        right = (self._logits(net, inputs, delay) > 0.0) == (targets > 0.5)
        return float(right.all(axis=(0, 1)).mean())


def sums(first: Array, second: Array, steps: int = 9) -> tuple[Array, Array]:
    """Whole numbers `(B,)` as bits, least significant first: the pairs `(T, 2, B)` and their sums
    `(T, 1, B)`; 9 steps are enough for the last carry of 8 bits."""
    place = np.arange(steps)[:, None]
    pairs = np.stack([first >> place & 1, second >> place & 1], axis=1)
    total = (first + second) >> place & 1
    return pairs.astype(float), total[:, None].astype(float)


@lru_cache(maxsize=16)  # every frame of a training is asked the same
def _random_sums(bits: int, count: int, seed: int) -> tuple[Array, Array]:
    """Sums of two random numbers of so many bits, as `sums` gives them; not to be changed."""
    first, second = np.random.default_rng(seed).integers(0, 2**bits, (2, count))
    return sums(first, second, bits + 1)


def number(bits: Array) -> int:
    """The number that bits `(T,)` are, the least significant first."""
    return int(np.dot(bits, 1 << np.arange(len(bits))))


def _coin(chance: float) -> float:
    """The entropy of a coin in nats."""
    return -sum(p * log(p) for p in (chance, 1.0 - chance) if p > 0.0)


# -- the reference run -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReferenceSum:
    """One update of the reference run, as it was before the weights moved."""

    first: int
    second: int
    predicted: int
    error: float  # sum over the bits of |y - p|
    network: Network  # moves on with the run


def reference(updates: int = 10_000) -> Iterator[ReferenceSum]:
    """The classic demonstration: 8 bits, 16 sigmoid units and no biases, squared error through a
    sigmoid, one sum an update, plain gradient descent with rate 0.1, NumPy's old generator seeded 0.

    The numbers are below 128, so that 8 steps hold the last carry.
    """
    rng = np.random.RandomState(0)
    weights = [2.0 * rng.random_sample(shape) - 1.0 for shape in ((2, 16), (16, 1), (16, 16))]
    names = ("rnn.weight_ih_l0", "readout.weight", "rnn.weight_hh_l0")
    net = Network(
        cell="sigmoid",
        inputs=2,
        hidden=16,
        outputs=1,
        bias=False,
        readout_bias=False,
        output="sigmoid",
        parameters={name: w.T.copy() for name, w in zip(names, weights, strict=True)},
    )
    optimizer = SGD(0.1)
    for __ in range(updates):
        first, second = rng.randint(128), rng.randint(128)
        inputs, targets = sums(np.array([first]), np.array([second]), 8)
        done = forward(net, inputs)
        chances = losses.predict("sigmoid", done.logits)
        error = float(abs(targets - chances).sum())
        yield ReferenceSum(first, second, number(chances[:, 0, 0] > 0.5), error, net)
        slopes = losses.squared_errors_by_logits(done.logits, targets)
        optimizer.update(net.parameters, backward(net, done, slopes).parameters)
