"""Where labels stand in a column, so that no two lie on each other and each is as near to what it names
as can be."""

from collections.abc import Sequence

import numpy as np

from rnnviz.nn.cells.base import Array


def placed(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """The centres of labels with these heights in a column from `low` to `high`, all in pixels.

    They keep the order of their `wanted` places, do not overlap, and the sum of the squared ways that
    they are moved is the least possible: an isotonic regression. If they do not fit into the column
    they still do not overlap, and stand out of it above.
    """
    order = np.argsort(np.asarray(wanted, float), kind="stable")
    sizes = np.asarray(heights, float)[order]
    # how far each centre is at least above the first one
    above = np.concatenate([[0.0], np.cumsum((sizes[:-1] + sizes[1:]) / 2)])[: len(order)]
    moved = _rising(np.asarray(wanted, float)[order] - above)
    if len(order):
        lowest, highest = low + sizes[0] / 2, high - sizes[-1] / 2 - above[-1]
        moved = np.clip(moved, lowest, max(highest, lowest))
    found = np.empty(len(order))
    found[order] = moved + above
    return [float(place) for place in found]


def _rising(values: Array) -> Array:
    """The rising sequence that is nearest to these values (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []  # mean and length of stretches that are level
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            (one, some), (other, more) = pools[-2:]
            pools[-2:] = [((one * some + other * more) / (some + more), some + more)]
    return np.repeat([mean for mean, _ in pools], [count for _, count in pools])


def spread(places: Sequence[float], most: int) -> list[int]:
    """Which of many places to keep if there is room for `most`: the two ends, and then always the one
    that is farthest from those that are kept. At equal distances the first is taken."""
    if len(places) <= most:
        return list(range(len(places)))
    values = np.asarray(places, float)
    kept = [int(values.argmin()), int(values.argmax())][: max(most, 1)]
    while len(kept) < most:
        kept.append(int(np.abs(values[:, None] - values[kept]).min(axis=1).argmax()))
    return sorted(dict.fromkeys(kept))
