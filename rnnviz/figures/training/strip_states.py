"""The hidden states of every run on typed bits: units by time, one strip a run."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import given
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import SIGNED_SCALE, colour_scale
from rnnviz.figures.training.strip_frame import RunPanel, Stack, Strip, scaling, stacked
from rnnviz.figures.training.strip_numbers import with_states
from rnnviz.text.language import _

UNIT, LEAST, MOST = 6, 42, 110  # pixels of a unit, and of a strip
SCALE = 64  # pixels of the scale of colours at least: its three numbers do not touch
ON_COLOURS = "black"  # on the light and on the dark ground, for the colours of 0 are light on both
WITHIN = 4.0  # decades of gradient norms that bars over the states tell apart


def strip_states(strips: Sequence[Strip], dark: bool) -> Part:
    """h of each run on the typed bits, in one scale of colours, with its windows marked. What each loss
    sends back goes along, for `static/strips.js` to draw."""
    heights = [int(np.clip(UNIT * one.typed.hidden.shape[1], LEAST, MOST)) for one in strips]
    stack = Stack(heights)
    size = colour_scale(np.concatenate([one.typed.hidden.ravel() for one in scaling(strips)]))
    panels = [_panel(strip, size, n == 0, stack) for n, strip in enumerate(strips)]
    title = _("Hidden states on the typed bits, unit by unit")
    meta = {"strip": "states", "back": [back(strip) for strip in strips]}
    return with_states(stacked(strips, panels, stack, title, dark, ON_COLOURS, meta), strips)


def _panel(strip: Strip, size: float, scale: bool, stack: Stack) -> RunPanel:
    units = strip.typed.hidden.shape[1]
    ticks = [1, units] if units > 1 else [1]
    return RunPanel(_heat(strip, size, scale, stack), units, _("unit"), ticks)


def back(strip: Strip) -> list[list[float]]:
    """For each loss how strongly it is felt by each state from the first that the run's cut lets it
    reach to its own: norms on a log scale from 0 to 1, the largest of all at 1."""
    norms, within = strip.typed.norms, strip.typed.reached
    used = np.where(within & np.isfinite(norms), norms, 0.0)
    largest = used.max(initial=0.0)
    if not largest > 0.0:
        return [[] for _row in used]
    with np.errstate(divide="ignore"):
        levels = 1.0 + np.log10(used / largest) / WITHIN
    rounded = np.round(np.clip(levels, 0.0, 1.0), 2)
    return [row[keep].tolist() for row, keep in zip(rounded, within, strict=True)]


def _heat(strip: Strip, size: float, scale: bool, stack: Stack) -> Part:
    hover = _("step %{{x}}: {name} of unit %{{y}} is %{{z:{digits}}}").format(
        name=_("hidden state h"), digits=plotly.hover_digits(size)
    )
    ends = (-size, 0.0, size)
    # no longer than the first strip, or on a phone the name of the next one would run into it
    beside = {"len": max(stack.heights[0], SCALE), "lenmode": "pixels", "y": 1, "yanchor": "top"}
    hidden = strip.typed.hidden
    return plotly.heat_map(
        plotly.packed(np.where(np.isfinite(hidden), hidden, np.nan).T),
        SIGNED_SCALE,
        -size,
        size,
        x0=1,
        y0=1,
        name=strip.name,
        showscale=scale,
        hoverongaps=False,
        hovertemplate=plotly.hover(f"{strip.name}<br>{hover}"),
        colorbar=plotly.colour_bar(ends, [given(end, 3) for end in ends], tickfont={"size": 12})
        | beside,
    )
