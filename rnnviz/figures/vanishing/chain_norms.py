"""What becomes of a gradient along a chain: its norm against distance, and the words for it.
Figures as plain dictionaries in Plotly's form."""

from typing import Any

import numpy as np

from rnnviz.analysis.chain_backward import Walk, band
from rnnviz.analysis.matrix_chain import Chain, Spectrum
from rnnviz.figures.base.style import FAINT, INK, NAMED, apart, layout, number, on_ground
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

# half the height of a log axis around 1, in powers of ten; in steps, so that one can see a curve tip
HALVES = (1, 2, 3, 4, 6, 8, 12, 16, 25, 40, 60, 100, 160, 250, 308)
TICKS = (1, 2, 3, 5, 10, 20, 50, 100)
FALLS, GROWS, HOLDS = NAMED[:3]
HEIGHT, TOP, BOTTOM = 440, 44, 52
TINY, HUGE = 1e-300, 1e300  # what a picture can hold


def growth(spectrum: Spectrum, done: Walk) -> float:
    """By how much one step can multiply a gradient at most: the largest singular value of all draws
    times the largest slope met."""
    slope = 1.0 if done.slopes is None else float(np.nan_to_num(done.slopes).max())
    return float(spectrum.singular.max()) * slope


def reading_sentence(chain: Chain, spectrum: Spectrum, growth: float) -> str:
    """What the spectrum says about what can happen, and what will."""
    largest, radius = power(float(spectrum.singular[0, 0])), power(spectrum.radius)
    many = len(spectrum.singular) > 1
    first = (
        _(
            "The first draw’s largest singular value, {largest}, is what one step can stretch at most; "
            "its largest eigenvalue, {radius} in size, is what many steps come to."
        )
        if many
        else _(
            "Its largest singular value, {largest}, is what one step can stretch at most; its largest "
            "eigenvalue, {radius} in size, is what many steps come to."
        )
    ).format(largest=largest, radius=radius)
    if growth <= 1.0 + 1e-9:
        return _("{first} No step makes anything larger: it cannot explode.").format(first=first)
    if chain.activation != "identity":
        return _("{first} The slopes below, at most 1, can only take from that.").format(first=first)
    if many:
        radii = np.abs(spectrum.eigenvalues).max(axis=1)
        return _("{first} In {outside} of {count} draws one lies outside the circle.").format(
            first=first, outside=int((radii > 1.0).sum()), count=len(radii)
        )
    if spectrum.radius < 1.0:
        return _("{first} It may grow for a while, but in the end it must die.").format(first=first)
    return first


