"""Every run's answers and losses on typed bits, step by step, beside what is true and what is least."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, INK, MARKS, colour_of, see_through
from rnnviz.figures.training.strip_frame import LEFT, RIGHT, TOP, Strip, bits_axis, scaling, topped
from rnnviz.figures.training.strip_numbers import with_steps
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

PLOTTED = 130  # pixels
TRACK = 9  # pixels of the line that is to be met
UNDER = 26  # pixels of the bits under it
LEGEND = 32  # pixels of the names


def strip_probabilities(strips: Sequence[Strip], dark: bool) -> Part:
    """P(Y = 1) of each run at each step, over the true probability as a broad track."""
    made = _lines(
        strips,
        [one.typed.chance for one in strips],
        [(one.typed.true, one.run.delay) for one in strips],
        "probabilities",
        _("P(Y=1) at each step, on the true probability"),
        (_("true probability"), "P(Y=1)"),
        1.0,
        dark,
    )
    heads = _("true probability"), "P(Y=1)"
    return with_steps(made, strips, heads, lambda one: (one.typed.true, one.typed.chance))


def strip_losses(strips: Sequence[Strip], dark: bool) -> Part:
    """The expected loss of each run at each step, over the least that anybody can have."""
    found = [one.typed.losses for one in strips]
    scaled = np.concatenate([one.typed.losses for one in scaling(strips)])
    finite = scaled[np.isfinite(scaled)]
    made = _lines(
        strips,
        found,
        [(one.typed.least, one.run.delay) for one in strips],
        "losses",
        _("Expected loss of each step, on the least possible"),
        (_("least possible"), _("nats")),
        max(float(finite.max(initial=0.0)), 0.75),
        dark,
    )
    heads = _("least possible (nats)"), _("expected loss (nats)")
    return with_steps(made, strips, heads, lambda one: (one.typed.least, one.typed.losses))


def _lines(
    strips: Sequence[Strip],
    found: Sequence[Array],
    tracks: Sequence[tuple[Array, int]],
    kind: str,
    text: str,
    named: tuple[str, str],
    most: float,
    dark: bool,
) -> Part:
    """Curves of all runs; `named` is the track and the unit. Runs with answers of other delays have
    other tracks, which are drawn once each."""
    steps = np.arange(1, len(strips[0].typed.bits) + 1)
    ends = (-0.04 * most, 1.06 * most)
    by_delay = {delay: track for track, delay in reversed(tracks)}
    data = [
        _track(steps, track, named[0], delay, dark, n == 0)
        for n, (delay, track) in enumerate(sorted(by_delay.items()))
    ]
    data += [_curve(strip, steps, y, dark, most) for strip, y in zip(strips, found, strict=True)]
    return topped(
        plotly.figure(
            data,
            text,
            dark,
            TOP + LEGEND + PLOTTED + UNDER,
            xaxis=bits_axis(strips[0].typed.bits),
            yaxis=plotly.axis(named[1], range=list(ends), fixedrange=True, nticks=4, automargin=False),
            shapes=_windows(strips, ends, dark),
            legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
            hovermode="x unified",
            hoverdistance=-1,  # the nearest step, however far it is
            margin={"l": LEFT, "r": RIGHT, "t": TOP + LEGEND, "b": UNDER},
            meta={"strip": kind},
        )
    )


def _track(steps: Array, y: Array, name: str, delay: int, dark: bool, legend: bool) -> Part:
    """What the curves are to meet, a step each."""
    look = pen(see_through(INK[dark], 0.3), TRACK) | {"shape": "hvh"}
    digits = plotly.hover_digits(1.0)
    text = _("{name}, {delay} late").format(name=name, delay=delay) if delay else name
    return plotly.line(
        steps,
        y,
        look,
        legend=legend or delay > 0,
        name=text,
        hovertemplate=plotly.hover(f"{text}: %{{y:{digits}}}"),
    )


def _curve(strip: Strip, steps: Array, y: Array, dark: bool, most: float) -> Part:
    colour, place, name = colour_of(strip.place, dark), strip.place, strip.name
    digits = plotly.hover_digits(most)
    return plotly.line(
        steps,
        np.round(y, 6),
        pen(colour, 2.5, DASHES[place % len(DASHES)]),
        legend=True,
        mode="lines+markers",
        marker={"symbol": MARKS[place % len(MARKS)], "size": 7, "color": colour},
        name=name,
        hovertemplate=plotly.hover(f"{name}: %{{y:{digits}}}"),
    )


def _windows(strips: Sequence[Strip], ends: tuple[float, float], dark: bool) -> list[Part]:
    """A thin rule at the end of each run's windows in its colour; of several at one place that of the
    longest windows."""
    order = sorted(strips, key=lambda one: one.run.truncation.every or 0)
    places = {edge: strip for strip in order for edge in strip.edges}
    return [
        plotly.segment(
            (edge, edge),
            ends,
            pen(colour_of(strip.place, dark), 1.5, "5px,4px" if strip.run.carry else None),
            layer="below",
        )
        for edge, strip in sorted(places.items())
    ]
