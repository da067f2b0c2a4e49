"""Where the states of a chain stand, and how steep their activation is there, as heat maps."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.chain_backward import Passes, shares
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.numbers import number, percent, power
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.vanishing.chain_norms import GROWS
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

BINS = 41
BENT = 10.0  # states beyond it need a bent axis
SLOPES = {
    "identity": N_("Linear: every slope is 1. The states have no say, the matrix decides."),
    "tanh": N_(
        "tanh’s slope is 1 − h²: 1 where the state is 0, almost nothing where it is near −1 or 1. "
        "Each step back multiplies by it."
    ),
    "relu": N_(
        "ReLU’s slope is 1 for units that are on and 0 for those that are off: what comes back to "
        "an off unit goes no further."
    ),
}


@dataclass(frozen=True)
class _Axis:
    """What stands at the side of a heat map: values from low to high, in bins."""

    low: float
    high: float
    title: str
    name: str  # of a value, for hovers
    bent: bool = False  # as the inverse hyperbolic sine

    def shares(self, values: Array) -> Array:
        """The share of the units in each bin, at each step, `(T, BINS)`."""
        return shares(np.arcsinh(values) if self.bent else values, self.low, self.high, BINS)

    def ticks(self) -> list[float]:
        """The places of some round values."""
        if not self.bent:
            places = (-self.high, -self.high / 2, 0.0, self.high / 2, self.high)
            return [place for place in places if place >= self.low]
        most = int(np.log10(np.sinh(min(self.high, 700.0))) + 1e-9)
        every = max(1, -(-most // 4))
        powers = np.arange(0 if every == 1 else every, most + 1, every)
        up = [float(np.arcsinh(10.0**exponent)) for exponent in powers]
        return [place for place in (*(-u for u in reversed(up)), 0.0, *up) if place >= self.low]

    def written(self, place: float) -> str:
        """The value at a place."""
        return power(float(f"{np.sinh(place):.3g}")) if self.bent else number(place)


def saturation(done: Passes, activation: str, dark: bool) -> tuple[Part, Part]:
    """Where the states stand at each step, over all units and draws, and the slopes f' there: the share
    of units in each of some bins, the mean slope as a line."""
    hidden = done.tape.hidden.reshape(done.tape.steps, -1)
    axis = _state_axis(hidden, activation)
    states = _heat(axis, hidden, _("Where the states stand: share of units"), dark)
    ticks = axis.ticks()
    states["layout"]["yaxis"] |= {
        "tickvals": ticks,
        "ticktext": [axis.written(place) for place in ticks],
    }
    slopes = np.ones_like(hidden) if done.slopes is None else done.slopes.reshape(hidden.shape)
    return states, _slopes(slopes, activation, dark)


def _state_axis(hidden: Array, activation: str) -> _Axis:
    most = float(np.abs(hidden[np.isfinite(hidden)]).max(initial=0.0))
    bent = activation != "tanh" and most > BENT
    side = 1.0 if activation == "tanh" else max(float(np.arcsinh(most)) if bent else most, 1e-6)
    low = 0.0 if activation == "relu" else -side
    return _Axis(
        low,
        side,
        _("hidden state h (logarithmic far from 0)") if bent else _("hidden state h"),
        "h",
        bent,
    )


def _slopes(slopes: Array, activation: str, dark: bool) -> Part:
    """The slopes `(T, N)` that the states have, and their mean."""
    usable = np.where(np.isfinite(slopes), slopes, np.nan)
    known = np.isfinite(usable)
    mean = np.where(known, usable, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    slope = {"tanh": "1 − h²", "relu": _("0 or 1"), "identity": _("always 1")}[activation]
    title = _("Slopes, {slope}: on average {mean}").format(slope=slope, mean=number(float(mean.mean())))
    made = _heat(_Axis(0.0, 1.0, _("slope f′"), _("slope")), usable, title, dark)
    hover = plotly.hover(_("step %{x}: the mean slope is %{y:digits}"))
    steps = range(1, len(mean) + 1)
    made["data"].append(plotly.line(steps, mean, pen(GROWS, 3), hovertemplate=hover))
    return made


def _heat(axis: _Axis, values: Array, title: str, dark: bool) -> Part:
    """The share of the units in each bin of an axis, over the steps."""
    found = axis.shares(values)
    width = (axis.high - axis.low) / BINS
    most = float(np.nan_to_num(found).max()) or 1.0
    ends = (0.0, most / 2, most)
    hover = _("step %{{x}}: %{{z:percent}} of the units<br>have {name} near here").format(
        name=axis.name
    )
    heat = plotly.heat_map(
        plotly.sent(np.where(found > 0.0, found, np.nan).T),  # where nobody is, the ground shows
        "Cividis",
        0.0,
        most,
        x0=1,
        dx=1,
        y0=axis.low + width / 2,
        dy=width,
        # where the axis is bent, its places are no values: the rows are named
        meta={"y": [axis.written(axis.low + (row + 0.5) * width) for row in range(BINS)]},
        hoverongaps=False,
        hovertemplate=plotly.hover(hover),
        colorbar=plotly.colour_bar(ends, [percent(end) for end in ends], thickness=10),
    )
    middles = axis.low + (np.arange(BINS) + 0.5) * width
    heat = exactly(
        heat, y=np.sinh(middles) if axis.bent else middles, z=found.T, meta={"y": None, "x": None}
    )
    return plotly.figure(
        [heat],
        title,
        dark,
        260,
        xaxis=plotly.axis(_("time step"), grid=False),
        yaxis=plotly.axis(axis.title, grid=False),
    )
