"""A gradient before and after clipping, as arrows in the plane of two of its components."""

import numpy as np

from rnnviz.analysis.remedies import Clipped
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.numbers import loss, power
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import FAINT, INK
from rnnviz.figures.vanishing.chain_norms import FALLS, GROWS
from rnnviz.figures.vanishing.chain_numbers import clip_sheets
from rnnviz.text.language import _


def clipping(done: Clipped, limit: float, distance: int, dark: bool) -> Part:
    """Two components of a gradient as an arrow, before and after clipping by norm (to the circle) and
    by value (to the square); what is far longer than the limit runs out of the picture."""
    length = float(np.hypot(*done.before))
    side = min(max(length * 1.15, limit * 1.35), limit * 4.0)
    shown = done.before * min(1.0, side * 0.97 / max(np.abs(done.before).max(), 1e-300))
    x, y = (float(v) for v in shown)
    axes = [f"∂L/∂h<sub>{place + 1}</sub>" for place in done.which]
    axes += [_("(there is no second unit)")] * (2 - len(axes))
    names = (
        _("the largest component, and one of middle size") if len(done.which) == 2 else _("one unit")
    )
    sides, edge = (-limit, limit), pen(INK[dark], 1.5, "dot")
    zero = {"zeroline": True, "zerolinecolor": FAINT[dark]}
    axis = {"range": [-side, side], "exponentformat": "power", "nticks": 7} | zero
    beside = {"constrain": "domain", "domain": [0, 0.42], "constraintoward": "left"}
    made = plotly.figure(
        [
            _arrow((float(shown[0]), float(shown[1])), INK[dark], "solid", "circle", 0)
            | _named(_("before: length {length}").format(length=power(length))),
            _arrow(done.by_norm, FALLS, "solid", "circle", 13)
            | _named(_("by norm: turned by {turned}").format(turned=_degrees(done.turned[0]))),
            _arrow(done.by_value, GROWS, "6px,4px", "square", 13)
            | _named(_("by value: turned by {turned}").format(turned=_degrees(done.turned[1]))),
        ],
        _("Clipped at {limit}, {distance} steps back: {names}").format(
            limit=power(limit), distance=distance, names=names
        ),
        dark,
        400,
        xaxis=plotly.axis(axes[0], grid=False) | axis | beside,
        yaxis=plotly.axis(axes[1], grid=False) | axis | {"scaleanchor": "x"},
        shapes=[shape(sides, sides, edge, layer="below") for shape in (plotly.circle, plotly.frame)],
        annotations=[plotly.arrow((x * 0.9, y * 0.9), (x, y), INK[dark], 3)] if length else [],
        legend={"x": 0.45, "y": 1, "xanchor": "left", "font": {"size": 15}},
        margin={"l": 72, "r": 24, "t": 44, "b": 52},
    )
    return told(made, clip_sheets(done), [done.before, done.by_norm, done.by_value, done.norms])


def _arrow(to: tuple[float, float] | np.ndarray, colour: str, dash: str, mark: str, size: int) -> Part:
    """A line from zero with a mark at its end: the circle's clipping ends in a circle, the square's in
    a square."""
    marker = {"symbol": mark, "size": [0, size], "color": colour, "opacity": 1}
    x, y = [0.0, float(to[0])], [0.0, float(to[1])]
    look = {"mode": "lines+markers", "marker": marker, "hoverinfo": "text"}
    return plotly.line(x, y, pen(colour, 4, dash), legend=True, **look)


def _named(words: str) -> Part:
    return {"name": words, "hovertext": words}


def _degrees(angle: float) -> str:
    return f"{loss(0.0 if abs(angle) < 0.05 else angle, 1)}°"


def clip_sentence(done: Clipped, limit: float) -> str:
    """What both kinds of clipping do to all components of the gradient."""
    before, by_norm, by_value = (power(size) for size in done.norms)
    if done.norms[0] <= limit:
        return _(
            "The whole gradient has norm {before}, within the limit of {limit}: clipping by norm "
            "leaves it as it is. It makes large gradients small, never small ones large."
        ).format(before=before, limit=power(limit))
    return _(
        "All components together: norm {before} before; clipped by norm {by_norm}, turned by "
        "{turned}; clipped by value {by_value}, turned by {turned_more}. By norm, "
        "the step gets shorter and goes where it went; by value, it goes elsewhere."
    ).format(
        before=before,
        by_norm=by_norm,
        turned=_degrees(done.turned_whole[0]),
        by_value=by_value,
        turned_more=_degrees(done.turned_whole[1]),
    )
