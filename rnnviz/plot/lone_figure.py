"""Our figures for a Plotly that stands alone: what `static/figure_layout.js` puts into their hovers in
the dashboard stands in them already."""

import base64
import re
from typing import Any

import numpy as np

from rnnviz.figures.base.exact_numbers import without_exact
from rnnviz.figures.base.numbers import percent, power, three_digits
from rnnviz.figures.base.plotly import Part
from rnnviz.nn.cells.base import Array

_WRITTEN = re.compile(r"%\{([xyz]):(digits|percent)\}")
_WRITERS = {"digits": three_digits, "percent": percent}


def lone_figure(figure: Part) -> Part:
    """The same figure, with the numbers of its hovers written out."""
    drawn, _numbers = without_exact(figure)
    return {"data": [_spelled(trace) for trace in drawn["data"]], "layout": drawn["layout"]}


def _spelled(trace: Part) -> Part:
    template, meta = trace.get("hovertemplate", ""), trace.get("meta") or {}
    if "customdata" in trace:
        return trace
    if "y" in meta and "%{customdata" in template:
        return trace | {"customdata": _cells(trace["z"], meta)}
    asked = list(_WRITTEN.finditer(template))
    if not asked:
        return trace
    columns = [_texts(values_of(trace[one[1]]), _WRITERS[one[2]]) for one in asked]
    for place, one in enumerate(asked):
        template = template.replace(one[0], f"%{{customdata[{place}]}}", 1)
    return trace | {"customdata": np.stack(columns, axis=-1).tolist(), "hovertemplate": template}


def _cells(z: Any, meta: Part) -> list[list[list[str]]]:
    """Of every cell of a heat map its row, its column and, where the colours are powers, its number."""
    values, names = values_of(z), meta["y"]
    across = meta.get("x") or [""] * values.shape[1]
    return [
        [
            [names[row], across[column], power(10.0**value) if meta.get("log") else ""]
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(values.tolist())
    ]


def _texts(values: Array, write: Any) -> Array:
    flat = [write(value) if np.isfinite(value) else "" for value in values.ravel().tolist()]
    return np.array(flat, dtype=object).reshape(values.shape)


def values_of(values: Any) -> Array:
    """Numbers as a figure has them, packed (`figures.base.plotly.packed`) or not, as an array."""
    if isinstance(values, dict):
        flat = np.frombuffer(base64.b64decode(values["bdata"]), "<" + values["dtype"])
        return flat.reshape([int(side) for side in values["shape"].split(",")]).astype(np.float64)
    return np.array(list(values), dtype=np.float64)  # of None it makes NaN
