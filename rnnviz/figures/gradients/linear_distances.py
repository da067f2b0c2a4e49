"""Norms against distance on a linear axis, beside the log axis of `distances.py`: what is small there
is seen to be nothing."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import INK
from rnnviz.figures.gradients.distances import (
    BOTTOM,
    HEIGHT,
    PLOTTED,
    TOP,
    NormLine,
    effective,
    steps_back,
    trace_of,
)
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

ROOM = 1.08  # above the largest norm


def linear_distances(
    lines: Sequence[NormLine], limit: Array | None, text: str, dark: bool, across: str = ""
) -> Part:
    """Norms against distance on an axis from 0, each line named at its end, with the `limit` (T,) that
    none can pass as far as it stays in the picture; `across` as there."""
    steps = max(len(line.values) for line in lines) - 1
    good = np.concatenate([line.values[line.drawn] for line in lines])
    high = ROOM * (float(good.max()) if good.size else 1.0)
    traces = [] if limit is None else [_bound(limit, high, dark)]
    traces += [trace_of(line, steps) for line in lines]
    ends = [_end(line, dark) for line in lines if line.drawn.any()]
    lengths = [(line, found[0]) for line in lines if (found := effective(line.values)) is not None]
    room = 0.02 * max(steps, 1)
    return plotly.figure(
        traces,
        text,
        dark,
        HEIGHT,
        xaxis=plotly.axis(across or steps_back(), grid=False, range=[-room, max(steps, 1) + room]),
        yaxis=plotly.axis(_("norm (linear scale)"), range=[0.0, high], exponentformat="power"),
        shapes=[plotly.upright(length, pen(line.colour, 1.5, "dot")) for line, length in lengths],
        annotations=plotly.apart(ends, PLOTTED / high)
        + ([] if good.size else [plotly.instead(_("nothing finite to draw"))]),
        margin={"l": 72, "r": 150, "t": TOP, "b": BOTTOM},
    )


def _end(line: NormLine, dark: bool) -> Part:
    """The name of a line where it ends."""
    last = int(np.flatnonzero(line.drawn)[-1])
    return line_end(last, float(line.values[last]), f"<b>{line.name}</b>", line.colour, dark)


def _bound(limit: Array, high: float, dark: bool) -> Part:
    """The bound as a line, where it is in the picture."""
    near = np.isfinite(limit) & (limit <= high)
    hover = plotly.hover(_("at distance %{x} it cannot be above %{y:digits}"))
    drawn = pen(INK[dark], 2, "dash")
    line = plotly.line(np.flatnonzero(near), limit[near], drawn, name="bound", hovertemplate=hover)
    return exactly(line, x=np.arange(len(limit)), y=limit)
