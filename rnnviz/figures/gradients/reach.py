"""How far back something reaches: norm against distance, and what a gradient loses when it is cut.
Figures as plain dictionaries in Plotly's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.analysis.bounds import effective_length
from rnnviz.analysis.truncated_gradient import Reaches
from rnnviz.figures.base.numbers import number, power
from rnnviz.figures.base.plotly import apart
from rnnviz.figures.base.plotly import sent as plain
from rnnviz.figures.base.style import DASHES, FAINT, INK, NAMED, layout, on_ground
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

HEIGHT, TOP, BOTTOM = 330, 44, 52
MOST_DECADES = 16  # below the largest norm that an axis shows


@dataclass(frozen=True)
class Curve:
    """A norm by distance, `(T,)` from distance 0, under the name that stands at its end."""

    name: str
    values: Array
    place: int = 0  # which of the colours and dashes


def effective(values: Array) -> tuple[int, int] | None:
    """The distance at which a norm has fallen to one percent of where it starts, and that start: an
    LSTM's c is reached by a loss only from distance 1 on."""
    started = np.flatnonzero(np.isfinite(values) & (values > 0.0))
    if not started.size:
        return None
    first = int(started[0])
    length = effective_length(values[first:])
    return None if length is None else (first + length, first)


def effective_sentence(curve: Curve) -> str:
    """How far it reaches, in a sentence without its full stop."""
    if not np.isfinite(curve.values).any() or not np.nan_to_num(curve.values).any():
        return _("{name}: nothing to follow").format(name=curve.name)
    found = effective(curve.values)
    if found is None:
        good = np.flatnonzero(np.isfinite(curve.values) & (curve.values > 0.0))
        return _("{name}: never below 1 % within {steps} steps").format(name=curve.name, steps=good[-1])
    return _("{name}: 1 % is left after {steps} steps").format(name=curve.name, steps=found[0])


