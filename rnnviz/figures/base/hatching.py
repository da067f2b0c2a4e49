"""Diagonal strokes over cells of a heat map, a second cue beside a paler colour."""

import base64
from collections.abc import Iterator

import numpy as np

from rnnviz.figures.base.plotly import Part
from rnnviz.nn.cells.base import Array

MOST = 60  # strokes a side; of a larger matrix each crosses several cells


def hatching(
    cells: Array,
    colour: str,
    axes: tuple[str, str],
    low: float,
    size: float,
    apart: int = 0,
    pixels: float = 0.0,
) -> Part:
    """An image over a heat map's axes that strokes its `(rows, columns)` cells, where true; the first
    cell begins at `low` on both axes, and each is so many units wide and high. Strokes that meet
    are drawn as one, and only every so many of those, if they are to stand `apart`. They are as wide as
    the cells are large, or so many `pixels`."""
    rows, columns = cells.shape
    side = max(-(-max(rows, columns) // MOST), 1)
    path = "".join(_long_strokes(cells, apart) if apart and side == 1 else _strokes(cells, side))
    wide = 0.09 * max(side, apart)
    pen = f'stroke-width="{pixels or wide}"' + (' vector-effect="non-scaling-stroke"' if pixels else "")
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {rows}" '
        f'preserveAspectRatio="none"><path d="{path}" stroke="{colour}" {pen} fill="none"/></svg>'
    )
    source = "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()
    place = {"xref": axes[0], "yref": axes[1], "x": low, "y": low, "xanchor": "left", "yanchor": "top"}
    extent = {"sizex": columns * size, "sizey": rows * size, "sizing": "stretch"}
    return {"source": source, "layer": "above", "opacity": 0.7} | place | extent


def _strokes(cells: Array, side: int) -> Iterator[str]:
    """One across each block of cells that are all meant."""
    rows, columns = (range(0, size, side) for size in cells.shape)
    whole = np.logical_and.reduceat(np.logical_and.reduceat(cells, rows, axis=0), columns, axis=1)
    for row, column in (np.argwhere(whole) * side).tolist():
        yield f"M{column},{row + side}L{column + side},{row}"


def _long_strokes(cells: Array, apart: int) -> Iterator[str]:
    """One through all cells that touch each other at their corners, from the lowest up."""
    rows, columns = cells.shape
    for total in range(0, rows + columns - 1, apart):
        first = max(total - columns + 1, 0)
        along = np.arange(first, min(total + 1, rows))
        ends = np.flatnonzero(np.diff(cells[along, total - along], prepend=False, append=False)) + first
        for high, low in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
            yield f"M{total - low + 1},{low}L{total - high + 1},{high}"
