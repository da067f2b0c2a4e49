"""The norm of a gradient along a chain against distance, over many draws, with its bound."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import INK, NAMED, see_through
from rnnviz.figures.vanishing.chain_numbers import norm_sheets
from rnnviz.figures.vanishing.chain_sentences import fate, fate_words, verdict
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

# half the height of a log axis around 1, in powers of ten; in steps, so that one can see a curve tip
HALVES = (1, 2, 3, 4, 6, 8, 12, 16, 25, 40, 60, 100, 160, 250, 308)
TICKS = (1, 2, 3, 5, 10, 20, 50, 100)
FALLS, GROWS, HOLDS = NAMED[:3]
HEIGHT, TOP, BOTTOM = 420, 44, 52
TINY, HUGE = 1e-300, 1e300  # what a picture can hold
HIDDEN: Part = {"hoverinfo": "skip"}


@dataclass(frozen=True)
class _Norms:
    """What is drawn: norms `(T + 1, draws)`, and what that says about the picture."""

    norms: Array
    growth: float
    dark: bool
    lost: int
    least: float = 0.0

    @cached_property
    def rows(self) -> Array:
        """Least, 10 %, median, 90 % and largest of the draws, `(5, T + 1)`."""
        return band(self.norms)

    @property
    def middle(self) -> Array:
        middle: Array = self.rows[2]
        return middle

    @property
    def steps(self) -> int:
        return len(self.norms) - 1

    @cached_property
    def alike(self) -> bool:
        """Whether one line says it all, as with a fixed matrix and start."""
        return bool((self.rows[4] <= self.rows[0] * (1.0 + 1e-9)).all())

    @cached_property
    def half(self) -> float:
        return max(half_of(self.rows[1:4]), self.least)

    @cached_property
    def fate(self) -> tuple[int, str]:
        return fate(self.middle)

    @cached_property
    def colour(self) -> str:
        """One colour for what dies, one for what explodes, one for what holds."""
        _last, what = self.fate
        if what:
            return GROWS if what == "overflowed" else FALLS
        change = float(np.log10(self.middle[-1]) - np.log10(self.middle[0]))
        return HOLDS if abs(change) < 0.01 else FALLS if change < 0 else GROWS


def chain_norms(norms: Array, growth: float, dark: bool, lost: int = 0, least: float = 0.0) -> Part:
    """The norm of the gradient against distance, `(T + 1, draws)`, on a log axis with 1 in its middle:
    median, 10-90 % and all of the draws, and the bound `growth` ** distance above them.

    `lost` is the step at which the states overflowed, 0 if they did not; the axis shows at least so
    many powers of ten (`least`) above and below 1.
    """
    drawn = _Norms(norms, growth, dark, lost, least)
    bound, bound_ends, bound_notes = _bound(drawn)
    marks, mark_notes = _fate_mark(drawn)
    ends = [
        line_end(drawn.steps, 0.0, _("1: nothing changes"), INK[dark], dark),
        *bound_ends,
        *_median_ends(drawn),
    ]
    pixels = (HEIGHT - TOP - BOTTOM) / (2 * drawn.half)
    made = plotly.figure(
        [*_bands(drawn), bound, _median(drawn), *marks],
        verdict(norms, lost),
        dark,
        HEIGHT,
        xaxis=distance_axis(drawn.steps),
        yaxis=log_axis(drawn.half, _("norm of the gradient (log scale)")),
        shapes=[line_at_one(dark)],
        annotations=_corners(drawn.half) + bound_notes + mark_notes + plotly.apart(ends, pixels, 20.0),
        margin={"l": 72, "r": 168, "t": TOP, "b": BOTTOM},
        hovermode="closest",
    )
    with np.errstate(over="ignore"):
        limits = drawn.middle[0] * growth ** np.arange(drawn.steps + 1.0)
    return told(made, norm_sheets(norms, limits), [norms, limits])


# -- axes ------------------------------------------------------------------------------------------


def half_of(drawn: Array) -> float:
    """Powers of ten above and below 1 that a log axis needs for what is drawn."""
    good = drawn[np.isfinite(drawn) & (drawn > 0.0)]
    most = float(np.abs(np.log10(good)).max(initial=0.0)) * 1.04
    return next((half for half in HALVES if half >= most), HALVES[-1])


def log_axis(half: float, title: str) -> Part:
    """A log axis with 1 in its middle, so many powers of ten up and down."""
    return plotly.log_axis(title, -half, half, next(step for step in TICKS if 4 * step >= half))


def distance_axis(steps: int) -> Part:
    """Steps back from the end of a chain."""
    return plotly.axis(_("distance: steps back from the end"), grid=False, range=[0, steps])


def line_at_one(dark: bool, layer: str = "below") -> Part:
    """The line at which nothing changes."""
    return plotly.level(1.0, pen(INK[dark], 1.5), layer=layer)


def _ten(exponent: float) -> float:
    return float(10.0 ** np.clip(exponent, -307.0, 308.0))


def _corners(half: float) -> list[Part]:
    """What the upper and the lower half of the picture stand for."""
    look = {"xref": "paper", "xanchor": "left", "opacity": 0.6, "font": {"size": 15}}
    return [
        plotly.label(0.012, place * half, text, yanchor=anchor, **look)
        for text, place, anchor in ((_("↑ explodes"), 0.97, "top"), (_("↓ vanishes"), -0.97, "bottom"))
    ]


# -- what the draws do -----------------------------------------------------------------------------


def _bands(drawn: _Norms) -> list[Part]:
    """All draws, and of them 10 to 90 %, as areas around the median."""
    least, lower, _middle, upper, largest = drawn.rows
    low, high = max(_ten(-drawn.half - 2), TINY), min(_ten(drawn.half + 2), HUGE)
    traces: list[Part] = []
    shown: list[tuple[Array, Part]]
    for below, above, share in ((least, largest, "0.1"), (lower, upper, "0.22")):
        fill = see_through(drawn.colour, share)
        here = np.isfinite(below) & (above > 0.0) & (not drawn.alike)
        shown = [(below, {}), (above, {"fill": "tonexty", "fillcolor": fill})]
        for edge, area in shown:
            # close to what can be seen: 0 and infinity have no place on a log axis
            y = np.clip(edge[here], low, high)
            traces.append(plotly.line(np.flatnonzero(here), y, pen(fill, 1), **HIDDEN, **area))
    return traces


def _median(drawn: _Norms) -> Part:
    words = []
    for d, (least, lower, middle, upper, largest) in enumerate(drawn.rows.T):
        text = _("{steps} back: median {middle}").format(steps=d, middle=power(middle))
        if not drawn.alike:
            text += _("<br>10–90 % of draws: {lower} to {upper}<br>all: {low} to {high}").format(
                lower=power(lower), upper=power(upper), low=power(least), high=power(largest)
            )
        words.append(text)
    y = np.where(drawn.middle > 0.0, drawn.middle, np.nan)
    hover: Part = {"hoverinfo": "text", "hovertext": words}
    return plotly.line(range(drawn.steps + 1), y, pen(drawn.colour, 4), **hover, name="median")


def _median_ends(drawn: _Norms) -> list[Part]:
    """Where the median and the upper edge of the band end, if they come to the end."""
    last, what = drawn.fate
    if what:
        return []
    value = power(drawn.middle[last])
    text = value if drawn.alike else _("median {middle}").format(middle=value)
    at = float(np.clip(np.log10(drawn.middle[last]), -drawn.half, drawn.half))
    ends = [line_end(drawn.steps, at, f"<b>{text}</b>", drawn.colour, drawn.dark, 17)]
    upper = drawn.rows[3, -1]
    if not drawn.alike and np.isfinite(upper):
        where = min(float(np.log10(upper)), drawn.half * 0.97)
        text = _("10–90 % of {draws} draws").format(draws=drawn.norms.shape[1])
        ends.append(line_end(drawn.steps, where, text, drawn.colour, drawn.dark, 13))
    return ends


def _fate_mark(drawn: _Norms) -> tuple[list[Part], list[Part]]:
    """A cross where the median stops, and what happened there; nothing if it comes to the end."""
    last, what = drawn.fate
    if not what:
        return [], []
    said = fate_words(what, last)
    if drawn.lost and what == "overflowed":
        said = _("the states overflowed at step {lost}: no slope, no gradient").format(lost=drawn.lost)
    at = float(np.clip(np.log10(drawn.middle[last]), -drawn.half, drawn.half))
    marker = {"symbol": "x", "size": 14, "color": drawn.colour}
    hover = {"hoverinfo": "text", "hovertext": [said]}
    look = {"showlegend": False, "cliponaxis": False, "name": "end"}
    mark = plotly.marks([last], [_ten(at)], marker, **look, **hover)
    late, shift = last > 0.5 * drawn.steps, 40 if abs(at) > 0.7 * drawn.half else 14
    side = {"xanchor": "right", "xshift": -14} if late else {"xanchor": "left", "xshift": 14}
    up = {"yshift": shift if at < 0 else -shift}
    return [mark], [line_end(last, at, said, drawn.colour, drawn.dark, 16, **side, **up)]


# -- the bound -------------------------------------------------------------------------------------


def _bound(drawn: _Norms) -> tuple[Part, list[Part], list[Part]]:
    """The bound as a line, and its name: at its end, or where it leaves the picture."""
    y, leaves = _bound_line(drawn.steps, drawn.growth, drawn.middle[0], drawn.half)
    line = plotly.line(
        range(drawn.steps + 1),
        y,
        pen(INK[drawn.dark], 2, "dash"),
        hoverinfo="y",
        name="bound",
        hovertemplate=plotly.hover(_("no draw can be above<br>%{y:digits} at distance %{x}")),
    )
    named = _("bound: ({rate})<sup>distance</sup>").format(rate=power(drawn.growth))
    if leaves < drawn.steps:
        up = drawn.growth > 1.0
        x = max(leaves, 0.2 * drawn.steps)  # not on the corner's words
        half = drawn.half if up else -drawn.half
        anchor = "top" if up else "bottom"
        return line, [], [line_end(x, half, named, INK[drawn.dark], drawn.dark, yanchor=anchor)]
    if last := y[-1]:
        at = float(np.log10(last))
        return line, [line_end(drawn.steps, at, named, INK[drawn.dark], drawn.dark)], []
    return line, [], []


def _bound_line(
    steps: int, growth: float, first: float, half: float
) -> tuple[list[float | None], float]:
    """The bound at each distance, as far as it can be seen, and the distance at which it leaves."""
    with np.errstate(divide="ignore"):
        rate, begin = float(np.log10(growth)), float(np.log10(first))
    if not np.isfinite(rate):
        return [first] + [None] * steps, 0.0 if np.isinf(rate) else float(steps)
    logs = begin + rate * np.arange(steps + 1)
    room = half - begin if rate > 0 else half + begin
    leaves = room / abs(rate) if rate else np.inf
    seen = np.abs(logs) <= min(half + 1.0, 307.0)
    return [_ten(v) if s else None for v, s in zip(logs, seen, strict=True)], float(min(leaves, steps))