def power(value: float) -> str:
    """A number of any size in words that a sentence can hold: 0.53, 12.3, 4.1·10⁻⁷."""
    if value == 0.0:
        return "0"
    if not np.isfinite(value) or 0.01 <= abs(value) < 100.0:
        return number(value)
    if 100.0 <= abs(value) < 10_000.0:
        return f"{value:,.0f}".replace("-", "−")
    mantissa, exponent = f"{value:.1e}".split("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa.replace('-', '−')}·10{raised}"


def fate(middle: Array) -> tuple[int, str]:
    """The last distance at which a norm `(T + 1,)` can be drawn, and what happened at the next:
    "overflowed", "tiny" or "zero", "" if there is none."""
    good = np.isfinite(middle) & (middle > 0.0)
    if good.all():
        return len(middle) - 1, ""
    gone = int(good.argmin())
    if not np.isfinite(middle[gone]):
        return gone - 1, "overflowed"
    if middle[gone - 1] < 1e-290:
        return gone - 1, "tiny"
    return gone - 1, "zero"


def fate_words(what: str, last: int) -> str:
    """The same in words."""
    said = {
        "overflowed": _("overflowed at step {gone}"),
        "tiny": _("below the smallest number at step {gone}"),
        "zero": _("exactly 0 from step {gone} on"),
    }[what]
    return said.format(gone=last + 1)


def verdict(norms: Array, lost: int = 0) -> str:
    """What became of the gradient on the whole way, in a sentence without its full stop; `lost` is
    the step at which the states overflowed, 0 if they did not."""
    middle = band(norms)[2]
    steps = len(middle) - 1
    last, what = fate(middle)
    back = _n("{steps} step back", "{steps} steps back", steps).format(steps=steps)
    if lost and what == "overflowed":
        return _("The states overflowed at step {lost}: there is no gradient to follow").format(
            lost=lost
        )
    if what:
        said = {
            "overflowed": _("The gradient’s norm overflowed at step {gone}"),
            "tiny": _("The gradient’s norm falls below the smallest number at step {gone}"),
            "zero": _("The gradient’s norm is exactly 0 from step {gone} on"),
        }[what]
        return said.format(gone=last + 1)
    factor = middle[last] / middle[0]
    if factor < 0.8:
        return _("{back}, the gradient has shrunk to {factor} of its size").format(
            back=back, factor=power(factor)
        )
    if factor > 1.25:
        return _("{back}, the gradient has grown to {factor} times its size").format(
            back=back, factor=power(factor)
        )
    return _("{back}, the gradient has about kept its size (× {factor})").format(
        back=back, factor=power(factor)
    )


def half_of(drawn: Array) -> float:
    """Powers of ten above and below 1 that a log axis needs for what is drawn."""
    good = drawn[np.isfinite(drawn) & (drawn > 0.0)]
    most = float(np.abs(np.log10(good)).max(initial=0.0)) * 1.04
    return next((half for half in HALVES if half >= most), HALVES[-1])


def log_axis(half: float, title: str, dark: bool) -> dict[str, Any]:
    """A log axis with 1 in its middle, so many powers of ten up and down."""
    return {
        "type": "log",
        "title": {"text": title},
        "exponentformat": "power",
        "zeroline": False,
        "gridcolor": FAINT[dark],
        "range": [-half, half],
        "dtick": next(step for step in TICKS if 4 * step >= half),
    }


def _ten(exponent: float) -> float:
    return float(10.0 ** np.clip(exponent, -307.0, 308.0))


def _held(values: Array, half: float) -> list[float]:
    """A band's edge, held close to what can be seen: 0 and infinity have no place on a log axis."""
    return np.clip(values, max(_ten(-half - 2), TINY), min(_ten(half + 2), HUGE)).tolist()


def level(y: float, dark: bool, **more: Any) -> dict[str, Any]:
    """A line across the whole picture."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "layer": "below",
        "line": {"color": INK[dark], "width": 1.5},
        **more,
    }


def end(x: float, y: float, text: str, colour: str, dark: bool, size: int = 15) -> dict[str, Any]:
    """A label behind the end of a line, in its colour; on a log axis `y` is an exponent."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "font": {"color": on_ground(colour, dark), "size": size},
    }


