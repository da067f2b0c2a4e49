"""What chosen units do over the steps, as lines."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, FAINT, colour_of, reach
from rnnviz.figures.unroll.heat_maps import MEANINGS, capital
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

HEIGHT, PLOTTED = 300, 180  # pixels, and those that the lines have, about


def unit_lines(
    values: Array,
    units: Sequence[int],
    pieces: Sequence[str],
    step: int,
    dark: bool,
    name: str = "h",
) -> Part:
    """Chosen units (from 1) of a `(T, H)` array as lines over the steps, named at their ends."""
    chosen = [(place, unit, values[:, unit - 1]) for place, unit in enumerate(units)]
    ends = [
        _end(line, unit, place, dark)
        for place, unit, line in chosen
        if len(line) and np.isfinite(line[-1])
    ]
    zero = {"zeroline": True, "zerolinecolor": FAINT[dark]}
    return plotly.figure(
        [_line(line, unit, place, pieces, name, dark) for place, unit, line in chosen],
        capital(_("{meaning} of chosen units").format(meaning=_(MEANINGS[name]))),
        dark,
        HEIGHT,
        xaxis=plotly.step_axis(pieces),
        yaxis=plotly.axis(name) | zero,
        annotations=_apart(ends),
        shapes=[plotly.current_step(step, dark)],
        margin={"l": 64, "r": 84, "t": 44, "b": 56},
    )


def _line(values: Array, unit: int, place: int, pieces: Sequence[str], name: str, dark: bool) -> Part:
    hover = _("%{{text}}: {name} of unit {unit} is %{{y:{digits}}}").format(
        name=name, unit=unit, digits=plotly.hover_digits(reach(np.asarray(values)))
    )
    steps = [
        _("step {step}, {piece}").format(step=step, piece=escape(piece))
        for step, piece in enumerate(pieces, 1)
    ]
    return plotly.line(
        range(1, len(pieces) + 1),
        values,
        pen(colour_of(place, dark), 2.5, DASHES[place % len(DASHES)]),
        mode="lines+markers",
        name=_("unit {unit}").format(unit=unit),
        marker={"size": 6},
        text=steps,
        hovertemplate=plotly.hover(hover),
    )


def _end(values: Array, unit: int, place: int, dark: bool) -> Part:
    text = _("unit {unit}").format(unit=unit)
    return plotly.line_end(len(values), float(values[-1]), text, colour_of(place, dark), dark, 14)


def _apart(ends: list[Part]) -> list[Part]:
    """The labels moved apart, whatever the lines span."""
    if not ends:
        return ends
    span = max(end["y"] for end in ends) - min(end["y"] for end in ends) or 1.0
    return plotly.apart(ends, PLOTTED / max(span, 0.5), 17)
