"""Diagonal strokes over cells of a heat map, a second cue beside a paler colour."""

import base64

from rnnviz.figures.base.plotly import Part
from rnnviz.nn.cells.base import Array

MOST = 60  # strokes a side; of a larger matrix each crosses several cells


def hatching(cells: Array, colour: str, axes: tuple[str, str], low: float, size: float) -> Part:
    """An image over a heat map's axes that strokes its `(rows, columns)` cells, where true; the first
    cell begins at `low` on both axes, and each is so many units wide and high."""
    rows, columns = cells.shape
    side = max(-(-max(rows, columns) // MOST), 1)
    path = "".join(
        f"M{column},{row + side}L{column + side},{row}"
        for row in range(0, rows, side)
        for column in range(0, columns, side)
        if cells[row : row + side, column : column + side].all()
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {rows}" '
        f'preserveAspectRatio="none"><path d="{path}" stroke="{colour}" '
        f'stroke-width="{0.09 * side}" fill="none"/></svg>'
    )
    source = "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()
    place = {"xref": axes[0], "yref": axes[1], "x": low, "y": low, "xanchor": "left", "yanchor": "top"}
    extent = {"sizex": columns * size, "sizey": rows * size, "sizing": "stretch"}
    return {"source": source, "layer": "above", "opacity": 0.7} | place | extent