def norms(norms: Array, growth: float, dark: bool, lost: int = 0) -> dict[str, Any]:
    """The norm of the gradient against distance, `(T + 1, draws)`, on a log axis with 1 in its middle:
    median, 10-90 % and all of the draws, and the bound `growth` ** distance above them.

    `lost` is the step at which the states overflowed, 0 if they did not.
    """
    low, lower, middle, upper, high = rows = band(norms)
    steps, draws = len(middle) - 1, norms.shape[1]
    alike = bool((high <= low * (1.0 + 1e-9)).all())  # a fixed matrix and start: one line says it all
    half = half_of(rows[1:4])
    pixels = (HEIGHT - TOP - BOTTOM) / (2 * half)
    last, what = fate(middle)
    colour = _colour(middle, what)
    x = np.arange(steps + 1)
    shared = {"type": "scatter", "mode": "lines", "showlegend": False, "hoverinfo": "skip"}
    data: list[dict[str, Any]] = []
    for below, above, tint in ((low, high, 0.10), (lower, upper, 0.22)):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        fill = f"rgba({red},{green},{blue},{tint})"
        here = np.isfinite(below) & (above > 0.0) & (not alike)
        one = shared | {"x": x[here].tolist(), "line": {"color": fill, "width": 1}}
        data.append(one | {"y": _held(below[here], half)})
        data.append(one | {"y": _held(above[here], half), "fill": "tonexty", "fillcolor": fill})
    bound, leaves = _bound(steps, growth, middle[0], half)
    ends = [end(steps, 0.0, _("1: nothing changes"), INK[dark], dark)]
    data.append(
        shared
        | {
            "x": x.tolist(),
            "y": bound,
            "hoverinfo": "y",
            "name": "bound",
            "line": {"color": INK[dark], "width": 2, "dash": "dash"},
            "hovertemplate": _("no draw can be above<br>%{y:.3g} at distance %{x}") + "<extra></extra>",
        }
    )
    named = _("bound: ({rate})<sup>distance</sup>").format(rate=power(growth))
    notes: list[dict[str, Any]] = []
    if leaves < steps:
        up = growth > 1.0
        notes.append(
            # not on the corner's words
            end(max(leaves, 0.2 * steps), half if up else -half, named, INK[dark], dark)
            | {"yanchor": "top" if up else "bottom"}
        )
    elif bound[-1]:
        ends.append(end(steps, float(np.log10(bound[-1])), named, INK[dark], dark))
    size = {"color": colour, "width": 4}
    words = [
        _("{steps} back: median {middle}").format(steps=d, middle=power(m))
        + (
            _("<br>10–90 % of draws: {lower} to {upper}<br>all: {low} to {high}").format(
                lower=power(a), upper=power(b), low=power(lo), high=power(hi)
            )
            if not alike
            else ""
        )
        for d, (lo, a, m, b, hi) in enumerate(rows.T)
    ]
    data.append(
        shared
        | {
            "x": x.tolist(),
            "y": plain(np.where(middle > 0.0, middle, np.nan)),
            "line": size,
            "hoverinfo": "text",
            "hovertext": words,
            "name": "median",
        }
    )
    at = float(np.clip(np.log10(middle[last]), -half, half))
    if what:
        said = fate_words(what, last)
        if lost and what == "overflowed":
            said = _("the states overflowed at step {lost}: no slope, no gradient").format(lost=lost)
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [last],
                "y": [_ten(at)],
                "showlegend": False,
                "marker": {"symbol": "x", "size": 14, "color": colour},
                "cliponaxis": False,
                "hoverinfo": "text",
                "hovertext": [said],
                "name": "end",
            }
        )
        late, edge = last > 0.5 * steps, 40 if abs(at) > 0.7 * half else 14
        notes.append(
            end(last, at, said, colour, dark, 16)
            | {
                "xanchor": "right" if late else "left",
                "xshift": -14 if late else 14,
                "yshift": edge if at < 0 else -edge,
            }
        )
    else:
        text = power(middle[last]) if alike else _("median {middle}").format(middle=power(middle[last]))
        ends.append(end(steps, at, f"<b>{text}</b>", colour, dark, 17))
        if not alike and np.isfinite(upper[-1]):
            where = min(float(np.log10(upper[-1])), half * 0.97)
            ends.append(
                end(steps, where, _("10–90 % of {draws} draws").format(draws=draws), colour, dark, 13)
            )
    corners = [
        {
            "text": text,
            "xref": "paper",
            "x": 0.012,
            "y": place * half,
            "yanchor": anchor,
            "showarrow": False,
            "xanchor": "left",
            "opacity": 0.6,
            "font": {"size": 15},
        }
        for text, place, anchor in ((_("↑ explodes"), 0.97, "top"), (_("↓ vanishes"), -0.97, "bottom"))
    ]
    return {
        "data": data,
        "layout": layout(
            verdict(norms, lost),
            dark,
            HEIGHT,
            xaxis={
                "title": {"text": _("distance: steps back from the end")},
                "zeroline": False,
                "showgrid": False,
                "range": [0, steps],
            },
            yaxis=log_axis(half, _("norm of the gradient (log scale)"), dark),
            shapes=[level(1.0, dark)],
            annotations=corners + notes + apart(ends, pixels, 20.0),
            margin={"l": 72, "r": 168, "t": TOP, "b": BOTTOM},
            hovermode="closest",
        ),
    }


def _colour(middle: Array, what: str) -> str:
    """One colour for what dies, one for what explodes, one for what holds."""
    if what:
        return GROWS if what == "overflowed" else FALLS
    change = float(np.log10(middle[-1]) - np.log10(middle[0]))
    return HOLDS if abs(change) < 0.01 else FALLS if change < 0 else GROWS


def _bound(steps: int, growth: float, first: float, half: float) -> tuple[list[float | None], float]:
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


def plain(values: Array) -> list[float | None]:
    """Numbers as JSON has them: nothing in the place of what is no number."""
    return [float(v) if np.isfinite(v) else None for v in values]
