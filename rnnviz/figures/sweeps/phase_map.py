"""A phase diagram as plain numbers: what its axes are called, and what is known of each cell."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal

HALF = 0.5  # of the lag's information, or of the runs: from there on a cell counts


class Measure(StrEnum):
    """What a cell is coloured by."""

    LEARNED = "learned"  # the share of what there is to be known, averaged over the seeds
    LOSS = "loss"  # in nats, averaged over those that have not diverged
    DIVERGED = "diverged"  # the share of its runs


class AxisKind(StrEnum):
    """Axes of which a title can say more."""

    LAG = "lag"
    CUT = "cut"
    OTHER = "other"


@dataclass(frozen=True)
class MapAxis:
    """One axis: what it is about, and what stands beside each place."""

    title: str
    ticks: tuple[str, ...]
    numbers: tuple[float, ...] = ()  # what the places are, none where they are names
    kind: AxisKind = AxisKind.OTHER

    def __len__(self) -> int:
        return len(self.ticks)

    def place_of(self, number: float) -> float:
        """Where a number stands between the places, NaN beyond them; raises Refusal where the
        places are no numbers."""
        if not self.numbers:
            raise Refusal("An axis of names has no place for a number.")
        known = np.array(self.numbers)
        order = np.argsort(known)
        places = np.arange(len(known), dtype=float)[order]
        return float(np.interp(number, known[order], places, left=np.nan, right=np.nan))


@dataclass(frozen=True)
class MapPanel:
    """One map of those beside each other; every array is `(rows of y, columns of x)`.

    `mean`, `low` and `high` are the shares learned over the seeds that have finished, where one that
    diverged has learned nothing; `loss` is the mean loss in nats of the others. NaN is where there is
    none.
    """

    title: str
    columns: tuple[str, ...]  # what a sentence calls each of them here: "windows of 13"
    rows: tuple[str, ...]  # "lag 12"
    mean: Array
    low: Array
    high: Array
    loss: Array
    finished: Array  # seeds that have come to their end, those that diverged among them
    diverged: Array  # seeds that have
    failed: Array  # whether a cell was given up
    samples: Array  # that its runs have seen where that is not what the others see, else 0
    is_cut: bool = False  # whether its title names a style of cut, "windows of n", as its columns do

    @property
    def known(self) -> Array:
        """Whether anything came of a cell."""
        found: Array = (self.finished > 0) | self.failed
        return found

    @property
    def diverged_share(self) -> Array:
        """Of the seeds that have finished; NaN where none has."""
        with np.errstate(invalid="ignore", divide="ignore"):
            share: Array = np.where(self.finished > 0, self.diverged / self.finished, np.nan)
        return share

    def values(self, measure: Measure) -> Array:
        """What its cells are coloured by."""
        if measure == Measure.DIVERGED:
            return self.diverged_share
        return self.loss if measure == Measure.LOSS else self.mean


@dataclass(frozen=True)
class MapLine:
    """A line that theory draws into a map: places on both axes, in cells from 0."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    panels: tuple[int, ...] | None = None  # those it belongs into, None for all


@dataclass(frozen=True)
class PhaseMap:
    """All that a phase diagram shows."""

    x: MapAxis
    y: MapAxis
    panels: tuple[MapPanel, ...]
    measure: Measure = Measure.LEARNED
    lines: tuple[MapLine, ...] = ()

    @property
    def cells(self) -> int:
        """How many it has."""
        return len(self.panels) * len(self.x) * len(self.y)

    @property
    def known(self) -> int:
        """Of how many of them something is known."""
        return int(sum(panel.known.sum() for panel in self.panels))


def last_learned(values: Array) -> list[int | None]:
    """For each column the last row up to which every row is at least half, -1 where the first is not;
    None where a row that decides it is not known."""
    found: list[int | None] = []
    for column in np.asarray(values, float).T:
        last: int | None = -1
        for row, value in enumerate(column):
            if np.isnan(value):
                last = None
            if np.isnan(value) or value < HALF:
                break
            last = row
        found.append(last)
    return found


def offset(x: MapAxis, y: MapAxis, values: Array) -> int | None:
    """By how much the largest lag that is learned falls short of n, where that is the same, to a step,
    in at least three columns whose boundary lies within the map; else None."""
    short = [
        x.numbers[column] - y.numbers[row]
        for column, row in enumerate(last_learned(values))
        if row is not None and 0 <= row < len(y) - 1
    ]
    if len(short) < 3 or np.ptp(short) > 2:
        return None
    return round(float(np.median(short)))


def boundary(x: MapAxis, y: MapAxis) -> MapLine | None:
    """The line n = lag where one axis has the lags and the other the n of a cut."""
    if {x.kind, y.kind} != {AxisKind.LAG, AxisKind.CUT}:
        return None
    both = sorted({*x.numbers, *y.numbers})
    places = [(x.place_of(number), y.place_of(number)) for number in both]
    within = [place for place in places if not np.isnan(place).any()]
    if len(within) < 2:
        return None
    across, up = zip(*_to_corner(_to_corner(within)[::-1])[::-1], strict=True)
    return MapLine("n = lag", tuple(across), tuple(up))


def _to_corner(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line that goes from cell to cell by their corners, up to the corner of the last."""
    (x0, y0), (x1, y1) = places[-2:]
    goes_on = abs(x1 - x0) == abs(y1 - y0) == 1.0
    return [*places, (x1 + (x1 - x0) / 2, y1 + (y1 - y0) / 2)] if goes_on else places
