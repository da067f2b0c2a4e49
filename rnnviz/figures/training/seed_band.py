"""A run's seeds as a band: all of them light, the middle half darker and hatched."""

from typing import Any

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, colour_of, see_through
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.nn.cells.base import Array

ALL, HALF = 0.13, 0.22  # how much each of the two covers of what lies below
# strokes over the middle half, a cue beside the colour where bands of two runs lie over each other
STROKES = ("/", "\\", "-", "|", "x", "+")


def seed_band(name: str, seeds: SeedLosses, place: int, scale: LossScale, dark: bool) -> list[Part]:
    """The band of a run in its colour, with an edge of its dash."""
    colour, dash = colour_of(place, dark), DASHES[place % len(DASHES)]
    drawn = scale.at(seeds.band)
    strokes = {
        "shape": STROKES[place % len(STROKES)],
        "fillmode": "overlay",
        "fgcolor": colour,
        "fgopacity": 0.55,
        "size": 9,
        "solidity": 0.12,
    }
    look: dict[str, Any] = {"hoverinfo": "skip", "legendgroup": name}
    return [
        _filled(seeds.samples, drawn[0], drawn[4], pen(colour, 1, dash), colour, ALL) | look,
        _filled(seeds.samples, drawn[1], drawn[3], pen(colour, 0), colour, HALF)
        | {"fillpattern": strokes}
        | look,
    ]


def _filled(x: Array, low: Array, high: Array, edge: Part, colour: str, share: float) -> Part:
    """What lies between two curves, as far as there are both."""
    there = np.isfinite(low) & np.isfinite(high)
    across = np.concatenate([x[there], x[there][::-1]])
    up = np.concatenate([low[there], high[there][::-1]])
    return plotly.line(across, up, edge, fill="toself", fillcolor=see_through(colour, share))
