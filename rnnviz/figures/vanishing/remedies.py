"""What is done against vanishing and exploding gradients: clipping as geometry, remedies side by side.
Figures as plain dictionaries in Plotly's form, and their sentences."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.remedies import Clipped, Remedy
from rnnviz.figures.base.style import DASHES, FAINT, INK, NAMED, apart, layout, number
from rnnviz.figures.vanishing.chain_norms import (
    FALLS,
    GROWS,
    end,
    fate,
    fate_words,
    half_of,
    level,
    log_axis,
    plain,
    power,
)
from rnnviz.text.language import _


def clipping(done: Clipped, limit: float, distance: int, dark: bool) -> dict[str, Any]:
    """Two components of a gradient as an arrow, before and after clipping by norm (to the circle) and
    by value (to the square); what is far longer than the limit runs out of the picture."""
    length = float(np.hypot(*done.before))
    side = min(max(length * 1.15, limit * 1.35), limit * 4.0)
    shown = done.before * min(1.0, side * 0.97 / max(np.abs(done.before).max(), 1e-300))
    x, y = (float(v) for v in shown)
    # the circle's clipping ends in a circle, the square's in a square
    marks = (
        (INK[dark], "solid", "circle", 0),
        (FALLS, "solid", "circle", 13),
        (GROWS, "6px,4px", "square", 13),
    )
    words = (
        _("before: length {length}").format(length=power(length)),
        _("by norm: turned by {turned}").format(turned=_degrees(done.turned[0])),
        _("by value: turned by {turned}").format(turned=_degrees(done.turned[1])),
    )
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [0.0, float(to[0])],
            "y": [0.0, float(to[1])],
            "line": {"color": colour, "width": 4, "dash": dash},
            "marker": {"symbol": mark, "size": [0, size], "color": colour, "opacity": 1},
            "hoverinfo": "text",
            "hovertext": text,
            "name": text,
        }
        for to, (colour, dash, mark, size), text in zip(
            (shown, done.by_norm, done.by_value), marks, words, strict=True
        )
    ]
    head = {
        "x": x,
        "y": y,
        "ax": x * 0.9,
        "ay": y * 0.9,
        "axref": "x",
        "ayref": "y",
        "xref": "x",
        "yref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 3,
        "text": "",
        "arrowcolor": INK[dark],
    }
    axes = [f"∂L/∂h<sub>{place + 1}</sub>" for place in done.which]
    axes += [_("(there is no second unit)")] * (2 - len(axes))
    names = (
        _("the largest component, and one of middle size") if len(done.which) == 2 else _("one unit")
    )
    line = {"color": INK[dark], "width": 1.5, "dash": "dot"}
    box = {"x0": -limit, "x1": limit, "y0": -limit, "y1": limit, "line": line, "layer": "below"}
    axis = {
        "range": [-side, side],
        "zeroline": True,
        "zerolinecolor": FAINT[dark],
        "showgrid": False,
        "exponentformat": "power",
        "nticks": 7,
    }
    return {
        "data": data,
        "layout": layout(
            _("Clipped at {limit}, {distance} steps back: {names}").format(
                limit=power(limit), distance=distance, names=names
            ),
            dark,
            400,
            xaxis=axis
            | {
                "title": {"text": axes[0]},
                "constrain": "domain",
                "domain": [0, 0.42],
                "constraintoward": "left",
            },
            yaxis=axis | {"title": {"text": axes[1]}, "scaleanchor": "x"},
            shapes=[{"type": "circle"} | box, {"type": "rect"} | box],
            annotations=[head] if length else [],
            legend={"x": 0.45, "y": 1, "xanchor": "left", "font": {"size": 15}},
            margin={"l": 72, "r": 24, "t": 44, "b": 52},
        ),
    }


def _degrees(angle: float) -> str:
    return f"{0.0 if abs(angle) < 0.005 else angle:.1f}°"


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


def remedies(found: Sequence[Remedy], dark: bool) -> dict[str, Any]:
    """The median norm of each network's gradient against distance, on a log axis around 1."""
    bands = [band(one.norms) for one in found]
    # what falls far below all the others may leave the picture: its label says where it ended
    half = min(half_of(np.concatenate([rows[2] for rows in bands])), 40.0)
    steps = len(found[0].norms) - 1
    data, ends = [], []
    for place, (one, rows) in enumerate(zip(found, bands, strict=True)):
        middle, colour = rows[2], NAMED[place]
        last, what = fate(middle)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(range(steps + 1)),
                "name": one.name,
                "y": plain(np.where(middle > 0.0, middle, np.nan)),
                "showlegend": False,
                "line": {"color": colour, "width": 3, "dash": DASHES[place]},
                "hoverinfo": "text",
                "hovertext": [
                    _(
                        "{name}, {steps} back: median {middle}<br>10–90 % of draws: {lower} to {upper}"
                    ).format(name=one.name, steps=d, middle=power(m), lower=power(a), upper=power(b))
                    + f"<br>{one.what}"
                    for d, (__, a, m, b, __) in enumerate(rows.T)
                ],
            }
        )
        at = float(np.clip(np.log10(middle[last]), -half, half))
        ends.append(
            end(
                steps,
                at,
                f"{one.name}: {fate_words(what, last) if what else power(middle[last])}",
                colour,
                dark,
            )
        )
    return {
        "data": data,
        "layout": layout(
            _("What is done about it: the gradient’s norm against distance, medians"),
            dark,
            420,
            xaxis={
                "title": {"text": _("distance: steps back from the end")},
                "zeroline": False,
                "showgrid": False,
                "range": [0, steps],
            },
            yaxis=log_axis(half, _("norm of the gradient (log scale)"), dark),
            shapes=[level(1.0, dark)],
            annotations=apart(ends, 324 / (2 * half), 20.0),
            margin={"l": 72, "r": 320, "t": 44, "b": 52},
            hovermode="closest",
        ),
    }


def remedies_sentence(found: Sequence[Remedy], limit: float, forget: float, steps: int) -> str:
    """What clipping did here, and what an LSTM's forget bias stands for."""
    factor = float(np.median(found[1].norms[0] / found[0].norms[0]))
    capped = (
        _(
            "Clipping here multiplied the whole gradient by {factor} (median), so that its norm "
            "by all parameters is at most {limit}: the curve moves down as it is. It caps the "
            "size and brings no vanished signal back."
        ).format(factor=power(factor), limit=power(limit))
        if factor < 1.0
        else _(
            "Clipping changes nothing here: the gradient is within the limit. It brings no vanished "
            "signal back."
        )
    )
    gate = 1.0 / (1.0 + np.exp(-forget))
    return _(
        "{capped} An LSTM’s cell keeps a share of its gradient at each step, at first about σ(forget "
        "bias): σ(1) = 0.73 leaves {left} after {steps} steps, σ({forget:g}) = {gate} leaves {more}."
    ).format(
        capped=capped,
        left=power(0.7310585786300049**steps),
        steps=steps,
        forget=forget,
        gate=number(float(gate)),
        more=power(float(gate**steps)),
    )
