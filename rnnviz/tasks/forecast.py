"""Forecast: a signal is read number by number, and at each step the question is what comes next.

A network that has learned it can also run free: it reads its own predictions as if they had come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.free_run import explained, free_run, one_step
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import signals
from rnnviz.tasks.base import StreamTask, one_of, whole
from rnnviz.tasks.columns import own
from rnnviz.tasks.signals import Cycle, Signal, SignalStream
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

KINDS = {
    "sine": N_("a sine"),
    "sawtooth": N_("a sawtooth"),
    "square": N_("a square wave"),
    "sum": N_("a sum of sines"),
    "own": N_("a column of your own"),
}
SHORTEST, LONGEST = 2, 400  # steps of a period
LOUDEST = 2.0
SEED = 20_261  # of the signals that no run is trained on
# steps read before it is asked how far a network foresees: one whose state was always carried needs
# some hundreds to find its way from zeros into the signal
WARM = 400
FREE = 20  # steps of a free run that the live measure asks for
EXPLAINED = N_("variance explained, {number} free steps")  # the name of that measure


@dataclass(frozen=True)
class Stretch:
    """A stretch of a signal, on which no run is trained from its place `unseen` on."""

    values: Array  # (T,) as the network reads them
    unseen: int
    name: str  # of the values
    start: int = 0  # the step of the whole signal that is its first
    mean: float = 0.0
    deviation: float = 1.0

    def measured(self, values: Array) -> Array:
        """Values as the network reads and writes them in the unit that they came in."""
        return values * self.deviation + self.mean


@dataclass(frozen=True)
class Forecast(StreamTask):
    """The next value of a signal with this `period` in steps and normal `noise` of this standard
    deviation: a sine, a sawtooth or a square wave between -1 and 1, a sum of so many `sines`, or a
    column of one's own, kept under the key `data` (`columns.keep`).

    Its loss is half the squared error. Raises ValueError, a sentence, for settings that cannot be.
    """

    kind: str = "sum"
    period: int = 25
    noise: float = 0.1
    sines: int = 2
    data: str = ""

    name: ClassVar[str] = "forecast"
    title: ClassVar[str] = N_("Forecast")
    shape: ClassVar[str] = "N to N"
    output: ClassVar[str] = "linear"
    unit: ClassVar[str] = N_("half the squared error")
    numbers: ClassVar[bool] = True
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "gru",
        "hidden": 32,
        "truncation": Truncation.windows(50),
        "optimizer": "adam",
        "rate": 0.005,
        "batch": 32,
    }
    samples: ClassVar[int] = 4_000_000

    def __post_init__(self) -> None:
        one_of("kind", self.kind, tuple(KINDS))
        whole("period", self.period, SHORTEST, LONGEST)
        whole("sines", self.sines, 2, len(signals.SHARES))
        if (
            isinstance(self.noise, bool)
            or not isinstance(self.noise, int | float)
            or not 0.0 <= self.noise <= LOUDEST
        ):
            raise Refusal(
                "noise is {noise!r}; allowed are numbers from 0 to {loudest:g}.",
                noise=self.noise,
                loudest=LOUDEST,
            )
        if self.kind == "own":
            own(self.data)
        elif self.data:
            raise Refusal(
                "There is data, but the kind is {kind!r}; with data, it is 'own'.", kind=self.kind
            )

    @property
    def sizes(self) -> tuple[int, int]:
        return 1, 1

    @cached_property
    def signal(self) -> Signal:
        """What is trained on, without noise."""
        if self.kind == "own":
            column = own(self.data)
            return Cycle(column.values[: column.trained], spread=True)
        if self.kind == "sum":
            return signals.sines(self.period, self.sines)
        made = {"sine": signals.sine, "sawtooth": signals.sawtooth, "square": signals.square}
        return made[self.kind](self.period)

    @property
    def added(self) -> float:
        """The standard deviation of the noise; a column of one's own has its noise within."""
        return 0.0 if self.kind == "own" else float(self.noise)

    def stream(
        self, seed: int, batch: int, curriculum: str | None = None, samples: int = 1
    ) -> SignalStream:
        return SignalStream(self.signal, self.added, seed, batch)

    def floors(self) -> dict[str, float]:
        """Exact, in half the squared error a step: for who always says the mean, for who repeats the
        last value, and for who foresees all but the noise, which is known only of signals made here.

        For a square wave also: who knows at which level it stands, and not since when.
        """
        signal, noise = self.signal, self.added**2
        found = {
            "nothing": (signal.variance + noise) / 2.0,
            N_("repeating the last value"): (signal.change + 2.0 * noise) / 2.0,
        }
        if self.kind == "square":
            found[N_("the level, not since when")] = (_leaving(self.period) + noise) / 2.0
        return found if self.kind == "own" else found | {N_("all but the noise"): noise / 2.0}

    def check(self, run: Run) -> None:
        super().check(run)
        if run.delay:
            raise Refusal(
                "has a delay of {delay}, and would have read the value that it is to foresee; "
                "allowed is none",
                delay=run.delay,
            )

    # -- what was not trained on ---------------------------------------------------------------------

    def shown(self, before: int = WARM, after: int = 300) -> Stretch:
        """So many steps up to the unseen part and so many of it, fewer if a column of one's own has no
        more; of a signal made here all are unseen."""
        if self.kind == "own":
            column = own(self.data)
            first = max(column.trained - before, 0)
            values = column.values[first : column.trained + after]
            return Stretch(
                values, column.trained - first, column.name, first, column.mean, column.deviation
            )
        values = SignalStream(self.signal, self.added, SEED, 1).values(0, before + after)
        return Stretch(values[:, 0].astype(float), 0, "value")

    def episodes(self, count: int, ahead: int) -> tuple[Array, int]:
        """So many unseen stretches as columns `(T, B)`, and how many of their T steps come before the
        `ahead` that are to be foreseen; a short column of one's own gives shorter ones."""
        if self.kind != "own":
            stream = SignalStream(self.signal, self.added, SEED, count)
            return stream.values(0, WARM + ahead).astype(float), WARM
        column = own(self.data)
        ahead = min(ahead, len(column.values) - column.trained)
        warm = min(WARM, column.trained)
        starts = np.linspace(column.trained, len(column.values) - ahead, count).astype(int) - warm
        return column.values[starts + np.arange(warm + ahead)[:, None]], warm

    def measures(self, model: Model) -> dict[str, float]:
        """Shares of the variance of unseen stretches that are explained: one step ahead, and by a free
        run of 20 steps."""
        assert isinstance(model, Network)
        values, warm = self.episodes(16, FREE)
        truth = values[warm:]
        next_ones = one_step(model, values[:-1])[warm - 1 :]
        free = free_run(model, values[:warm], len(truth))
        return {
            N_("variance explained, next step"): explained(truth, next_ones),
            EXPLAINED.format(number=len(truth)): explained(truth, free),
        }


def _leaving(period: int) -> float:
    """The mean squared error of the best guess for who knows only the level of a square wave: each half
    has one step after which it is left."""
    halves = ((period + 1) // 2, period // 2)
    return sum(half * 4.0 * (1.0 / half) * (1.0 - 1.0 / half) for half in halves) / period
