"""The map of a sweep: its cells, as they have come in, as arrays with the words of their axes."""

from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np

from rnnviz.analysis.lyapunov import largest_exponent, zero_crossing
from rnnviz.figures.sweeps.axis_words import axis_title, panel_title, phrase, tick
from rnnviz.figures.sweeps.phase_map import (
    AxisKind,
    MapAxis,
    MapLine,
    MapPanel,
    Measure,
    PhaseMap,
    boundary,
)
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result
from rnnviz.sweeps.swept_settings import LAG, STYLE, TRUNCATION, style_of
from rnnviz.text.language import N_

KINDS = {LAG: AxisKind.LAG, TRUNCATION: AxisKind.CUT}
STEPS, STARTS = (
    400,
    4,
)  # of the sequence over which an exponent is found; networks that it is averaged over
FINE = 13  # gains between the least and the largest of an axis
NO_CELLS: frozenset[int] = frozenset()


def swept_map(
    sweep: Sweep, results: Mapping[int, Result], failed: Collection[int] = NO_CELLS
) -> PhaseMap:
    """What is known of a sweep: the `results` by the numbers of their cells, and the cells that have
    `failed` for good."""
    x, y = (map_axis(axis) for axis in (sweep.x, sweep.y))
    panels = tuple(_panel(sweep, place, results, failed) for place in range(len(sweep.panels)))
    lines = [boundary(x, y), zero_exponent(sweep, x, y)]
    return PhaseMap(x, y, panels, Measure(sweep.measure), tuple(line for line in lines if line))


def map_axis(axis: Axis) -> MapAxis:
    """An axis with its words."""
    known = [value for value in axis.values if isinstance(value, int | float)]
    return MapAxis(
        axis_title(axis.setting),
        tuple(tick(axis.setting, value) for value in axis.values),
        tuple(map(float, known)) if len(known) == len(axis.values) else (),
        KINDS.get(axis.setting, AxisKind.OTHER),
    )


def style_in(sweep: Sweep, panel: int) -> str | None:
    """The style of the cuts in a panel, where there is one for all of its cells."""
    named = sweep.panels[panel].get(STYLE)
    return str(named) if named is not None else style_of(sweep.run.truncation)


def _panel(
    sweep: Sweep, place: int, results: Mapping[int, Result], failed: Collection[int]
) -> MapPanel:
    rows, columns = len(sweep.y.values), len(sweep.x.values)
    first, style = place * rows * columns, style_in(sweep, place)
    held = {name: np.full(rows * columns, np.nan) for name in ("mean", "low", "high", "loss")}
    counts = {name: np.zeros(rows * columns, int) for name in ("finished", "diverged", "samples")}
    for here in range(rows * columns):
        if (result := results.get(first + here)) is None:
            continue
        shares = result.shares
        held["mean"][here], held["loss"][here] = result.share, result.loss
        held["low"][here], held["high"][here] = min(shares), max(shares)
        counts["finished"][here], counts["diverged"][here] = len(shares), sum(result.diverged)
        counts["samples"][here] = result.samples if result.samples != sweep.samples else 0
    gone = np.array([first + here in failed for here in range(rows * columns)])
    is_cut = TRUNCATION in (sweep.x.setting, sweep.y.setting)
    return MapPanel(
        title=panel_title(sweep.panels[place], style, is_cut),
        columns=tuple(phrase(sweep.x.setting, value, style) for value in sweep.x.values),
        rows=tuple(phrase(sweep.y.setting, value, style) for value in sweep.y.values),
        failed=gone.reshape(rows, columns),
        is_cut=is_cut and set(sweep.panels[place]) <= {STYLE},
        **{name: found.reshape(rows, columns) for name, found in (held | counts).items()},
    )


# -- what theory draws in --------------------------------------------------------------------------


def zero_exponent(sweep: Sweep, x: MapAxis, y: MapAxis) -> MapLine | None:
    """Where one axis has the gain: the gain at which a change of the state neither grows nor dies away
    in the networks as they start, None if it lies beyond the axis."""
    gains = next((axis for axis in (sweep.x, sweep.y) if axis.setting == "gain"), None)
    if gains is None or "hidden" in (sweep.x.setting, sweep.y.setting):
        return None
    values = [value for value in gains.values if isinstance(value, int | float) and value > 0.0]
    if len(values) < 2:
        return None
    at = critical_gain(sweep.run, sweep.task.sizes, sweep.seed, min(values), max(values))
    if at is None:
        return None
    name = N_("Lyapunov exponent 0")
    if gains is sweep.x:
        place = x.place_of(at)
        return MapLine(name, (place, place), (-0.5, len(y) - 0.5))
    place = y.place_of(at)
    return MapLine(name, (-0.5, len(x) - 0.5), (place, place))


@lru_cache(maxsize=32)
def critical_gain(run: Run, sizes: tuple[int, int], seed: int, low: float, high: float) -> float | None:
    """The gain from `low` to `high` at which the largest Lyapunov exponent of the network as it starts,
    driven by fair tokens, is 0: of each gain the mean over some seeds. None if there is none."""
    gains = np.geomspace(low, high, FINE)
    found = [
        np.mean([_exponent(run, sizes, seed + more, gain) for more in range(STARTS)]) for gain in gains
    ]
    return zero_crossing(gains.tolist(), [float(one) for one in found])


def _exponent(run: Run, sizes: tuple[int, int], seed: int, gain: float) -> float:
    inputs, outputs = sizes
    net = Network.random(run.cell, inputs, run.hidden, outputs, seed=seed, gain=gain, init=run.start)
    tokens = np.random.default_rng(seed).integers(inputs, size=STEPS)
    return largest_exponent(net, tokens)
