"""The axis of losses: linear around the floors, and bent above them if a loss goes far beyond."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.plotly import Part
from rnnviz.nn.cells.base import Array

ABOVE, BELOW = 0.35, 0.12  # room above the highest floor and below the lowest, in their span
FAR = 1.0  # in spans above the highest floor: losses beyond it bend the axis
ZONE = 0.3  # height of the bent part, in shares of the linear one
LARGEST = 1e300  # what is larger is drawn there
STEPS = 20  # of a span: the ends of the axis stand on these, so that they rarely move


@dataclass(frozen=True)
class LossScale:
    """Where a loss is drawn. All finite losses lie between the two ends: what is above the `knee`,
    which is above all floors, is drawn on a logarithmic scale up to `largest`."""

    low: float
    knee: float
    largest: float
    span: float

    @classmethod
    def of(cls, floors: Iterable[float], losses: Iterable[Array]) -> "LossScale":
        """A scale for floors and losses; what is not finite counts for nothing."""
        drawn = [_finite(values) for values in losses]
        given = _finite(np.array([*floors], float))
        found = np.concatenate([given, *drawn])
        if not len(found):
            return cls(0.0, 1.0, 1.0, 1.0)
        known = given if len(given) else found
        bottom, top = float(known.min()), float(known.max())
        span = max(top - min(bottom, float(found.min())), 0.2 * abs(top), 1e-3)
        least, largest = float(found.min()), float(found.max())
        low = _down(min(bottom - BELOW * span, least - 0.03 * span), span)
        if largest <= top + FAR * span:
            high = _up(max(top + ABOVE * span, largest + 0.03 * span), span)
            return cls(low, high, high, span)
        return cls(low, _up(top + ABOVE * span, span), largest, span)

    @property
    def is_bent(self) -> bool:
        """Whether a part of it is logarithmic."""
        return self.largest > self.knee

    @property
    def high(self) -> float:
        """The upper end, as it is drawn."""
        return self.knee + (ZONE * (self.knee - self.low) if self.is_bent else 0.0)

    def at(self, losses: Any) -> Any:
        """Where losses are drawn, NaN for what is not finite."""
        values = np.where(np.isfinite(losses), np.clip(losses, -LARGEST, LARGEST), np.nan)
        if not self.is_bent:
            return values
        beyond = np.maximum(values - self.knee, 0.0) / self.span
        whole = np.log1p((min(self.largest, LARGEST) - self.knee) / self.span)
        room = 0.92 * (self.high - self.knee)  # the largest does not touch the edge
        return np.where(values > self.knee, self.knee + room * np.log1p(beyond) / whole, values)

    def axis(self, title: str) -> Part:
        """The axis itself. It has a range at any time: left to Plotly it is lost where one picture has
        nothing to fit it to and the next one has."""
        if not self.is_bent:
            return plotly.axis(title, range=[self.low, self.high])
        ticks = [*_nice(self.low, self.knee), *self._powers()]
        words = [numbers.tick(tick, 999.0) for tick in ticks]
        places = [float(self.at(tick)) for tick in ticks]
        return plotly.axis(title, range=[self.low, self.high], tickvals=places, ticktext=words)

    def _powers(self) -> list[float]:
        """Up to three powers of ten in the bent part, none beside the knee."""
        if self.largest <= 0.0:
            return []
        top = np.floor(np.log10(min(self.largest, LARGEST)))
        first = np.floor(np.log10(max(self.knee, 1e-3 * self.span))) + 1
        each = max(np.ceil((top - first + 1) / 3), 1)
        found = [10.0**power for power in np.arange(top, first - 1, -each)][::-1]
        room = 0.2 * (self.high - self.knee)
        return [power for power in found if float(self.at(power)) > self.knee + room]


def _finite(values: Array) -> Array:
    values = np.asarray(values, float)
    return np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)


def _down(value: float, span: float) -> float:
    return float(np.floor(value / span * STEPS) / STEPS * span)


def _up(value: float, span: float) -> float:
    return float(np.ceil(value / span * STEPS) / STEPS * span)


def _nice(low: float, high: float) -> list[float]:
    """Round numbers between two, some five of them."""
    rough = (high - low) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * lead for lead in (1.0, 2.0, 5.0, 10.0) if power * lead >= rough)
    return [float(tick) for tick in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]
