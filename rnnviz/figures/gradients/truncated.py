"""What a gradient loses when losses may not reach far back: truncated against full."""

import numpy as np

from rnnviz.analysis.truncated_gradient import Reaches
from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import DASHES, NAMED
from rnnviz.figures.gradients.distances import BOTTOM, HEIGHT, MARKED, PLOTTED, TOP
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, _n, listed


def truncated(found: Reaches, n: int | None, dark: bool) -> Part:
    """The truncated gradient against the full one for every reach k2 from 1: the cosine of their angle
    and the relative size, with the chosen `n` marked (None: nothing is cut)."""
    steps = len(found.cosine)
    lines = ((_("direction (cosine)"), found.cosine), (_("size (relative)"), found.size))
    good = np.concatenate([found.cosine, found.size])
    good = good[np.isfinite(good)]
    high = max(1.08, float(good.max(initial=1.0)) * 1.05)
    low = min(0.0, float(good.min(initial=0.0)) * 1.05)
    ends = [
        line_end(steps, float(values[-1]), f"<b>{name}</b>", NAMED[place], dark)
        for place, (name, values) in enumerate(lines)
        if np.isfinite(values[-1])
    ]
    rule, notes = ([], []) if n is None else _chosen(n, steps)
    if not good.size:
        notes.append(plotly.instead(_("no finite gradient to compare with")))
    title = _("every loss reaches so many steps (k2)")
    return plotly.figure(
        [_trace(name, values, place) for place, (name, values) in enumerate(lines)],
        truncated_sentence(found, n),
        dark,
        HEIGHT,
        xaxis=plotly.axis(title, grid=False, range=[0.9, 1.02 * max(steps, 2)]),
        yaxis=plotly.axis(_("truncated against full"), range=[low, high]),
        shapes=rule,
        annotations=notes + plotly.apart(ends, PLOTTED / (high - low)),
        margin={"l": 72, "r": 150, "t": TOP, "b": BOTTOM},
    )


def _trace(name: str, values: Array, place: int) -> Part:
    hover = _("every loss reaching %{{x}} steps: {name} %{{y:digits}}").format(name=name)
    return plotly.line(
        range(1, len(values) + 1),
        values,
        pen(NAMED[place], 3, DASHES[place]),
        mode="lines+markers" if len(values) < MARKED else "lines",
        name=name,
        marker={"size": 6},
        hovertemplate=plotly.hover(hover),
    )


def _chosen(n: int, steps: int) -> tuple[list[Part], list[Part]]:
    """The chosen reach as a rule, and its name."""
    at = min(n, steps)
    side = {"xanchor": "left" if at < 0.7 * steps else "right", "xshift": 4}
    bottom = {"yref": "paper", "yanchor": "bottom", "font": {"size": 15}}
    return [plotly.upright(at, pen(NAMED[1], 2.5))], [
        plotly.label(at, 0.02, f"n = {n}", **bottom, **side)
    ]


def kept_in_words(found: Reaches, n: int | None) -> str:
    """The picture for those who cannot see it: what some reaches keep, the chosen one among them."""
    steps = len(found.cosine)
    shown = sorted({1, 2, 5, 10, 20, steps, min(n or steps, steps)} & set(range(1, steps + 1)))
    parts = [
        _("{reach}: cosine {cosine}, {size} of the size").format(
            reach=reach,
            cosine=number(float(found.cosine[reach - 1])),
            size=number(float(found.size[reach - 1])),
        )
        for reach in shown
    ]
    said = _("{title}. What is kept of the gradient by the steps that each loss reaches. {parts}")
    return said.format(title=truncated_sentence(found, n), parts=listed(parts, N_("; ")))


def truncated_sentence(found: Reaches, n: int | None) -> str:
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
