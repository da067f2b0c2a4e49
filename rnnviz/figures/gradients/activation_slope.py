"""An activation and its slope as curves, with where the units of an opened step stand on both."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.activation_slope import STEEPEST, OnCurve, slope_at, value_of
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.numbers import number, three_digits
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import INK, MARKS, NAMED
from rnnviz.figures.gradients.gradient_numbers import slope_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, listed

POINTS = 161
LEAST_SIDE, MOST_SIDE = 4.0, 50.0  # of the axis of sums
MOST_TANGENTS = 8  # units; of more, only the chosen one has its tangent
HALF = 0.45  # of a tangent's length along the axis of sums
NAMES = {"tanh": "tanh", "sigmoid": "σ", "relu": "ReLU", "identity": "id"}
SLOPES = {"tanh": "1 − h²", "sigmoid": "h (1 − h)", "relu": "[h > 0]", "identity": "1"}
DERIVED = {
    "tanh": N_(
        "tanh a = u / v with u = eᵃ − e⁻ᵃ and v = eᵃ + e⁻ᵃ. Then u′ = v and v′ = u, and the "
        "quotient rule gives (v v − u u) / v² = 1 − (u / v)² = 1 − h². It is 1 at a = 0, its most, "
        "and almost 0 at both ends, where the curve is flat: a push moves nothing there, so nothing "
        "comes back."
    ),
    "sigmoid": N_(
        "σ(a) = 1 / (1 + e⁻ᵃ). Its derivative is e⁻ᵃ / (1 + e⁻ᵃ)² = σ (1 − σ) = h (1 − h). It is ¼ at "
        "a = 0, its most, and almost 0 at both ends: each step through it keeps at most a quarter."
    ),
    "relu": N_(
        "ReLU(a) is a where a > 0, with slope 1, and 0 where it is not, with slope 0. It dies at "
        "one end only: a unit that is off sends nothing back, one that is on passes all of it on."
    ),
    "identity": N_("The identity has the slope 1 everywhere: it neither dies nor bends."),
}


def name_of(activation: str) -> str:
    """An activation as formulas write it."""
    return NAMES[activation]


def as_if(found: OnCurve, own: Sequence[str]) -> str:
    """What is to be known where a curve is not one of the network's `own`."""
    if found.activation in own:
        return ""
    return _("The network has {own}; these are its sums as if {name} were in its place.").format(
        own=listed(map(name_of, own)), name=name_of(found.activation)
    )


def sentence(found: OnCurve, step: int) -> str:
    """Where the units stand at a step (from 0), with how much is left of what arrives; nothing of a
    straight line."""
    if found.activation == "identity":
        return ""
    return _(
        "Step {step}, {name}: the slopes are {least} to {most}, on average {mean}; {flat} of "
        "{count} stand where the curve is as good as flat (a slope below a tenth of the steepest, "
        "{steepest})."
    ).format(
        step=step + 1,
        name=name_of(found.activation),
        least=three_digits(float(found.slopes.min())),
        most=three_digits(float(found.slopes.max())),
        mean=number(found.mean),
        flat=found.flat,
        count=found.slopes.size,
        steepest=number(STEEPEST[found.activation]),
    )


@np.errstate(over="ignore", invalid="ignore")  # what overflows is not drawn
def activation_slope(found: OnCurve, step: int, unit: int, dark: bool) -> Part:
    """The curve f(a), its slope f'(a), the units on both, and tangents whose slope is f'."""
    side = _side(found.sums)
    a = np.linspace(-side, side, POINTS)
    h = value_of(found.activation, a)
    slopes = slope_at(found.activation, h)
    name, colours = name_of(found.activation), (NAMED[0], NAMED[1])
    ends = [
        line_end(side, float(h[-1]), f"<b>{name}</b>", colours[0], dark),
        line_end(side, float(slopes[-1]), f"<b>{SLOPES[found.activation]}</b>", colours[1], dark),
    ]
    low, high = _range(np.concatenate([h, slopes]))
    made = plotly.figure(
        [
            plotly.line(a, h, pen(colours[0], 3), hoverinfo="skip", name=name),
            plotly.line(a, slopes, pen(colours[1], 3, "dash"), hoverinfo="skip", name=_("slope")),
            *_points(found, colours),
        ],
        _("{name} and its slope {slope}: on average {mean} at step {step}").format(
            name=name, slope=SLOPES[found.activation], mean=number(found.mean), step=step + 1
        ),
        dark,
        340,
        xaxis=plotly.axis(_("a: the sum before the activation"), range=[-side, side]),
        yaxis=plotly.axis(_("h and its slope"), range=[low, high]),
        shapes=_tangents(found, unit, dark),
        annotations=plotly.apart(ends, 244 / (high - low)),
        margin={"l": 64, "r": 96, "t": 44, "b": 52},
    )
    return told(made, slope_sheets(found), [found.sums, found.values, found.slopes])


def _side(sums: Array) -> float:
    finite = np.abs(sums[np.isfinite(sums)])
    return float(np.clip(1.1 * finite.max(initial=0.0), LEAST_SIDE, MOST_SIDE))


def _range(drawn: Array) -> tuple[float, float]:
    room = 0.08 * float(drawn.max() - drawn.min())
    return float(drawn.min()) - room, float(drawn.max()) + room


def _points(found: OnCurve, colours: tuple[str, str]) -> list[Part]:
    """The units: on the curve and on the slope, each row of the sums with a mark of its own."""
    made = []
    for mark, name, sums, values, slopes in zip(
        MARKS, found.names, found.sums, found.values, found.slopes, strict=False
    ):
        said = [
            _("{name}, unit {unit}: a = {a}, h = {h}, slope = {slope}").format(
                name=name,
                unit=unit,
                a=number(float(x)),
                h=number(float(y)),
                slope=three_digits(float(s)),
            )
            for unit, (x, y, s) in enumerate(zip(sums, values, slopes, strict=True), 1)
        ]
        for colour, at in zip(colours, (values, slopes), strict=True):
            marker = {
                "symbol": mark,
                "size": 10,
                "color": colour,
                "line": {"color": "#ffffff", "width": 1},
            }
            more = {"hovertext": said, "hoverinfo": "text", "showlegend": False, "name": name}
            made.append(plotly.marks(sums, at, marker, **more))
    return made


def _tangents(found: OnCurve, unit: int, dark: bool) -> list[Part]:
    """Short rules through points of the curve, as steep as the slope says."""
    size = found.sums.shape[1]
    units = range(size) if found.sums.size <= MOST_TANGENTS else [min(unit, size - 1)]
    made = []
    for row, place in ((row, place) for row in range(len(found.sums)) for place in units):
        x, y, slope = (float(part[row, place]) for part in (found.sums, found.values, found.slopes))
        if np.isfinite([x, y, slope]).all():
            ends = (x - HALF, x + HALF), (y - HALF * slope, y + HALF * slope)
            made.append(plotly.segment(*ends, pen(INK[dark], 2)))
    return made
