"""One matrix, used at every step: each step's share of its gradient as a small picture, and their sum.
A figure as a plain dictionary in Plotly's form."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import fine
from rnnviz.figures.base.style import SIGNED_SCALE, layout, reach
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

MOST_TILES = 12
ROW = 6  # tiles beside each other, and then the next row
TITLE = N_("One matrix, used T times")


def groups(steps: int) -> list[range]:
    """Consecutive steps that share a tile: one each if there are few."""
    each = -(-steps // MOST_TILES)
    return [range(first, min(first + each, steps)) for first in range(0, steps, each)]


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def shares(parts: Array, pieces: Sequence[str], name: str, dark: bool) -> dict[str, Any]:
    """The shares `(T, rows, H)` of every step in a matrix's gradient, and, last and framed, their sum:
    all in one signed colour scale. Long sequences add some steps up in each tile, so that the tiles
    still add up to the total."""
    steps, rows, columns = parts.shape
    together = [parts[list(group)].sum(axis=0) for group in groups(steps)]
    total = parts.sum(axis=0)
    tiles = [*together, total]
    tall, wide = rows, columns
    gap = max(round(0.28 * wide), 1), max(round(0.42 * tall), 1)  # between columns, between rows
    lines = -(-len(tiles) // (ROW + 1))
    across = min(len(tiles), ROW + 1)
    canvas = np.full((lines * (tall + gap[1]), across * (wide + gap[0]) - gap[0]), np.nan)
    notes, shapes = [], []
    for place, tile in enumerate(tiles):
        line, column = divmod(place, across)
        top, left = line * (tall + gap[1]) + gap[1], column * (wide + gap[0])
        canvas[top : top + tall, left : left + wide] = tile
        last = place == len(tiles) - 1
        label = f"<b>{_('= the gradient')}</b>" if last else _label(groups(steps)[place], pieces)
        if not np.isfinite(tile).all():
            label += f" {_('✕ overflowed')}"
        length = fine(float(np.sqrt(np.square(tile).sum())))
        norm = _("norm {norm}").format(norm=length)
        notes.append(
            {
                "text": f"{label}<br><span style='font-size:12px'>{norm}</span>",
                "x": left + wide / 2 - 0.5,
                "y": top - 0.5,
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 14},
                "align": "center",
            }
        )
        if not last and column < across - 1:
            notes.append(
                {
                    "text": "+" if place < len(tiles) - 2 else "=",
                    "x": left + wide + gap[0] / 2 - 0.5,
                    "y": top + tall / 2 - 0.5,
                    "showarrow": False,
                    "font": {"size": 20},
                }
            )
        shapes.append(
            {
                "type": "rect",
                "x0": left - 0.5,
                "x1": left + wide - 0.5,
                "y0": top - 0.5,
                "y1": top + tall - 0.5,
                "line": {"width": 2.5 if last else 1, "color": "#808080"},
            }
        )
    drawn = np.abs(np.concatenate([tile.ravel() for tile in tiles]))
    # of many numbers a few large ones must not take all colour from the rest
    drawn = drawn[np.isfinite(drawn)]
    most = np.quantile(drawn, 0.995) if drawn.size > 2000 else 0.0
    size = float(most) or reach(drawn, 1e-300)
    axis = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [
                    [None if v != v or abs(v) == np.inf else float(f"{v:.4g}") for v in row]
                    for row in canvas.tolist()
                ],
                "colorscale": SIGNED_SCALE,
                "zmin": -size,
                "zmax": size,
                "hoverongaps": False,
                "hovertemplate": "%{z:.3g}<extra></extra>",
                "colorbar": {
                    "tickvals": [-size, 0, size],
                    "ticktext": [f"≤ {fine(-size)}", "0", f"≥ {fine(size)}"],
                    "thickness": 12,
                    "outlinewidth": 0,
                    "tickfont": {"size": 13},
                },
            }
        ],
        "layout": layout(
            _("{title}: the gradient of {name} is the sum of what every step adds").format(
                title=_(TITLE), name=name
            ),
            dark,
            60 + lines * 190,
            xaxis=axis | {"range": [-0.6, canvas.shape[1] - 0.4]},
            yaxis=axis | {"range": [canvas.shape[0] - 0.4, -0.6]},
            annotations=notes,
            shapes=shapes,
            margin={"l": 12, "r": 70, "t": 44, "b": 12},
        ),
    }


def _label(group: range, pieces: Sequence[str]) -> str:
    if len(group) == 1:
        return _("step {step}: {piece}").format(step=group[0] + 1, piece=escape(pieces[group[0]][:8]))
    return _("steps {first}–{last}").format(first=group[0] + 1, last=group[-1] + 1)
