"""One parameter, used at every step: each step's share of its gradient as a picture, and their sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import fine
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import SIGNED_SCALE, reach
from rnnviz.figures.gradients.gradient_numbers import share_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

MOST_TILES = 12
ROW = 6  # tiles beside each other, and then the next row
LINE = 190  # pixels
MOST_WRITTEN = 20_000  # numbers of a picture that are written digit by digit
LEAST = 1e-37  # what 32 bits can hold with all their digits
FRAME = "#808080"
TAG = re.compile(r"<[^>]*>")
TITLE = N_("One matrix, used T times")


def groups(steps: int) -> list[range]:
    """Consecutive steps that share a tile: one each if there are few."""
    each = -(-steps // MOST_TILES)
    return [range(first, min(first + each, steps)) for first in range(0, steps, each)]


@dataclass(frozen=True)
class _Grid:
    """Where the tiles stand on one canvas, in cells."""

    count: int  # of tiles
    tall: int
    wide: int

    @property
    def across(self) -> int:
        return min(self.count, ROW + 1)

    @property
    def lines(self) -> int:
        return -(-self.count // (ROW + 1))

    @property
    def beside(self) -> int:
        """Cells between two columns."""
        return max(round(0.28 * self.wide), 1)

    @property
    def above(self) -> int:
        """Cells above each tile, for its name."""
        return max(round(0.42 * self.tall), 1)

    def corner(self, place: int) -> tuple[int, int]:
        """The top and the left of a tile."""
        line, column = divmod(place, self.across)
        return line * (self.tall + self.above) + self.above, column * (self.wide + self.beside)

    def canvas(self, tiles: Sequence[Array]) -> Array:
        """All tiles in their places."""
        rows = self.lines * (self.tall + self.above)
        made = np.full((rows, self.across * (self.wide + self.beside) - self.beside), np.nan)
        for place, tile in enumerate(tiles):
            top, left = self.corner(place)
            made[top : top + self.tall, left : left + self.wide] = tile
        return made


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def weight_shares(
    parts: Array, pieces: Sequence[str], name: str, dark: bool, used: str = TITLE
) -> Part:
    """The shares `(T, rows, columns)` of every step in a parameter's gradient, and, last and framed,
    their sum: all in one signed colour scale. Long sequences add some steps up in each tile, so that
    the tiles still add up to the total."""
    together = groups(len(parts))
    tiles = [*(parts[list(group)].sum(axis=0) for group in together), parts.sum(axis=0)]
    grid = _Grid(len(tiles), *parts.shape[1:])
    names = [*(_label(group, pieces) for group in together), f"<b>{_('= the gradient')}</b>"]
    labels = [
        note
        for place, (tile, named) in enumerate(zip(tiles, names, strict=True))
        for note in (_name(grid, place, tile, named), *_sign(grid, place))
    ]
    canvas = grid.canvas(tiles)
    axis = plotly.axis(grid=False, visible=False)
    made = plotly.figure(
        [_heat(canvas, _colour_reach(tiles))],
        _("{title}: the gradient of {name} is the sum of what every step adds").format(
            title=_(used), name=name
        ),
        dark,
        60 + grid.lines * LINE,
        xaxis=axis | {"range": [-0.6, canvas.shape[1] - 0.4]},
        yaxis=axis | {"range": [canvas.shape[0] - 0.4, -0.6]},
        annotations=labels,
        shapes=[_frame(grid, place) for place in range(len(tiles))],
        margin={"l": 12, "r": 70, "t": 44, "b": 12},
    )
    return told(made, share_sheets(tiles, [TAG.sub("", one) for one in names]), [parts])


def _colour_reach(tiles: Sequence[Array]) -> float:
    """Both ends of the colours: of many numbers a few large ones must not take all from the rest."""
    drawn = np.abs(np.concatenate([tile.ravel() for tile in tiles]))
    drawn = drawn[np.isfinite(drawn)]
    most = np.quantile(drawn, 0.995) if drawn.size > 2000 else 0.0
    return float(most) or reach(drawn, 1e-300)


def _heat(canvas: Array, size: float) -> Part:
    ends = ([-size, 0, size], [f"≤ {fine(-size)}", "0", f"≥ {fine(size)}"])
    return plotly.heat_map(
        _sent(canvas),
        SIGNED_SCALE,
        -size,
        size,
        hoverongaps=False,
        hovertemplate=plotly.hover("%{z:digits}"),
        colorbar=plotly.colour_bar(*ends, tickfont={"size": 13}),
    )


def _sent(canvas: Array) -> list[list[float | None]] | dict[str, str]:
    """The numbers as they are sent: many of them in binary form, as far as it can hold them."""
    known = np.abs(canvas[np.isfinite(canvas) & (canvas != 0.0)])
    if canvas.size > MOST_WRITTEN and known.size and known.min() > LEAST and known.max() < 1.0 / LEAST:
        return plotly.packed(np.where(np.isfinite(canvas), canvas, np.nan))
    return [[_short(value) for value in row] for row in canvas.tolist()]


def _short(value: float) -> float | None:
    """A number with as many digits as a hover shows."""
    return float(f"{value:.4g}") if np.isfinite(value) else None


def _name(grid: _Grid, place: int, tile: Array, name: str) -> Part:
    """What a tile is, and its norm, above it."""
    top, left = grid.corner(place)
    if not np.isfinite(tile).all():
        name += f" {_('✕ overflowed')}"
    norm = _("norm {norm}").format(norm=fine(float(np.sqrt(np.square(tile).sum()))))
    text = f"{name}<br><span style='font-size:12px'>{norm}</span>"
    look = {"yanchor": "bottom", "align": "center", "font": {"size": 14}}
    return plotly.label(left + grid.wide / 2 - 0.5, top - 0.5, text, **look)


def _sign(grid: _Grid, place: int) -> list[Part]:
    """What stands between a tile and its neighbour at the right."""
    if place == grid.count - 1 or place % grid.across == grid.across - 1:
        return []
    top, left = grid.corner(place)
    x, y = left + grid.wide + grid.beside / 2 - 0.5, top + grid.tall / 2 - 0.5
    return [plotly.label(x, y, "+" if place < grid.count - 2 else "=", font={"size": 20})]


def _frame(grid: _Grid, place: int) -> Part:
    top, left = grid.corner(place)
    wide, tall = (left - 0.5, left + grid.wide - 0.5), (top - 0.5, top + grid.tall - 0.5)
    return plotly.frame(wide, tall, pen(FRAME, 2.5 if place == grid.count - 1 else 1))


def _label(group: range, pieces: Sequence[str]) -> str:
    if len(group) == 1:
        return _("step {step}: {piece}").format(step=group[0] + 1, piece=escape(pieces[group[0]][:8]))
    return _("steps {first}–{last}").format(first=group[0] + 1, last=group[-1] + 1)
