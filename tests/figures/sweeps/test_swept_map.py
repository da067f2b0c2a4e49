"""The map of a sweep: each result stands in its cell, with the words of its axes."""

import math

import numpy as np
import pytest

from rnnviz.figures.sweeps.in_words import cell_in_words
from rnnviz.figures.sweeps.phase_map import AxisKind, Measure
from rnnviz.figures.sweeps.swept_map import critical_gain, swept_map
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.result import Result

SWEEP = Sweep(
    seeds=2,
    samples=1000,
    x=Axis(setting="truncation", values=(2, 4, 8)),
    y=Axis(setting="lag", values=(1, 3)),
    panels=({"style": "windows"}, {"style": "windows 2n"}),
)
FLOORS = 0.7, 0.5


def result(*losses, samples=1000):
    gone = tuple(math.isnan(loss) for loss in losses)
    return Result(samples, losses, gone, 0.1, FLOORS)


def test_each_result_stands_in_its_cell():
    places = {SWEEP.cell(1, 2, 0).number: result(0.52, 0.54), 0: result(0.7, math.nan)}
    map = swept_map(SWEEP, places, failed={1})
    first, second = map.panels
    assert second.mean[0, 2] == pytest.approx(0.85)
    assert (second.low[0, 2], second.high[0, 2]) == (pytest.approx(0.8), pytest.approx(0.9))
    assert second.finished.sum() == 2
    assert (first.diverged[0, 0], first.finished[0, 0]) == (1, 2)
    assert first.failed.tolist() == [[False, True, False], [False] * 3]
    assert map.known == 3
    assert cell_in_words(map, second, 0, 2) == (
        "Lag 1, windows of 16: 0.85 of the lag’s information learned, 2 seeds from 0.80 to 0.90, loss "
        "0.53 nats"
    )
    assert (map.x.kind, map.y.kind) == (AxisKind.CUT, AxisKind.LAG)
    assert [panel.title for panel in map.panels] == ["windows of n", "windows of 2n"]
    (line,) = map.lines
    assert list(zip(line.x, line.y, strict=True)) == [(0.0, 0.5), (0.5, 1.0)]


def test_a_cell_that_has_seen_more_says_so():
    map = swept_map(SWEEP, {0: result(0.5, 0.5, samples=4000)})
    assert map.panels[0].samples[0, 0] == 4000
    assert cell_in_words(map, map.panels[0], 0, 0).endswith("4,000 samples")


def test_what_is_measured_is_the_sweeps():
    diverged = SWEEP.model_copy(update={"measure": "diverged"})
    assert swept_map(diverged, {}).measure == Measure.DIVERGED


@pytest.mark.parametrize("start", ["uniform", "orthogonal"])
def test_a_linear_network_neither_grows_nor_dies_at_one_over_its_spectral_radius(start):
    run = Run(cell="identity", hidden=12, start=start)
    radii = [
        np.abs(
            np.linalg.eigvals(
                Network.random("identity", 2, 12, 2, seed=seed, init=start).parameters[
                    "rnn.weight_hh_l0"
                ]
            )
        ).max()
        for seed in range(4)
    ]
    found = critical_gain(run, (2, 2), 0, 0.2, 5.0)
    assert found == pytest.approx(np.exp(-np.mean(np.log(radii))), rel=0.02)


def test_the_line_of_exponent_0_is_where_its_gain_stands():
    gains = Axis(setting="gain", values=(0.5, 1, 2))
    run = Run(cell="identity", hidden=12, start="orthogonal")
    lags = Axis(setting="lag", values=(1, 3))
    (line,) = swept_map(Sweep(run=run, x=gains, y=lags), {}).lines
    assert line.x == pytest.approx((1.0, 1.0), abs=0.01)
    assert line.y == (-0.5, 1.5)
    (line,) = swept_map(Sweep(run=run, x=lags, y=gains), {}).lines
    assert line.y == pytest.approx((1.0, 1.0), abs=0.01)
    beyond = Axis(setting="gain", values=(2, 3))
    assert not swept_map(Sweep(run=run, x=beyond, y=lags), {}).lines
