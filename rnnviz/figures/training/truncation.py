"""What a truncation does: which loss reaches which step, drawn as arrows, and measured on a probe."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.style import FAINT, INK, layout
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _


def reach_picture(
    truncation: Truncation, lags: Sequence[int], steps: int, dark: bool, carry: bool = True
) -> dict[str, Any]:
    """The unrolled chain with, under it, which loss reaches back to which step; the cuts as dashed
    lines, which the state crosses (if it is carried) and the gradient does not."""
    every = truncation.every or steps
    ink, faint = INK[dark], FAINT[dark]
    gradient, state = "#d55e00", ink
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    lanes = min(every, steps)
    for t in range(steps):
        shapes.append(_circle(t, 0.0, 0.3, ink, faint))
        if t + 1 < steps:
            cut = (t + 1) % every == 0
            if carry or not cut:
                notes.append(_arrow(t + 0.3, 0.0, t + 0.7, 0.0, state, 2))
    for edge in range(every, steps, every):
        shapes.append(
            {
                "type": "line",
                "x0": edge - 0.5,
                "x1": edge - 0.5,
                "y0": 0.8,
                "y1": -lanes * 0.42 - 1.1,
                "line": {"color": ink, "width": 1.5, "dash": "dash"},
            }
        )
    for t in range(steps):
        first = next(k for k in range(t + 1) if truncation.reaches(t, k))
        y = -0.8 - 0.42 * (t % lanes)
        shapes.append(_circle(t, y, 0.1, gradient, gradient))
        if first < t:
            notes.append(_arrow(t, y, first, y, gradient, 2))
    reached = [_("lag {lag}: {share:.0%}").format(lag=lag, share=truncation.share(lag)) for lag in lags]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "text",
                "x": list(range(steps)),
                "y": [0.0] * steps,
                "text": [str(t + 1) for t in range(steps)],
                "textfont": {"size": 11, "color": ink},
                "hoverinfo": "skip",
                "showlegend": False,
                "meta": {"roomy": True},
            }
        ],
        "layout": layout(
            _("{truncation}: how far each loss reaches back (losses that reach {reached})").format(
                truncation=truncation, reached=", ".join(reached)
            ),
            dark,
            int(74 + 11 * lanes),
            xaxis={"visible": False, "range": [-0.6, steps - 0.4]},
            yaxis={"visible": False, "range": [-1.3 - 0.42 * lanes, 0.9]},
            shapes=shapes,
            annotations=notes,
            margin={"l": 8, "r": 8, "t": 34, "b": 2},
        ),
    }


def _circle(x: float, y: float, size: float, line: str, fill: str) -> dict[str, Any]:
    return {
        "type": "circle",
        "x0": x - size,
        "x1": x + size,
        "y0": y - size,
        "y1": y + size,
        "line": {"color": line, "width": 1.2},
        "fillcolor": fill,
        "layer": "below",
    }


def _arrow(x0: float, y0: float, x1: float, y1: float, colour: str, width: int) -> dict[str, Any]:
    return {
        "x": x1,
        "y": y1,
        "ax": x0,
        "ay": y0,
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1,
        "arrowwidth": width,
        "arrowcolor": colour,
        "text": "",
    }


DECADES = 4.0  # of norms that the colours of the matrices tell apart
MOST_BESIDE = 3  # matrices in a row


def matrices(
    runs: Sequence[tuple[str, Array, Truncation]], colours: Sequence[str], dark: bool
) -> dict[str, Any]:
    """For each run, by its name, the norms ||dL_t/dh_k|| (T, T) on a probe sequence; what its
    truncation cuts off is faded, and its edge a line."""
    steps = len(runs[0][1])
    largest = max((float(np.nanmax(matrix, initial=0.0)) for _, matrix, _ in runs), default=0.0)
    top = np.log10(largest) if largest > 0.0 and np.isfinite(largest) else 0.0
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    beside = min(len(runs), MOST_BESIDE)
    rows = -(-len(runs) // beside)
    for place, (name, matrix, cut) in enumerate(runs):
        number = "" if place == 0 else str(place + 1)
        row, column = divmod(place, beside)
        reached = np.array([[cut.reaches(t, k) for k in range(steps)] for t in range(steps)])
        sides = [column / beside + 0.02, (column + 1) / beside - 0.03]
        low, high = 1.0 - (row + 1) / rows, 1.0 - row / rows
        data += _heat(matrix, reached, number, top, dark, place == 0)
        shapes.append(
            {
                "type": "path",
                "path": _edge(reached),
                "xref": f"x{number}",
                "yref": f"y{number}",
                "line": {"color": INK[dark], "width": 2},
            }
        )
        notes.append(
            {
                "xref": "paper",
                "yref": "paper",
                "x": sides[0],
                "y": high - 0.02 / rows,
                "text": name,
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 15, "color": colours[place]},
            }
        )
        ticks = {"tickvals": list(range(0, steps, 5)), "ticktext": list(range(1, steps + 1, 5))}
        plain = {"showgrid": False, "zeroline": False, "constrain": "domain"} | ticks
        axes[f"xaxis{number}"] = plain | {
            "domain": sides,
            "anchor": f"y{number}",
            "title": {"text": _("reaches h of step k")},
        }
        axes[f"yaxis{number}"] = plain | {
            "domain": [low + 0.2 / rows, high - 0.09 / rows],
            "anchor": f"x{number}",
            "autorange": "reversed",
            "scaleanchor": f"x{number}",
            "constraintoward": "top",
            "title": {"text": "" if column else _("loss of step t")},
        }
    return {
        "data": data,
        "layout": layout(
            _("How far each loss is felt on a probe sequence, and (faded) what the cut does not use"),
            dark,
            60 + 330 * rows,
            shapes=shapes,
            annotations=notes,
            **axes,
        ),
    }


def _heat(
    matrix: Array, reached: Array, number: str, top: float, dark: bool, scale: bool
) -> list[dict[str, Any]]:
    """The norms as colours, and over them a veil on what is not reached."""
    steps = len(matrix)
    with np.errstate(divide="ignore"):
        logs = np.where(matrix > 0.0, np.log10(np.maximum(matrix, 1e-300)), np.nan)
    moves = _("the loss of step {t} moves h of step {k} by {norm:.3g}")
    unused = _("<br>cut off: not used")
    words = [
        [
            moves.format(t=t + 1, k=k + 1, norm=matrix[t, k]) + ("" if reached[t, k] else unused)
            for k in range(steps)
        ]
        for t in range(steps)
    ]
    shared = {"type": "heatmap", "xaxis": f"x{number}", "yaxis": f"y{number}"}
    exponents = np.arange(np.ceil(top - DECADES), np.floor(top) + 1)
    bar = {
        "title": {"text": "‖dL<sub>t</sub>/dh<sub>k</sub>‖"},
        "tickvals": exponents.tolist(),
        "ticktext": [f"10<sup>{int(e)}</sup>".replace("-", "−") for e in exponents],
        "thickness": 14,
    }
    below = np.tri(steps, dtype=bool)
    veil = np.where(below & ~reached, 1.0, np.nan)
    ground = "#14161a" if dark else "#ffffff"
    return [
        shared
        | {
            "z": _plain(logs),
            "zmin": top - DECADES,
            "zmax": top,
            "colorscale": "Cividis",
            "showscale": scale,
            "colorbar": bar,
            "hoverinfo": "text",
            "hovertext": words,
            "hoverongaps": False,
        },
        shared
        | {
            "z": _plain(veil),
            "colorscale": [[0.0, ground], [1.0, ground]],
            "opacity": 0.62,
            "showscale": False,
            "hoverinfo": "skip",
        },
    ]


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


def _plain(values: Array) -> list[list[float | None]]:
    return [[float(v) if np.isfinite(v) else None for v in row] for row in values]
