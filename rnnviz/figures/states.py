"""What a network's units do over the steps: heat maps, lines, surprise. Figures as plain dictionaries
in Plotly's form."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.cells import Array
from rnnviz.figures.style import (
    DASHES,
    FAINT,
    INK,
    NAMED,
    SIGNED_SCALE,
    apart,
    colour_scale,
    escape,
    layout,
    number,
    on_ground,
    reach,
    step_axis,
)
from rnnviz.network import Network
from rnnviz.tokens import Typed
from rnnviz.trace import Trace

MEANINGS = {
    "h": "hidden state h",
    "c": "cell state c",
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "r": "reset gate r",
    "z": "update gate z",
    "n": "candidate n",
    "difference": "difference: h of the first text − h of the second",
}
_SHARES = "ifoz" + "r"  # gates, between 0 and 1


def heat_maps(
    named: dict[str, Array], pieces: Sequence[str], step: int, dark: bool, where: str = ""
) -> dict[str, Any]:
    """Units by time steps, one map under the other, for each `(T, H)` array; names as in MEANINGS."""
    units = next(iter(named.values())).shape[1]
    each = int(np.clip(units * 14, 64, 190))
    gap, top, bottom = 34, 52, 56
    height = top + len(named) * (each + gap) - gap + bottom
    span = height - top - bottom
    data: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for place, (name, values) in enumerate(named.items()):
        number_of = str(place + 1) if place else ""
        upper = 1 - place * (each + gap) / span
        share = name in _SHARES
        size = colour_scale(values)
        low, high = (0.0, 1.0) if share else (-size, size)
        finite = np.where(np.isfinite(values), values, np.nan)
        data.append(
            {
                "type": "heatmap",
                "z": _binary(finite.T),
                "x0": 1,
                "y0": 1,
                "colorscale": "Cividis" if share else SIGNED_SCALE,
                "zmin": low,
                "zmax": high,
                "xaxis": "x",
                "yaxis": "y" + number_of,
                "hoverongaps": False,
                "hovertemplate": f"step %{{x}}: {name} of unit %{{y}} is %{{z:.3f}}<extra></extra>",
                "colorbar": {
                    "y": upper - each / span / 2,
                    "len": each,
                    "lenmode": "pixels",
                    "thickness": 12,
                    "tickvals": [low, (low + high) / 2, high],
                    "ticktext": [f"{v:.3g}".replace("-", "−") for v in (low, (low + high) / 2, high)],
                    "outlinewidth": 0,
                    "tickfont": {"size": 12},
                },
            }
        )
        axes["yaxis" + number_of] = {
            "domain": [max(upper - each / span, 0.0), upper],
            "autorange": "reversed",
            "title": {"text": "unit"},
            "tickvals": list(range(1, units + 1, -(-units // 8))),
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        }
    notes = [
        {
            "text": MEANINGS[name], "x": 0, "xref": "paper", "yref": "paper", "showarrow": False,
            "y": 1 - place * (each + gap) / span, "yanchor": "bottom", "xanchor": "left",
        }
        for place, name in enumerate(named)
        if len(named) > 1
    ]  # fmt: skip
    title = " and ".join(MEANINGS[name] for name in named) if len(named) == 1 else "Units by time step"
    last = "y" + (str(len(named)) if len(named) > 1 else "")
    return {
        "data": data,
        "layout": layout(
            f"{title[0].upper()}{title[1:]}{where}", dark, height,
            xaxis=step_axis(pieces) | {"anchor": last},
            annotations=notes,
            shapes=[_now(step, dark)],
            margin={"l": 64, "r": 24, "t": top, "b": bottom},
            **axes,
        ),
    }  # fmt: skip


def unit_lines(
    values: Array,
    units: Sequence[int],
    pieces: Sequence[str],
    step: int,
    dark: bool,
    name: str = "h",
) -> dict[str, Any]:
    """Chosen units (from 1) of a `(T, H)` array as lines over the steps, named at their ends."""
    steps, labels = list(range(1, len(pieces) + 1)), _places(pieces)
    data, ends = [], []
    for place, unit in enumerate(units):
        colour = NAMED[place % len(NAMED)]
        colour = INK[dark] if colour == "#000000" else colour
        line = values[:, unit - 1]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": steps,
                "y": [float(v) if np.isfinite(v) else None for v in line],
                "name": f"unit {unit}",
                "line": {"color": colour, "width": 2.5, "dash": DASHES[place % len(DASHES)]},
                "marker": {"size": 6},
                "text": labels,
                "hovertemplate": f"%{{text}}: {name} of unit {unit} is %{{y:.3f}}<extra></extra>",
                "showlegend": False,
            }
        )
        if len(line) and np.isfinite(line[-1]):
            ends.append(
                {
                    "x": steps[-1], "y": float(line[-1]), "text": f"unit {unit}", "xanchor": "left",
                    "xshift": 8, "showarrow": False,
                    "font": {"color": on_ground(colour, dark), "size": 14},
                }
            )  # fmt: skip
    return {
        "data": data,
        "layout": layout(
            f"{MEANINGS[name][0].upper()}{MEANINGS[name][1:]} of chosen units", dark, 300,
            xaxis=step_axis(pieces),
            yaxis={"title": {"text": name}, "zeroline": True, "zerolinecolor": FAINT[dark]},
            annotations=_spread(ends),
            shapes=[_now(step, dark)],
            margin={"l": 64, "r": 84, "t": 44, "b": 56},
        ),
    }  # fmt: skip


def surprise(net: Network, typed: Typed, trace: Trace, step: int, dark: bool) -> dict[str, Any]:
    """The surprise -log p of each typed token, in nats, at its own place: the loss of predicting it one
    step earlier. Where the answers were given, the loss of each step instead."""
    costs, read, answers, given = trace.losses, typed.pieces, typed.answers, typed.given
    chance = np.log(net.outputs) if net.output == "softmax" else np.nan
    known = np.isfinite(costs)
    if given:
        unit = "half the squared error" if net.output == "linear" else "nats"
        title, axis = f"Loss of each step, in {unit}", f"loss ({unit})"
        places = np.arange(1, len(costs) + 1)
    else:
        title, axis = "Surprise −log p, in nats", "surprise (nats)"
        places = np.arange(2, len(costs) + 2)
    mean = f" (mean {number(float(costs[known].mean()))})" if known.any() else ""
    words = [
        f"after “{escape(piece)}” comes “{escape(answer)}”:<br>" + _cost_in_words(net, cost)
        for piece, answer, cost in zip(read, answers, costs, strict=True)
    ]
    shapes = [_now(step, dark)]
    notes = []
    if not known.any():
        notes.append(
            {"text": "one more token, and its surprise stands here", "showarrow": False,
             "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.4}
        )  # fmt: skip
    if np.isfinite(chance):
        shapes.append(
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": chance, "y1": chance,
                "line": {"color": INK[dark], "width": 1.5, "dash": "dash"},
            }
        )  # fmt: skip
        notes.append(
            {
                "xref": "paper", "x": 1, "y": chance, "yanchor": "bottom", "xanchor": "right",
                "showarrow": False, "text": f"guessing: {number(chance)}",
            }
        )  # fmt: skip
    return {
        "data": [
            {
                "type": "bar",
                "x": places[known].tolist(),
                "y": costs[known].tolist(),
                "marker": {"color": "#d55e00"},
                "hovertext": [word for word, here in zip(words, known, strict=True) if here],
                "hoverinfo": "text",
                "textposition": "none",
            }
        ],
        "layout": layout(
            title + mean, dark, 260,
            xaxis=step_axis(read, "time step: what is read" if given else "the typed token"),
            yaxis={"title": {"text": axis}, "rangemode": "tozero", "zeroline": False},
            shapes=shapes,
            annotations=notes,
        ),
    }  # fmt: skip


def _cost_in_words(net: Network, cost: float) -> str:
    if net.output == "linear":
        return f"half the squared error is {number(cost)}"
    bits = f"{number(cost)} nats ({number(cost / np.log(2))} bits)"
    return f"p = {np.exp(-cost):.3g}, {bits}"


def _binary(values: Array) -> dict[str, str]:
    """A matrix in Plotly's binary form: a fifth of the size of its digits, and nothing to parse."""
    dtype = "f4" if reach(values) < 1e38 else "f8"
    packed = np.ascontiguousarray(values, dtype="<" + dtype)
    shape = ", ".join(map(str, packed.shape))
    return {"dtype": dtype, "bdata": base64.b64encode(packed.tobytes()).decode(), "shape": shape}


def _places(pieces: Sequence[str]) -> list[str]:
    """Each step's number and what is read there, as hovers name it."""
    return [f"step {step}, {escape(piece)}" for step, piece in enumerate(pieces, 1)]


def _now(step: int, dark: bool) -> dict[str, Any]:
    """A frame around the current step."""
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": step + 0.5, "x1": step + 1.5, "y0": 0,
        "y1": 1, "line": {"color": "#b2abd2" if dark else "#542788", "width": 2},
        "fillcolor": "rgba(0,0,0,0)",
    }  # fmt: skip


def _spread(ends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The labels of lines moved apart, on a figure of some 180 pixels."""
    if not ends:
        return ends
    span = max(end["y"] for end in ends) - min(end["y"] for end in ends) or 1.0
    return apart(ends, 180 / max(span, 0.5), 17)
