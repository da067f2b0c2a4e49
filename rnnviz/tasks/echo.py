"""Echo: fair bits come in, and the answer remembers some of them.

X_t are fair bits and P(Y_t = 1) = base + sum of weight * X_{t - lag}. Because the bits are independent,
what is the best possible loss for anybody who knows some of the lagged bits can be enumerated exactly.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise, product
from math import log
from typing import Any, ClassVar, Self

import numpy as np

from rnnviz.data.random_bytes import random_bytes
from rnnviz.data.stream import EpochRows, Stream
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.tasks.base import LoggedUpdate, StreamTask, whole
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

MOST_LAGS = 8
FEW_LAGS = 3  # up to which what follows from them is chosen bit by bit
LONGEST_LAG = 1000
MOST_BITS = 100_000_000  # of an epoch


@dataclass(frozen=True)
class Echo(StreamTask):
    """Bits whose answer is a coin weighted by earlier bits: `lags` are steps -> weight.

    They never end, or they come in epochs of so many bits, the `length`: each is drawn anew, cut into a
    part a row, and begins with a state of zeros, which moves no floor, as an epoch has few beginnings.
    Raises ValueError if a lag is no whole number from 0, or if some combination of bits would need a
    probability outside of [0, 1]; the sentence names it.
    """

    lags: Mapping[int, float] = field(default_factory=lambda: {3: 0.5, 8: -0.25})
    base: float = 0.5
    length: int = 0  # bits of an epoch, all rows together; 0 for none

    name: ClassVar[str] = "echo"
    title: ClassVar[str] = N_("Echo")
    shape: ClassVar[str] = "N to N"
    vocabulary: ClassVar[tuple[str, ...]] = ("0", "1")
    logged: ClassVar[bool] = True
    log_at_end: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not isinstance(self.lags, Mapping):
            raise Refusal("lags are {lags!r}; allowed are steps with a weight each.", lags=self.lags)
        if not _is_number(self.base):
            raise Refusal("base is {value!r}; allowed are numbers.", value=self.base)
        whole("length", self.length, 0, MOST_BITS)
        for lag, weight in self.lags.items():
            if not _is_number(weight):
                raise Refusal(
                    "The weight of {name} is {value!r}; allowed are numbers.",
                    name=Message("lag {lag}", lag=lag),
                    value=weight,
                )
        for lag in self.lags:
            if isinstance(lag, bool) or not isinstance(lag, int) or not 0 <= lag <= LONGEST_LAG:
                raise Refusal(
                    "A lag is {lag!r}; allowed are whole numbers from 0 to {longest}.",
                    lag=lag,
                    longest=LONGEST_LAG,
                )
        object.__setattr__(self, "lags", dict(sorted(self.lags.items())))
        if len(self.lags) > MOST_LAGS:
            raise Refusal(
                "There are {count} lags; allowed are up to {most}.",
                count=len(self.lags),
                most=MOST_LAGS,
            )
        for bits in product((0, 1), repeat=len(self.lags)):
            chance = self.base + sum(w * bit for w, bit in zip(self.lags.values(), bits, strict=True))
            if not -1e-12 <= chance <= 1.0 + 1e-12:  # sums such as 0.5 + 0.3 + 0.2 round
                where = [f"X[t−{lag}] = {b}" for lag, b in zip(self.lags, bits, strict=True)]
                raise Refusal(
                    "With {where} the probability of a 1 would be {chance:.4g}; it must stay "
                    "from 0 to 1.",
                    where=where or Message("no lag"),
                    chance=chance,
                )

    @classmethod
    def from_words(cls, settings: dict[str, Any]) -> Self:
        if isinstance(lags := settings.get("lags"), dict):  # JSON has only words for keys
            settings = settings | {"lags": {_whole(lag): weight for lag, weight in lags.items()}}
        return cls(**settings)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; epochs only where there are some, so that what was stored
        before is found by its JSON again."""
        found = super().to_words()
        if not self.length:
            del found["length"]
        return found

    @property
    def reads(self) -> str:
        return "bits"

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.vocabulary), len(self.vocabulary)

    # -- what is known about it ----------------------------------------------------------------------

    def floor(self, known: Iterable[int]) -> float:
        """The exact cross-entropy in nats of Y given the bits at the known lags, by enumeration.

        The mean over those bits of the entropy of a coin; an unknown fair bit adds half its weight.
        Raises KeyError for a lag that the task has not.
        """
        known = sorted(set(known))
        weights = [self.lags[lag] for lag in known]
        rest = self.base + sum(w for lag, w in self.lags.items() if lag not in known) / 2
        chances = (
            rest + sum(w * bit for w, bit in zip(weights, bits, strict=True))
            for bits in product((0, 1), repeat=len(known))
        )
        return sum(coin(chance) for chance in chances) / 2 ** len(known)

    def known(self) -> dict[str, tuple[int, ...]]:
        """The name of each floor -> the lags that are known, from "nothing" to "all lags"."""
        named: dict[str, tuple[int, ...]] = {}
        for count in range(len(self.lags) + 1):
            for lags in combinations(self.lags, count):
                some = f"lag{'s' if count > 1 else ''} {', '.join(map(str, lags))}"
                name = "nothing" if not lags else "all lags" if count == len(self.lags) else some
                named[name] = lags
        return named

    def floors(self) -> dict[str, float]:
        """What is known -> exact cross-entropy in nats."""
        return {name: self.floor(lags) for name, lags in self.known().items()}

    def reset_floor(self, window: int, delay: int = 0) -> float:
        """The exact floor in nats where the state is reset every `window` steps and answers are asked
        `delay` steps late: the mean over the places in a window of what is visible there."""
        # from each of these places on one lag more is visible
        edges = [0, *(min(lag + delay, window) for lag in self.lags), window]
        seen = list(self.lags)
        parts = (
            (stop - start) * self.floor(seen[:count])
            for count, (start, stop) in enumerate(pairwise(edges))
            if stop > start
        )
        return sum(parts) / window

    def reset_floors(self, runs: Iterable[Run]) -> dict[tuple[int, int], float]:
        """Those of the runs whose state is reset, by window and delay."""
        reset = [(run.truncation.every, run.delay) for run in runs if not run.carry]
        return {(n, delay): self.reset_floor(n, delay) for n, delay in reset if n is not None}

    def reach(self, truncation: Truncation) -> dict[int, float]:
        """Lag -> the share of places in a window from which its bit receives gradient at all.

        This is about gradient; what can be learned is another question, because a carried state may
        bring a bit forward that no gradient has reached.
        """
        return {lag: truncation.share(lag) for lag in self.lags}

    # -- data ----------------------------------------------------------------------------------------

    @property
    def history(self) -> int:
        """How many earlier steps an answer depends on."""
        return max(self.lags, default=0)

    def stream(self, seed: int, batch: int, window: int = 1) -> Stream:
        if self.windowed:
            return EpochRows(self, seed, batch, self.length, window)
        return Stream(self, seed, batch)

    @property
    def windowed(self) -> bool:
        return self.length > 0

    @property
    def epoch(self) -> int | None:
        return self.length or None

    def check(self, run: Run) -> None:
        super().check(run)
        if not self.windowed:
            return
        cut = run.truncation
        if cut.before or cut.every is None or run.delay:
            raise Refusal(
                "has {truncation} and a delay of {delay}; bits in epochs go with windows and no delay",
                truncation=cut_phrase(cut),
                delay=run.delay,
            )
        if self.length // run.batch < cut.every:
            raise Refusal(
                "has windows of {steps}, but of an epoch of {length:,} bits each of {batch:,} rows has "
                "{count:,}",
                steps=cut.every,
                length=self.length,
                batch=run.batch,
                count=self.length // run.batch,
            )

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """The share of the window's answers that are right."""
        targets = seen.targets.argmax(axis=1) if seen.targets.ndim == 3 else seen.targets
        return {"right": float((seen.logits.argmax(axis=1) == targets).mean())}

    def table(self) -> Array:
        """P(Y = 1) for every combination of lagged bits, `(2^L,)`, the first lag as the lowest bit."""
        weights = list(self.lags.values())
        return np.array(
            [
                self.base + sum(w for place, w in enumerate(weights) if number >> place & 1)
                for number in range(2 ** len(weights))
            ]
        )

    @cached_property
    def _coins(self) -> tuple[Array, Array]:
        """256 P(Y = 1) for every combination, cut into a whole number up to 255 and a rest up to 1."""
        parts = np.clip(256.0 * self.table(), 0.0, 256.0)
        whole = np.minimum(np.floor(parts), 255.0)
        return whole.astype(np.uint8), parts - whole

    def draw(self, rng: np.random.Generator, steps: int, batch: int) -> Array:
        """Fair bits as tokens, `(steps, batch)`."""
        drawn = np.frombuffer(random_bytes(rng, -(-steps * batch // 8)), np.uint8)
        return np.unpackbits(drawn)[: steps * batch].reshape(steps, batch)

    def answer(self, rng: np.random.Generator, inputs: Array) -> Array:
        """Y as tokens `(steps, batch)` for inputs `(history + steps, batch)`."""
        history, total = self.history, len(inputs)
        seen = [inputs[history - lag : total - lag] for lag in self.lags]
        # A uniform number is below P if its first byte is below P's, and only where the two are equal
        # do its other digits matter: so most of them need not be drawn.
        whole, rest = self._coins
        wanted = _by_bits(whole, seen)
        shape = total - history, inputs.shape[1]
        drawn = np.frombuffer(random_bytes(rng, math.prod(shape)), np.uint8).reshape(shape)
        answers = np.less(drawn, wanted).view(np.uint8)
        if rest.any():
            ties = np.flatnonzero(drawn == wanted)
            index = np.zeros(len(ties), np.uint8)
            for place, bits in enumerate(seen):
                index |= bits.flat[ties] << np.uint8(place)
            answers.flat[ties] = rng.random(len(ties)) < rest[index]
        return answers


def _by_bits(values: Array, bits: list[Array]) -> Array:
    """For each place one of the 2^L values, bytes: that whose number has these bits, the first one as
    the lowest; without any bits, that one value."""
    if len(bits) > FEW_LAGS:
        index = np.zeros(bits[0].shape, np.uint8)
        for place, some in enumerate(bits):
            index |= some << np.uint8(place)
        return np.take(values, index)
    # several times faster than looking each one up: of two values a bit chooses a ^ (a ^ b) & mask
    left = list(values)
    for some in bits:
        mask = np.negative(some)
        left = [low ^ ((low ^ high) & mask) for low, high in zip(left[::2], left[1::2], strict=True)]
    return left[0]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(word: Any) -> Any:
    """The whole number that a word is, else what it was."""
    try:
        return int(word) if isinstance(word, str) else word
    except ValueError:
        return word


def coin(chance: float) -> float:
    """The entropy in nats of a coin; rounding may have left [0, 1] by a hair."""
    sides = (min(max(chance, 0.0), 1.0), min(max(1.0 - chance, 0.0), 1.0))
    return -sum(side * log(side) for side in sides if side > 0.0)
