"""The log scale of gradient norms that the matrix shares with the arrows below it."""

from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base.numbers import power, power_of_ten
from rnnviz.nn.cells.base import Array

_STEPS = (0.0, float(np.log10(2.0)), float(np.log10(5.0)), 1.0)  # 1, 2, 5, 10


@dataclass(frozen=True)
class LogScale:
    """From one number to another, in powers of ten."""

    low: float
    high: float

    def place(self, norm: float) -> float | None:
        """Where a norm stands, from 0 to 1; None for what is not drawn."""
        if not np.isfinite(norm) or norm <= 0.0:
            return None
        place = (np.log10(norm) - self.low) / (self.high - self.low)
        return round(float(np.clip(place, 0.0, 1.0)), 4)

    def ticks(self) -> tuple[list[float], list[str]]:
        """Round values on it, as powers of ten, and how they are written."""
        span = self.high - self.low
        if span > 2.1:
            each = max(1, -(-int(span) // 5))
            whole = range(int(np.ceil(self.low)), int(np.floor(self.high)) + 1, each)
            return [float(t) for t in whole], [power_of_ten(t) if t else "1" for t in whole]
        decades = range(int(np.floor(self.low)), int(np.ceil(self.high)) + 1)
        ticks = [decade + step for decade in decades for step in _STEPS[:3]]
        ticks = [tick for tick in ticks if self.low - 1e-6 <= tick <= self.high + 1e-6]
        return ticks, [power(float(f"{10.0**tick:.1g}")) for tick in ticks]


def scale_of(norms: Array) -> LogScale:
    """From 1, 2 or 5 times a power of ten to another, around the norms (the smallest few apart)."""
    good = norms[np.isfinite(norms) & (norms > 0.0)]
    if not good.size:
        return LogScale(-1.0, 0.0)
    # a few false zeros must not take all colour from the rest
    least = float(np.log10(good.min() if good.size < 200 else np.quantile(good, 0.02)))
    most = float(np.log10(good.max()))
    high = np.floor(most) + next(step for step in _STEPS if step >= most - np.floor(most) - 1e-9)
    low = np.floor(least) + next(
        step for step in _STEPS[::-1] if step <= least - np.floor(least) + 1e-9
    )
    return LogScale(float(min(low, high - _STEPS[2])), float(high))
