"""A run's seeds as a band."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.figures.training.seed_band import STROKES, seed_band
from rnnviz.figures.training.seed_spread import SeedLosses

SAMPLES = np.array([10.0, 20.0, 30.0])
MEANS = np.array([[0.6, 0.5, 0.4], [0.7, 0.6, 0.5], [0.8, 0.7, np.nan], [0.9, 0.8, np.nan]])


def drawn(place=0, means=MEANS):
    scale = LossScale.of([0.4, 0.9], [means])
    traces = seed_band("one", SeedLosses(SAMPLES, means), place, scale, False)
    return go.Figure(traces).data  # raises for what Plotly does not know


def test_all_seeds_and_the_middle_half_of_them_are_filled():
    every, half = drawn()
    np.testing.assert_allclose(every.x, [*SAMPLES, *SAMPLES[::-1]])
    np.testing.assert_allclose(every.y, [0.6, 0.5, 0.4, 0.5, 0.8, 0.9])
    quartiles = np.nanpercentile(MEANS, [25, 75], axis=0)
    np.testing.assert_allclose(half.y, [*quartiles[0], *quartiles[1][::-1]])
    assert every.fill == half.fill == "toself"
    assert every.hoverinfo == half.hoverinfo == "skip"


def test_runs_differ_in_more_than_their_colour():
    shapes = [drawn(place)[1].fillpattern.shape for place in range(len(STROKES))]
    assert len(set(shapes)) == len(STROKES)
    dashes = [drawn(place)[0].line.dash for place in range(len(STROKES))]
    assert len(set(dashes)) == len(STROKES)


def test_where_no_seed_is_left_there_is_no_band():
    lost = MEANS.copy()
    lost[:, 2] = np.nan
    every, _half = drawn(means=lost)
    np.testing.assert_allclose(every.x, [10.0, 20.0, 20.0, 10.0])