def distances(
    curves: Sequence[Curve], limit: Array | None, rate: float | None, text: str, dark: bool
) -> dict[str, Any]:
    """Norms against distance on a log axis, each line named at its end, and above them the `limit`
    (T,) that none can pass, `rate` to the power of the distance; the effective length is marked."""
    steps = max(len(curve.values) for curve in curves) - 1
    good = np.concatenate([c.values[np.isfinite(c.values) & (c.values > 0.0)] for c in curves])
    most = float(np.log10(good.max(initial=1e-300))) if good.size else 0.0
    least = float(np.log10(good.min())) if good.size else -1.0
    low, high = max(np.floor(least - 0.1), most - MOST_DECADES), np.ceil(most + 0.3)
    pixels = (HEIGHT - TOP - BOTTOM) / (high - low)
    data, ends, notes, shapes = [], [], [], []
    if limit is not None and np.isfinite(limit).any() and rate is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(limit)
        seen = np.isfinite(logs) & (logs < high + 1.0) & (logs > low - 1.0)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": np.flatnonzero(seen).tolist(),
                "y": limit[seen].tolist(),
                "name": "bound",
                "showlegend": False,
                "line": {"color": INK[dark], "width": 2, "dash": "dash"},
                "hovertemplate": _("at distance %{x} it cannot be above %{y:.3g}") + "<extra></extra>",
            }
        )
        named = _("bound: ({rate})<sup>distance</sup>").format(rate=power(rate))
        start, slope = float(logs[0]), float(np.log10(rate)) if rate > 0.0 else -np.inf
        edge = high if slope > 0.0 else low
        leaves = (edge - start) / slope if slope else np.inf
        if leaves > steps:
            ends.append(_end(steps, start + slope * steps, named, INK[dark], dark))
        elif np.isfinite(leaves):
            notes.append(
                _end(max(leaves, 0.05 * steps), edge, named, INK[dark], dark)
                | {"yanchor": "top" if slope > 0.0 else "bottom"}
            )
    for curve in curves:
        colour = NAMED[curve.place % len(NAMED)]
        y = plain(np.where(curve.values > 0.0, curve.values, np.nan))
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if steps < 60 else "lines",
                "x": list(range(len(y))),
                "y": y,
                "name": curve.name,
                "showlegend": False,
                "line": {"color": colour, "width": 3, "dash": DASHES[curve.place % len(DASHES)]},
                "marker": {"size": 6},
                "hovertemplate": _("{name}, %{{x}} steps back: %{{y:.3g}}").format(name=curve.name)
                + "<extra></extra>",
            }
        )
        here = [(x, value) for x, value in enumerate(y) if value is not None]
        if here:
            x, value = here[-1]
            at = float(np.clip(np.log10(value), low, high))
            ends.append(_end(x, at, f"<b>{curve.name}</b>", colour, dark))
        found = effective(curve.values)
        if found is not None and low <= np.log10(max(curve.values[found[0]], 1e-300)):
            shapes.append(
                {
                    "type": "line",
                    "x0": found[0],
                    "x1": found[0],
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": colour, "width": 1.5, "dash": "dot"},
                }
            )
            if len(curves) == 1:
                notes.append(
                    {
                        "text": _("1 % left: {steps} steps").format(steps=found[0]),
                        "x": found[0],
                        "yref": "paper",
                        "y": 0.02,
                        "yanchor": "bottom",
                        "showarrow": False,
                        "font": {"size": 14},
                        "xanchor": "left" if found[0] < 0.6 * steps else "right",
                        "xshift": 4,
                    }
                )
    if not good.size:
        notes.append(
            {
                "text": _("nothing finite to draw"),
                "xref": "paper",
                "yref": "paper",
                "x": 0.5,
                "y": 0.5,
                "showarrow": False,
            }
        )
    each = max(1, int(-(-(high - low) // 6)))
    return {
        "data": data,
        "layout": layout(
            text,
            dark,
            HEIGHT,
            xaxis={
                "title": {"text": _("distance: steps back from the loss")},
                "zeroline": False,
                "showgrid": False,
                "range": [-0.02 * max(steps, 1), 1.02 * max(steps, 1)],
            },
            yaxis={
                "type": "log",
                "title": {"text": _("norm (log scale)")},
                "exponentformat": "power",
                "gridcolor": FAINT[dark],
                "range": [low, high],
                "dtick": each,
                "zeroline": False,
            },
            shapes=shapes,
            annotations=notes + apart(ends, pixels, 19.0),
            margin={"l": 72, "r": 150, "t": TOP, "b": BOTTOM},
        ),
    }


def kept(found: Reaches, n: int | None, dark: bool) -> dict[str, Any]:
    """The truncated gradient against the full one for every reach k2 from 1: the cosine of their angle
    and the relative size, with the chosen `n` marked (None: nothing is cut)."""
    steps = len(found.cosine)
    data, ends, notes, shapes = [], [], [], []
    names = (_("direction (cosine)"), _("size (relative)"))
    for place, (name, values) in enumerate(zip(names, (found.cosine, found.size), strict=True)):
        colour = NAMED[place]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if steps < 60 else "lines",
                "x": list(range(1, steps + 1)),
                "y": plain(values),
                "name": name,
                "showlegend": False,
                "line": {"color": colour, "width": 3, "dash": DASHES[place]},
                "marker": {"size": 6},
                "hovertemplate": _("every loss reaching %{{x}} steps: {name} %{{y:.3f}}").format(
                    name=name
                )
                + "<extra></extra>",
            }
        )
        if np.isfinite(values[-1]):
            ends.append(_end(steps, float(values[-1]), f"<b>{name}</b>", colour, dark))
    good = np.concatenate([found.cosine, found.size])
    good = good[np.isfinite(good)]
    high = max(1.08, float(good.max(initial=1.0)) * 1.05)
    low = min(0.0, float(good.min(initial=0.0)) * 1.05)
    if n is not None:
        at = min(n, steps)
        shapes.append(
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": "#d55e00", "width": 2.5},
            }
        )
        notes.append(
            {
                "text": f"n = {n}",
                "x": at,
                "yref": "paper",
                "y": 0.02,
                "yanchor": "bottom",
                "xanchor": "left" if at < 0.7 * steps else "right",
                "xshift": 4,
                "showarrow": False,
                "font": {"size": 15},
            }
        )
    if not good.size:
        notes.append(
            {
                "text": _("no finite gradient to compare with"),
                "xref": "paper",
                "yref": "paper",
                "x": 0.5,
                "y": 0.5,
                "showarrow": False,
            }
        )
    return {
        "data": data,
        "layout": layout(
            kept_sentence(found, n),
            dark,
            HEIGHT,
            xaxis={
                "title": {"text": _("every loss reaches so many steps (k2)")},
                "zeroline": False,
                "showgrid": False,
                "range": [0.9, 1.02 * max(steps, 2)],
            },
            yaxis={
                "title": {"text": _("truncated against full")},
                "range": [low, high],
                "zeroline": False,
            },
            shapes=shapes,
            annotations=notes + apart(ends, (HEIGHT - TOP - BOTTOM) / (high - low), 19.0),
            margin={"l": 72, "r": 150, "t": TOP, "b": BOTTOM},
        ),
    }


def kept_sentence(found: Reaches, n: int | None) -> str:
    """What is left of the gradient with a reach, in a sentence without its full stop."""
    steps = len(found.cosine)
    if not np.isfinite(found.size[-1]):
        return _("Truncated against full: no gradient to compare with")
    if n is None:
        return _("What each reach would keep of the whole gradient")
    at = min(n, steps)
    cosine, size = found.cosine[at - 1], found.size[at - 1]
    if at == steps:
        return _("Reaching all {steps} steps, nothing is lost").format(steps=steps)
    return _n(
        "Reaching {at} step: cosine {cosine}, {size} of the size",
        "Reaching {at} steps: cosine {cosine}, {size} of the size",
        at,
    ).format(at=at, cosine=number(float(cosine)), size=number(float(size)))


def _end(x: float, y: float, text: str, colour: str, dark: bool) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "font": {"color": on_ground(colour, dark), "size": 15},
    }
