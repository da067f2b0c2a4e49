"""The gradient norm of each parameter while a watched loop trains."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import DASHES, NAMED, colour_of
from rnnviz.figures.watch.gradient_by_step import BOTTOM, HEIGHT, TOP, decades
from rnnviz.text.language import _, listed

MOST = 8  # parameters that have a line, those with the largest gradients last
LINE = 17.0  # pixels from one name to the next
FEW = 10  # steps that all have their number


def parameters(named: Sequence[dict[str, float]]) -> list[str]:
    """The names of all parameters, in the order of their module."""
    return list(dict.fromkeys(name for norms in named for name in norms))


def chosen(named: Sequence[dict[str, float]]) -> list[str]:
    """Those that are drawn, in the same order."""
    names = parameters(named)
    last = {name: next((n[name] for n in reversed(named) if name in n), 0.0) for name in names}
    largest = sorted(names, key=lambda name: -last[name])[:MOST]
    return [name for name in names if name in largest]


def parameter_norms(at: Sequence[int], named: Sequence[dict[str, float]], dark: bool) -> Part:
    """Gradient norm against the loop's step for each parameter, on a log axis."""
    lines, ends, drawn = [], [], []
    for place, name in enumerate(chosen(named)):
        colour, shown = colour_of(place, dark), escape(name)
        values = np.array([norms.get(name, np.nan) for norms in named], float)
        found, values = values, np.where(values > 0.0, values, np.nan)
        drawn.append(values)
        lines.append(
            exactly(
                plotly.line(
                    list(at),
                    plotly.sent(values),
                    pen(colour, 2.0, DASHES[place // len(NAMED) % len(DASHES)]),
                    name=shown,
                    mode="lines+markers" if len(at) < 3 else "lines",
                    hovertemplate=plotly.hover(
                        _("step %{{x}} of the loop: ‖∂L/∂{name}‖ is %{{y:digits}}").format(name=shown)
                    ),
                ),
                y=found,
            )
        )
        known = np.flatnonzero(np.isfinite(values))
        if known.size:
            y = float(np.log10(values[known[-1]]))
            # below each other, wherever the lines end
            ends.append(line_end(at[-1], y, shown, colour, dark, size=13, name="end"))
    scale = decades(drawn)
    low, high = scale["range"]
    return plotly.figure(
        lines,
        norms_title(named),
        dark,
        HEIGHT,
        xaxis=plotly.axis(_("step of the loop"), **_steps(at)),
        yaxis=scale,
        annotations=plotly.within(ends, (HEIGHT - TOP - BOTTOM) / (high - low), low, high, LINE)
        or [plotly.instead(_("No gradient yet"))],
        meta={"listed": True},
        margin={"l": 76, "r": 210, "t": TOP, "b": BOTTOM},
    )


def _steps(at: Sequence[int]) -> Part:
    """The axis goes from the first to the last, in whole steps."""
    if not at:
        return {}
    alone = 0.5 if at[0] == at[-1] else 0.0
    return {"range": [at[0] - alone, at[-1] + alone]} | ({"dtick": 1} if at[-1] - at[0] < FEW else {})


def norms_title(named: Sequence[dict[str, float]]) -> str:
    """How many of the parameters are drawn."""
    shown, count = len(chosen(named)), len(parameters(named))
    if shown == count:
        return _("Gradient norm of each parameter")
    return _("Gradient norms: the {shown} largest of {count} parameters").format(
        shown=shown, count=count
    )


def norms_in_words(at: Sequence[int], named: Sequence[dict[str, float]]) -> str:
    """The same for those who cannot see it: where each is now."""
    if not named:
        return _("No gradient yet")
    said = [
        _("{name} {norm}").format(name=name, norm=power(named[-1][name]))
        for name in chosen(named)
        if name in named[-1]
    ]
    return _("Gradient norm of each parameter at step {step} of the loop: {norms}.").format(
        step=at[-1], norms=listed(said)
    )
