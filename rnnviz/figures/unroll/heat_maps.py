"""What a network's units do over the steps, as heat maps: states, gates, differences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.numbers import given
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import SIGNED_SCALE, colour_scale
from rnnviz.figures.unroll.unit_numbers import map_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

MEANINGS = {
    "h": N_("hidden state h"),
    "c": N_("cell state c"),
    "i": N_("input gate i"),
    "f": N_("forget gate f"),
    "g": N_("candidate g"),
    "o": N_("output gate o"),
    "r": N_("reset gate r"),
    "z": N_("update gate z"),
    "n": N_("candidate n"),
    "difference": N_("difference: h of the first text − h of the second"),
}
SHARES = ("i", "f", "o", "r", "z")  # gates, between 0 and 1
GAP, TOP, BOTTOM = 34, 52, 56  # pixels


@dataclass(frozen=True)
class _Column:
    """Maps of the same size, one under the other; places as shares of the plotted height."""

    count: int
    units: int
    chosen: Array | None = None  # which they are (from 0), if not all

    @property
    def names(self) -> list[str]:
        """What the chosen units are called; none where they are simply counted."""
        return [] if self.chosen is None else [str(unit + 1) for unit in self.chosen]

    @property
    def each(self) -> int:
        """Pixels of one map."""
        return int(np.clip(self.units * 14, 64, 190))

    @property
    def span(self) -> int:
        """Pixels of all."""
        return self.count * (self.each + GAP) - GAP

    @property
    def share(self) -> float:
        return self.each / self.span

    def upper(self, place: int) -> float:
        """Where a map begins."""
        return 1 - place * (self.each + GAP) / self.span


def heat_maps(
    named: dict[str, Array],
    pieces: Sequence[str],
    step: int | None,
    dark: bool,
    where: str = "",
    units: Array | None = None,
) -> Part:
    """Units by time steps, one map under the other, for each `(T, H)` array; names as in MEANINGS.

    Without `pieces` the steps are counted; the current `step` (from 0) has a frame. `units` (from 0)
    are those of a wide layer that are drawn, None for all.
    """
    whole = named
    if units is not None:
        named = {name: values[:, units] for name, values in named.items()}
    column = _Column(len(named), next(iter(named.values())).shape[1], units)
    title = _(MEANINGS[next(iter(named))]) if len(named) == 1 else _("Units by time step")
    steps = plotly.step_axis(pieces) if pieces else plotly.time_axis(len(next(iter(named.values()))))
    axes = {f"yaxis{plotly.number_of(place)}": _unit_axis(column, place) for place in range(len(named))}
    made = plotly.figure(
        [_heat(name, values, column, place) for place, (name, values) in enumerate(named.items())],
        f"{capital(title)}{where}",
        dark,
        TOP + column.span + BOTTOM,
        xaxis=steps | {"anchor": f"y{plotly.number_of(len(named) - 1)}"},
        annotations=_headings(named, column) if len(named) > 1 else [],
        shapes=[] if step is None else [plotly.current_step(step, dark)],
        margin={"l": 64, "r": 24, "t": TOP, "b": BOTTOM},
        **axes,
    )
    return told(made, map_sheets(whole, pieces, MEANINGS), list(whole.values()))


def _heat(name: str, values: Array, column: _Column, place: int) -> Part:
    share, size = name in SHARES, colour_scale(values)
    low, high = (0.0, 1.0) if share else (-size, size)
    hover = _("step %{{x}}: {name} of unit %{{y}} is %{{z:{digits}}}").format(
        name=_(name), digits=plotly.hover_digits(size)
    )
    return plotly.heat_map(
        plotly.packed(np.where(np.isfinite(values), values, np.nan).T),
        "Cividis" if share else SIGNED_SCALE,
        low,
        high,
        x0=1,
        **({"y": column.names, "meta": {"y": column.names}} if column.names else {"y0": 1}),
        xaxis="x",
        yaxis=f"y{plotly.number_of(place)}",
        hoverongaps=False,
        hovertemplate=plotly.hover(hover),
        colorbar=_colour_bar(low, high, column, place),
    )


def _colour_bar(low: float, high: float, column: _Column, place: int) -> Part:
    ends = (low, (low + high) / 2, high)
    words = [given(end, 3) for end in ends]
    beside = {"y": column.upper(place) - column.share / 2, "len": column.each, "lenmode": "pixels"}
    return plotly.colour_bar(ends, words, tickfont={"size": 12}) | beside


def _unit_axis(column: _Column, place: int) -> Part:
    upper, units = column.upper(place), column.units
    every = -(-units // 8)
    named = {"type": "category", "tickvals": column.names[::every]} if column.names else {}
    return plotly.axis(
        _("unit"),
        grid=False,
        domain=[max(upper - column.share, 0.0), upper],
        autorange="reversed",
        automargin=True,
        **{"tickvals": list(range(1, units + 1, every))} | named,
    )


def _headings(named: dict[str, Array], column: _Column) -> list[Part]:
    """What each map shows, above it."""
    look = {"yanchor": "bottom", "xanchor": "left", **plotly.PAPER}
    return [
        plotly.label(0, column.upper(place), _(MEANINGS[name]), **look)
        for place, name in enumerate(named)
    ]


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[0].upper() + text[1:]
