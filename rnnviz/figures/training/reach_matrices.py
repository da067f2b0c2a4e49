"""How far the losses of each run are felt on a probe sequence, and what its truncation cuts off."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.hatching import hatching
from rnnviz.figures.base.numbers import power_of_ten, three_digits
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import GROUND, INK
from rnnviz.figures.training.training_numbers import reach_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _

DECADES = 4.0  # of norms that the colours tell apart
MOST_BESIDE = 3  # matrices in a row
VEIL = 0.62  # how much of what is cut off is covered


@dataclass(frozen=True)
class _Panel:
    """Where one of the matrices stands, in shares of the picture."""

    number: str  # of its axes
    column: int
    left: float
    right: float
    low: float
    high: float
    height: float

    @property
    def axes(self) -> dict[str, str]:
        return {"xaxis": f"x{self.number}", "yaxis": f"y{self.number}"}


def _place(place: int, beside: int, rows: int) -> _Panel:
    row, column = divmod(place, beside)
    left, right = column / beside + 0.02, (column + 1) / beside - 0.03
    low, high = 1.0 - (row + 1) / rows, 1.0 - row / rows
    return _Panel(plotly.number_of(place), column, left, right, low, high, 1.0 / rows)


def reach_matrices(
    runs: Sequence[tuple[str, Array, Truncation | None]], colours: Sequence[str], dark: bool
) -> Part:
    """For each run, by its name, the norms ||∂L_t/∂h_k|| (T, T) on a probe sequence; what its
    truncation cuts off is hatched and faded, and its edge a line; all of it where none is used."""
    steps = len(runs[0][1])
    largest = max((float(np.nanmax(norms, initial=0.0)) for _name, norms, _cut in runs), default=0.0)
    top = float(np.log10(largest)) if largest > 0.0 and np.isfinite(largest) else 0.0
    beside = min(len(runs), MOST_BESIDE)
    rows = -(-len(runs) // beside)
    data: list[Part] = []
    shapes: list[Part] = []
    names: list[Part] = []
    images: list[Part] = []
    axes: dict[str, Part] = {}
    for n, (name, norms, cut) in enumerate(runs):
        place = _place(n, beside, rows)
        reached = _reached(cut, steps)
        data.append(_heat(norms, reached, top, n == 0) | place.axes)
        data.append(_veil(reached, dark) | place.axes)
        sides = {"xref": f"x{place.number}", "yref": f"y{place.number}"}
        if reached.any():
            shapes.append(plotly.path(_edge(reached), pen(INK[dark], 2), **sides))
        names.append(_name(name, place, colours[n]))
        unused = np.tri(steps, dtype=bool) & ~reached
        images.append(hatching(unused, INK[dark], (sides["xref"], sides["yref"]), -0.5, 1.0))
        axes |= _axes(place, steps)
    made = plotly.figure(
        data,
        _("How far each loss is felt on a probe sequence, and (hatched) what the cut does not use"),
        dark,
        60 + 330 * rows,
        shapes=shapes,
        annotations=names,
        images=images,
        **axes,
    )
    return told(made, reach_sheets(runs), [norms for _name, norms, _cut in runs])


def _axes(place: _Panel, steps: int) -> dict[str, Part]:
    places = range(0, steps, 5)
    ticks: Part = {"tickvals": list(places), "ticktext": [str(place + 1) for place in places]}
    shared = plotly.axis(grid=False, constrain="domain", **ticks)
    across = {
        "domain": [place.left, place.right],
        "anchor": f"y{place.number}",
        "title": {"text": _("reaches h of step k")},
    }
    down = {
        "domain": [place.low + 0.2 * place.height, place.high - 0.09 * place.height],
        "anchor": f"x{place.number}",
        "autorange": "reversed",
        "scaleanchor": f"x{place.number}",
        "constraintoward": "top",
        "title": {"text": "" if place.column else _("loss of step t")},
    }
    return {f"xaxis{place.number}": shared | across, f"yaxis{place.number}": shared | down}


def _name(name: str, place: _Panel, colour: str) -> Part:
    look = {"xanchor": "left", "yanchor": "bottom", "font": {"size": 15, "color": colour}}
    return plotly.label(place.left, place.high - 0.02 * place.height, name, **plotly.PAPER, **look)


def _colour_bar(top: float) -> Part:
    exponents = np.arange(np.ceil(top - DECADES), np.floor(top) + 1)
    return {
        "title": {"text": "‖∂L<sub>t</sub>/∂h<sub>k</sub>‖"},
        "tickvals": exponents.tolist(),
        "ticktext": [power_of_ten(exponent) for exponent in exponents],
        "thickness": 14,
    }


def _heat(norms: Array, reached: Array, top: float, scale: bool) -> Part:
    """The norms as colours; the first matrix has the `scale` of all beside it."""
    with np.errstate(divide="ignore"):
        logs = np.where(norms > 0.0, np.log10(np.maximum(norms, 1e-300)), np.nan)
    moves = _(
        "h of step {k}, moved a little, changes the loss of step {t} by up to {norm} for each "
        "unit moved"
    )
    ends = {True: "", False: _("<br>cut off: not used")}
    words = [
        [
            str.format(moves, t=t, k=k, norm=three_digits(norm)) + ends[used]  # numbers alone
            for k, (norm, used) in enumerate(zip(row[:t], used_by[:t], strict=True), 1)
        ]
        for t, (row, used_by) in enumerate(zip(norms.tolist(), reached.tolist(), strict=True), 1)
    ]
    look = {"showscale": scale, "colorbar": _colour_bar(top), "hoverongaps": False}
    heat = plotly.heat_map(plotly.sent(logs), "Cividis", top - DECADES, top, **look)
    # rows and columns of its table of numbers
    steps = [str(step) for step in range(1, len(norms) + 1)]
    return heat | {
        "hoverinfo": "text",
        "hovertext": words,
        "meta": {"x": steps, "y": steps, "log": True},
    }


@lru_cache(maxsize=64)
def _reached(cut: Truncation | None, steps: int) -> Array:
    """Whether the loss of a step reaches another, `(T, T)`."""
    if cut is None:
        return np.zeros((steps, steps), bool)
    return np.array([[cut.reaches(t, k) for k in range(steps)] for t in range(steps)])


def _veil(reached: Array, dark: bool) -> Part:
    """What is not reached, faded."""
    below = np.tri(len(reached), dtype=bool)
    veil = plotly.sent(np.where(below & ~reached, 1.0, np.nan))
    return plotly.tint(veil, GROUND[dark], opacity=VEIL, hoverinfo="skip")


def _edge(reached: Array) -> str:
    """The line round the steps that each loss reaches, as an SVG path."""
    steps = len(reached)
    left = [int(np.argmax(row)) for row in reached]
    path = [f"M{left[0] - 0.5},-0.5"]
    for t, first in enumerate(left):
        path += [f"L{first - 0.5},{t - 0.5}", f"L{first - 0.5},{t + 0.5}"]
    for t in reversed(range(steps)):
        path += [f"L{t + 0.5},{t + 0.5}", f"L{t + 0.5},{t - 0.5}"]
    return " ".join(path)
