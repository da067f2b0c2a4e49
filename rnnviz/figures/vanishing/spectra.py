"""Why a chain's gradient dies or explodes: the spectrum of its matrix, and the slopes of its states.
Figures as plain dictionaries in Plotly's form."""

from typing import Any

import numpy as np

from rnnviz.analysis.chain_backward import Walk, shares
from rnnviz.analysis.matrix_chain import Spectrum
from rnnviz.figures.base.style import FAINT, INK, layout, number
from rnnviz.figures.vanishing.chain_norms import FALLS, GROWS, level, plain, power
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

SIDES = (1.25, 1.6, 2.2, 3.2, 4.5, 7.0)  # of the complex plane, in steps, so that the circle rests
BINS = 41
SLOPES = {
    "identity": N_(
        "A linear chain has slope 1 everywhere: the states have no say, the matrix decides."
    ),
    "tanh": N_(
        "tanh’s slope is 1 − h²: 1 where the state is 0, almost nothing where it is near −1 or 1. "
        "Each step back multiplies by it."
    ),
    "relu": N_(
        "ReLU’s slope is 1 for units that are on and 0 for those that are off: what comes back to "
        "an off unit goes no further."
    ),
}


def eigenvalues(spectrum: Spectrum, dark: bool) -> dict[str, Any]:
    """Eigenvalues of W_hh in the complex plane with the unit circle: those of the first draw large,
    of others small; inside the circle other colour and mark than outside."""
    values, side = spectrum.eigenvalues, _side(float(np.abs(spectrum.eigenvalues).max()))
    data = []
    for some, size, opacity in ((values[1:], 5, 0.35), (values[:1], 10, 1.0)):
        flat = some.ravel()
        for outside in (False, True):
            these = flat[(np.abs(flat) > 1.0 + 1e-9) == outside]
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": these.real.tolist(),
                    "y": these.imag.tolist(),
                    "opacity": opacity,
                    "showlegend": False,
                    "marker": {
                        "size": size,
                        "color": GROWS if outside else FALLS,
                        "symbol": "diamond" if outside else "circle",
                    },
                    "hovertemplate": (
                        _("an eigenvalue %{x:.2f} %{y:+.2f} i of the first draw")
                        if size > 5
                        else _("an eigenvalue %{x:.2f} %{y:+.2f} i of another draw")
                    )
                    + "<extra></extra>",
                }
            )
    axis = {
        "range": [-side, side],
        "zeroline": True,
        "zerolinecolor": FAINT[dark],
        "showgrid": False,
        "tickangle": 0,
        "nticks": 4,
    }
    if side < 4:
        axis |= {"tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "1"]}
    return {
        "data": data,
        "layout": layout(
            _("Eigenvalues, |λ| ≤ {radius}").format(radius=power(spectrum.radius)),
            dark,
            250,
            xaxis=axis | {"constrain": "domain"},
            yaxis=axis | {"scaleanchor": "x", "ticksuffix": "i"},
            shapes=[
                {
                    "type": "circle",
                    "x0": -1,
                    "x1": 1,
                    "y0": -1,
                    "y1": 1,
                    "layer": "below",
                    "line": {"color": INK[dark], "width": 1.5},
                }
            ],
            margin={"l": 40, "r": 8, "t": 40, "b": 26},
        ),
    }


def _side(most: float) -> float:
    return next((side for side in SIDES if side >= most * 1.05), most * 1.1)


def singular_values(spectrum: Spectrum, dark: bool) -> dict[str, Any]:
    """Singular values of the first draw's W_hh as bars, with the line at 1."""
    values = spectrum.singular[0]
    return {
        "data": [
            {
                "type": "bar",
                "x": list(range(1, len(values) + 1)),
                "y": values.tolist(),
                "marker": {"color": [GROWS if v > 1.0 + 1e-9 else FALLS for v in values]},
                "hovertemplate": _("singular value %{x}: stretches by %{y:.3f}") + "<extra></extra>",
            }
        ],
        "layout": layout(
            _("Singular values ≤ {largest}").format(largest=power(values[0])),
            dark,
            190,
            xaxis={"tickvals": sorted({1, len(values)}), "showgrid": False, "zeroline": False},
            yaxis={"range": [0, _side(float(values[0]))], "zeroline": False, "nticks": 4},
            shapes=[level(1.0, dark, layer="above")],
            margin={"l": 40, "r": 8, "t": 40, "b": 26},
            bargap=0.25,
        ),
    }


def saturation(done: Walk, activation: str, dark: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where the states stand at each step, over all units and draws, and the slopes f' there: the share
    of units in each of some bins, the mean slope as a line."""
    hidden = done.tape.hidden.reshape(done.tape.steps, -1)
    slopes = np.ones_like(hidden) if done.slopes is None else done.slopes.reshape(hidden.shape)
    most = float(np.abs(hidden[np.isfinite(hidden)]).max(initial=0.0))
    bent = activation != "tanh" and most > 10.0
    side = 1.0 if activation == "tanh" else max(float(np.arcsinh(most)) if bent else most, 1e-6)
    low = 0.0 if activation == "relu" else -side
    ticks = _ticks(low, side, bent)
    states = _heat(
        shares(np.arcsinh(hidden) if bent else hidden, low, side, BINS),
        low,
        side,
        _("Where the states stand: share of units"),
        _("h (bent axis)") if bent else _("hidden state h"),
        "h",
        dark,
    )
    states["layout"]["yaxis"] |= {"tickvals": ticks, "ticktext": [_tick(v, bent) for v in ticks]}
    slope = {"tanh": "1 − h²", "relu": _("0 or 1"), "identity": _("always 1")}[activation]
    usable = np.where(np.isfinite(slopes), slopes, np.nan)
    known = np.isfinite(usable)
    mean = np.where(known, usable, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    below = _heat(
        shares(usable, 0.0, 1.0, BINS),
        0.0,
        1.0,
        _("Slopes, {slope}: on average {mean}").format(slope=slope, mean=number(float(mean.mean()))),
        _("slope f′"),
        _("slope"),
        dark,
    )
    below["data"].append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(range(1, len(mean) + 1)),
            "y": mean.tolist(),
            "line": {"color": GROWS, "width": 3},
            "showlegend": False,
            "hovertemplate": _("step %{x}: the mean slope is %{y:.3f}") + "<extra></extra>",
        }
    )
    return states, below


def _ticks(low: float, side: float, bent: bool) -> list[float]:
    if not bent:
        return [v for v in (-side, -side / 2, 0.0, side / 2, side) if v >= low]
    most = int(np.log10(np.sinh(min(side, 700.0))) + 1e-9)
    every = max(1, -(-most // 4))
    powers = np.arange(0 if every == 1 else every, most + 1, every)
    up = [float(np.arcsinh(10.0**p)) for p in powers]
    return [v for v in (*(-u for u in reversed(up)), 0.0, *up) if v >= low]


def _tick(place: float, bent: bool) -> str:
    return power(float(f"{np.sinh(place):.3g}")) if bent else number(place)


def _heat(
    found: Array, low: float, high: float, title: str, axis: str, name: str, dark: bool
) -> dict[str, Any]:
    bins = found.shape[1]
    width = (high - low) / bins
    most = float(np.nan_to_num(found).max()) or 1.0
    found = np.where(found > 0.0, found, np.nan)  # where nobody is, the ground shows
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [plain(row) for row in found.T],
                "x0": 1,
                "dx": 1,
                "y0": low + width / 2,
                "dy": width,
                "colorscale": "Cividis",
                "zmin": 0.0,
                "zmax": most,
                "hoverongaps": False,
                "hovertemplate": _(
                    "step %{{x}}: %{{z:.1%}} of the units<br>have {name} near here"
                ).format(name=name)
                + "<extra></extra>",
                "colorbar": {
                    "thickness": 10,
                    "outlinewidth": 0,
                    "tickvals": [0, most / 2, most],
                    "ticktext": [f"{share:.0%}" for share in (0.0, most / 2, most)],
                },
            }
        ],
        "layout": layout(
            title,
            dark,
            260,
            xaxis={"title": {"text": _("time step")}, "showgrid": False, "zeroline": False},
            yaxis={"title": {"text": axis}, "showgrid": False, "zeroline": False},
        ),
    }
