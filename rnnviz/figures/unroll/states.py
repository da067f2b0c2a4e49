"""What a network's units do over the steps: heat maps, lines, surprise. Figures as plain dictionaries
in Plotly's form."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import apart, step_axis
from rnnviz.figures.base.style import (
    DASHES,
    FAINT,
    INK,
    NAMED,
    SIGNED_SCALE,
    colour_scale,
    layout,
    on_ground,
    reach,
)
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
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
                "hovertemplate": _("step %{{x}}: {name} of unit %{{y}} is %{{z:.3f}}").format(
                    name=_(name)
                )
                + "<extra></extra>",
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
            "title": {"text": _("unit")},
            "tickvals": list(range(1, units + 1, -(-units // 8))),
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        }
    notes = [
        {
            "text": _(MEANINGS[name]),
            "x": 0,
            "xref": "paper",
            "yref": "paper",
            "showarrow": False,
            "y": 1 - place * (each + gap) / span,
            "yanchor": "bottom",
            "xanchor": "left",
        }
        for place, name in enumerate(named)
        if len(named) > 1
    ]
    title = _(MEANINGS[next(iter(named))]) if len(named) == 1 else _("Units by time step")
    last = "y" + (str(len(named)) if len(named) > 1 else "")
    return {
        "data": data,
        "layout": layout(
            f"{_capital(title)}{where}",
            dark,
            height,
            xaxis=step_axis(pieces) | {"anchor": last},
            annotations=notes,
            shapes=[_now(step, dark)],
            margin={"l": 64, "r": 24, "t": top, "b": bottom},
            **axes,
        ),
    }


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
                "name": _("unit {unit}").format(unit=unit),
                "line": {"color": colour, "width": 2.5, "dash": DASHES[place % len(DASHES)]},
                "marker": {"size": 6},
                "text": labels,
                "hovertemplate": _("%{{text}}: {name} of unit {unit} is %{{y:.3f}}").format(
                    name=name, unit=unit
                )
                + "<extra></extra>",
                "showlegend": False,
            }
        )
        if len(line) and np.isfinite(line[-1]):
            ends.append(
                {
                    "x": steps[-1],
                    "y": float(line[-1]),
                    "text": _("unit {unit}").format(unit=unit),
                    "xanchor": "left",
                    "xshift": 8,
                    "showarrow": False,
                    "font": {"color": on_ground(colour, dark), "size": 14},
                }
            )
    return {
        "data": data,
        "layout": layout(
            _capital(_("{meaning} of chosen units").format(meaning=_(MEANINGS[name]))),
            dark,
            300,
            xaxis=step_axis(pieces),
            yaxis={"title": {"text": name}, "zeroline": True, "zerolinecolor": FAINT[dark]},
            annotations=_spread(ends),
            shapes=[_now(step, dark)],
            margin={"l": 64, "r": 84, "t": 44, "b": 56},
        ),
    }


def surprise(net: Network, typed: Typed, trace: Trace, step: int, dark: bool) -> dict[str, Any]:
    """The surprise -log p of each typed token, in nats, at its own place: the loss of predicting it one
    step earlier. Where the answers were given, the loss of each step instead."""
    costs, read, answers, given = trace.losses, typed.pieces, typed.answers, typed.given
    chance = np.log(net.outputs) if net.output == "softmax" else np.nan
    known = np.isfinite(costs)
    if given:
        unit = _("half the squared error") if net.output == "linear" else _("nats")
        title, axis = (
            _("Loss of each step, in {unit}").format(unit=unit),
            _("loss ({unit})").format(unit=unit),
        )
        places = np.arange(1, len(costs) + 1)
    else:
        title, axis = _("Surprise −log p, in nats"), _("surprise (nats)")
        places = np.arange(2, len(costs) + 2)
    mean = _(" (mean {mean})").format(mean=number(float(costs[known].mean()))) if known.any() else ""
    words = [
        _("after “{piece}” comes “{answer}”:<br>").format(piece=escape(piece), answer=escape(answer))
        + _cost_in_words(net, cost)
        for piece, answer, cost in zip(read, answers, costs, strict=True)
    ]
    shapes = [_now(step, dark)]
    notes = []
    if not known.any():
        notes.append(
            {
                "text": _("one more token, and its surprise stands here"),
                "showarrow": False,
                "xref": "paper",
                "yref": "paper",
                "x": 0.5,
                "y": 0.4,
            }
        )
    if np.isfinite(chance):
        shapes.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": chance,
                "y1": chance,
                "line": {"color": INK[dark], "width": 1.5, "dash": "dash"},
            }
        )
        notes.append(
            {
                "xref": "paper",
                "x": 1,
                "y": chance,
                "yanchor": "bottom",
                "xanchor": "right",
                "showarrow": False,
                "text": _("guessing: {chance}").format(chance=number(chance)),
            }
        )
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
            title + mean,
            dark,
            260,
            xaxis=step_axis(read, _("time step: what is read") if given else _("the typed token")),
            yaxis={"title": {"text": axis}, "rangemode": "tozero", "zeroline": False},
            shapes=shapes,
            annotations=notes,
        ),
    }


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _cost_in_words(net: Network, cost: float) -> str:
    if net.output == "linear":
        return _("half the squared error is {cost}").format(cost=number(cost))
    bits = _("{nats} nats ({bits} bits)").format(nats=number(cost), bits=number(cost / np.log(2)))
    return f"p = {np.exp(-cost):.3g}, {bits}"


def _binary(values: Array) -> dict[str, str]:
    """A matrix in Plotly's binary form: a fifth of the size of its digits, and nothing to parse."""
    dtype = "f4" if reach(values) < 1e38 else "f8"
    packed = np.ascontiguousarray(values, dtype="<" + dtype)
    shape = ", ".join(map(str, packed.shape))
    return {"dtype": dtype, "bdata": base64.b64encode(packed.tobytes()).decode(), "shape": shape}


def _places(pieces: Sequence[str]) -> list[str]:
    """Each step's number and what is read there, as hovers name it."""
    return [
        _("step {step}, {piece}").format(step=step, piece=escape(piece))
        for step, piece in enumerate(pieces, 1)
    ]


def _now(step: int, dark: bool) -> dict[str, Any]:
    """A frame around the current step."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": step + 0.5,
        "x1": step + 1.5,
        "y0": 0,
        "y1": 1,
        "line": {"color": "#b2abd2" if dark else "#542788", "width": 2},
        "fillcolor": "rgba(0,0,0,0)",
    }


def _spread(ends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The labels of lines moved apart, on a figure of some 180 pixels."""
    if not ends:
        return ends
    span = max(end["y"] for end in ends) - min(end["y"] for end in ends) or 1.0
    return apart(ends, 180 / max(span, 0.5), 17)
