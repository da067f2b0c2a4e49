"""Signals to be foreseen: one period of numbers read over and over, or sines of unlike periods; what
is known of them exactly; and an endless sequence of them a row, with noise."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from rnnviz.data.stream import CHUNK, KEPT
from rnnviz.nn.cells.base import Array

GOLDEN = (1.0 + 5.0**0.5) / 2.0
SHARES = (1.0, 1.0 / GOLDEN, 2.0**-0.5)  # of the period: no two are in the ratio of whole numbers


class Signal(Protocol):
    """A sequence of numbers without end, without noise, which may be entered anywhere."""

    @property
    def mean(self) -> float:
        """Of all its values."""
        ...

    @property
    def variance(self) -> float:
        """About its mean."""
        ...

    @property
    def change(self) -> float:
        """The mean squared difference of two neighbours."""
        ...

    def enter(self, rng: np.random.Generator, batch: int) -> Array:
        """Where each row begins, `(..., B)`."""
        ...

    def at(self, places: Array, entered: Array) -> Array:
        """The values `(T, B)` so many steps `(T,)` after each row's beginning."""
        ...


@dataclass(frozen=True, eq=False)
class Cycle:
    """Numbers `(N,)` read over and over, the last followed by the first; rows begin anywhere in them,
    or evenly `spread` over them."""

    values: Array
    spread: bool = False

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def variance(self) -> float:
        return float(self.values.var())

    @property
    def change(self) -> float:
        return float(np.square(np.roll(self.values, -1) - self.values).mean())

    def enter(self, rng: np.random.Generator, batch: int) -> Array:
        count = len(self.values)
        return np.arange(batch) * count // batch if self.spread else rng.integers(0, count, batch)

    def at(self, places: Array, entered: Array) -> Array:
        return self.values[(places[:, None] + entered) % len(self.values)]


@dataclass(frozen=True)
class Sines:
    """A sum of sines of equal strength, whose variance is that of one sine of amplitude 1; every row
    begins with phases of its own."""

    periods: tuple[float, ...]

    @property
    def mean(self) -> float:
        return 0.0

    @property
    def variance(self) -> float:
        return 0.5

    @cached_property
    def _angles(self) -> Array:
        return 2.0 * np.pi / np.array(self.periods)

    @property
    def change(self) -> float:
        # sin(x + a) - sin(x) is a sine of amplitude 2 sin(a / 2), and the phases are independent
        return float(2.0 * np.square(np.sin(self._angles / 2.0)).mean())

    def enter(self, rng: np.random.Generator, batch: int) -> Array:
        return rng.uniform(0.0, 2.0 * np.pi, (len(self.periods), batch))

    def at(self, places: Array, entered: Array) -> Array:
        total = np.zeros((len(places), entered.shape[1]))
        for angle, phases in zip(self._angles, entered, strict=True):
            total += np.sin(angle * places[:, None] + phases)
        return total / len(self.periods) ** 0.5


def sine(period: int) -> Cycle:
    """A sine of amplitude 1; none of its values is one that every phase would pass, such as 0."""
    return Cycle(np.sin(2.0 * np.pi * (np.arange(period) + 0.5) / period))


def sawtooth(period: int) -> Cycle:
    """Up from -1 to 1 in equal steps, and down at once."""
    return Cycle(np.linspace(-1.0, 1.0, period))


def square(period: int) -> Cycle:
    """1 for half a period and -1 for the other half; where it is odd, 1 for a step more."""
    return Cycle(np.where(np.arange(period) < (period + 1) // 2, 1.0, -1.0))


def sines(period: int, count: int) -> Sines:
    """A sum of two or three sines; the longest has this period, and the sum none at all."""
    return Sines(tuple(period * share for share in SHARES[:count]))


class SignalStream:
    """A signal with normal noise as rows of numbers; at each step the target is the next number.

    What comes out depends on seed, batch and place alone.
    """

    def __init__(self, signal: Signal, noise: float, seed: int, batch: int) -> None:
        self.signal, self.noise, self.seed, self.batch = signal, noise, seed, batch
        self.steps = CHUNK
        self.chunks: OrderedDict[int, Array] = OrderedDict()
        self.entered = signal.enter(self._rng(0), batch)

    def window(self, start: int, first: int, stop: int) -> tuple[Array, Array]:
        """Inputs of the steps from `start` and targets of those from `first`, both before `stop`, as
        `(T, 1, B)` float32."""
        read = self.values(start, stop + 1)[:, None]
        return read[:-1], read[first - start + 1 :]

    def values(self, start: int, stop: int) -> Array:
        """The numbers of those steps, `(T, B)` float32."""
        parts = []
        while start < stop:
            number, offset = divmod(start, self.steps)
            part = self._chunk(number)[offset : offset + stop - start]
            parts.append(part)
            start += len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _chunk(self, number: int) -> Array:
        if number not in self.chunks:
            if len(self.chunks) == KEPT:
                self.chunks.popitem(last=False)
            places = np.arange(number * self.steps, (number + 1) * self.steps)
            found = self.signal.at(places, self.entered).astype(np.float32)
            if self.noise:
                drawn = self._rng(number + 1).standard_normal(found.shape, np.float32)
                found += np.float32(self.noise) * drawn
            self.chunks[number] = found
        return self.chunks[number]

    def _rng(self, number: int) -> np.random.Generator:
        key = (3, self.batch, number)  # 1 and 2 are for tokens and for sequences of their own
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))
