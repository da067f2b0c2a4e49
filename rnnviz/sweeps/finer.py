"""A box of a sweep's map, swept finer."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from rnnviz.sweeps.model import MOST_VALUES, Axis, Sweep
from rnnviz.sweeps.swept_settings import WHOLE, WORDS, Value
from rnnviz.text.message import Refusal

FEWEST = 8  # values of numbers that a box is swept with, at least
DIGITS = 3  # to which they are rounded

Range = tuple[Any, Any]


def finer(sweep: Sweep, x_range: Range, y_range: Range) -> Sweep:
    """The sweep over a box of its map, from the first to the last value of each axis, both within it,
    with about as many values of each axis as the whole map had. Of words those stay that stand from
    the first to the last. Raises Refusal where nothing lies within, or nothing lies between."""
    x, y = (_within(axis, of) for axis, of in ((sweep.x, x_range), (sweep.y, y_range)))
    if set(x.values) <= set(sweep.x.values) and set(y.values) <= set(sweep.y.values):
        raise Refusal("All that lies in this box has been swept; draw it where there is more between.")
    settings = {name: getattr(sweep, name) for name in Sweep.model_fields}
    return Sweep.model_validate(settings | {"x": x, "y": y})


def _within(axis: Axis, of: Range) -> Axis:
    first, last = of
    if axis.setting in WORDS or None in axis.values:
        values = _words(axis, first, last)
    else:
        values = _numbers(axis, *sorted((_number(first), _number(last))))
    if not values:
        raise Refusal(
            "From {first!r} to {last!r} there is no value of {setting}.",
            first=first,
            last=last,
            setting=axis.setting,
        )
    return Axis(setting=axis.setting, values=tuple(values))


def _words(axis: Axis, first: Value, last: Value) -> Sequence[Value]:
    if first not in axis.values or last not in axis.values:
        return ()
    start, stop = sorted((axis.values.index(first), axis.values.index(last)))
    return axis.values[start : stop + 1]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refusal("A box goes from number to number; one is {value!r}.", value=value)
    return float(value)


def _numbers(axis: Axis, low: float, high: float) -> Sequence[Value]:
    count = min(max(len(axis.values), FEWEST), MOST_VALUES)
    if axis.setting in WHOLE or all(isinstance(value, int) for value in axis.values):
        first, last = math.ceil(low), math.floor(high)
        if last < first:
            return ()
        if last - first < 2 * count:
            return range(first, last + 1)
        steps = {round(first + (last - first) * place / (count - 1)) for place in range(count)}
        return sorted(steps)
    if low == high:
        return (low,)
    between = [place / (count - 1) for place in range(count)]
    if low > 0.0 and _is_geometric(axis.values):
        points = [low * (high / low) ** share for share in between]
    else:
        points = [low + (high - low) * share for share in between]
    return list(dict.fromkeys(float(f"{point:.{DIGITS}g}") for point in points))


def _is_geometric(values: Sequence[Value]) -> bool:
    """Whether numbers grow by a factor rather than by a step."""
    numbers = sorted(float(value) for value in values if isinstance(value, int | float))
    if len(numbers) < 3 or numbers[0] <= 0.0:
        return False
    pairs = list(pairwise(numbers))
    steps, factors = [b - a for a, b in pairs], [b / a for a, b in pairs]
    return max(factors) / min(factors) < max(steps) / min(steps)
