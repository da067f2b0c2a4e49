"""What training looks like: losses falling onto their floors, gradient norms, what was learned.
Figures as plain dictionaries in Plotly's form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Any

import numpy as np

from rnnviz.analysis.echo_learned import Learned
from rnnviz.figures.base.floor_names import spoken
from rnnviz.figures.base.style import DASHES, FAINT, INK, NAMED, apart, layout, letters, on_ground
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

LETTER = 8  # pixels that a letter of an end's label takes up, about
LONGEST = 26  # letters on one line of it
PERPLEXITY = N_("perplexity")


@dataclass(frozen=True)
class Curve:
    """One run's losses as they are drawn."""

    name: str
    samples: Array
    losses: Array  # nats, of single updates
    mean_samples: Array
    means: Array  # nats, over stretches of updates that end at those samples
    note: str = ""  # stands at the end, as "diverged at update 12"


def colour_of(place: int, dark: bool) -> str:
    """The colour of a run by its place, the same in every picture."""
    colour = NAMED[place % len(NAMED)]
    return INK[dark] if colour == "#000000" else colour


def ink_of(place: int, dark: bool) -> str:
    """The same for letters."""
    return on_ground(colour_of(place, dark), dark)


def losses(
    curves: Sequence[Curve],
    floors: Mapping[str, float],
    total: int,
    dark: bool,
    logarithmic: bool = False,
    at: float | None = None,
    unit: str = "nats",
    words: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """One loss curve a run, its means over its single values, falling onto the labelled floors; `at`
    marks a moment in samples, `total` is where the runs end.

    Losses come in the task's `unit`; for PERPLEXITY they come in nats, and e to their power is drawn.
    `words` says what a floor is, by what is known.
    """
    if unit == PERPLEXITY:
        curves, floors = _exponents(curves), {name: exp(floor) for name, floor in floors.items()}
    words = words or floor_words
    data: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    low, high = min(floors.values()), max(floors.values())
    span = max(high - low, 1e-3)
    for place, curve in enumerate(curves):
        colour = colour_of(place, dark)
        shared = {"type": "scatter", "mode": "lines"}
        data.append(
            shared
            | {
                "x": curve.samples.tolist(),
                "y": _plain(curve.losses),
                "line": {"color": colour, "width": 1},
                "opacity": 0.25,
                "hoverinfo": "skip",
                "showlegend": False,
                "legendgroup": curve.name,
            }
        )
        data.append(
            shared
            | {
                "x": curve.mean_samples.tolist(),
                "y": _plain(curve.means),
                "name": curve.name,
                "legendgroup": curve.name,
                "line": {"color": colour, "width": 3, "dash": DASHES[place % len(DASHES)]},
                "hovertemplate": f"{curve.name}: %{{y:.4f}} {_(unit)}<extra></extra>",
            }
        )
        known = np.flatnonzero(np.isfinite(curve.means))
        if len(known):
            last, mean = known[-1], curve.means
            note = f"<br>{curve.note}" if curve.note else ""
            ends.append(
                {
                    "x": float(curve.mean_samples[last]),
                    "showarrow": False,
                    "y": min(float(mean[last]), high + 0.25 * span),  # a diverged one stays in sight
                    "text": _folded(f"{curve.name} {_loss(mean[last])}") + note,
                    "xanchor": "left",
                    "xshift": 6,
                    "align": "left",
                    "yanchor": "bottom" if mean[last] < high + 0.2 * span else "top",
                    "font": {"color": on_ground(colour, dark), "size": 15},
                }
            )
    axis: dict[str, Any] = {"title": {"text": _("samples seen")}, "zeroline": False, "showgrid": False}
    side: dict[str, Any] = {
        "title": {"text": _(unit) if unit == PERPLEXITY else _("loss ({unit})").format(unit=_(unit))},
        "zeroline": False,
        "gridcolor": FAINT[dark],
        "autorangeoptions": {"minallowed": low - 0.12 * span, "maxallowed": high + 0.35 * span},
    }
    if logarithmic:
        # Plotly takes the ends of a log axis as powers of ten
        first = min((float(curve.samples[0]) for curve in curves if len(curve.samples)), default=1.0)
        allowed = {"minallowed": np.log10(max(first, 1.0)), "maxallowed": np.log10(max(total, 2))}
        axis |= {"type": "log", "autorangeoptions": allowed}
        for end in ends:
            end["x"] = float(np.log10(max(end["x"], 1.0)))
    else:
        axis |= {"autorangeoptions": {"minallowed": 0, "maxallowed": total}}
    if not ends:  # with nothing to draw there is nothing to fit a range to
        axis["range"] = [0.0, np.log10(total)] if logarithmic else [0, total]
        side["range"] = [low - 0.12 * span, high + 0.35 * span]
    shapes: list[dict[str, Any]] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": floor,
            "y1": floor,
            "line": {"color": INK[dark], "width": 1.5, "dash": "dot"},
            "layer": "below",
        }
        for floor in floors.values()
    ]
    if at is not None:
        shapes.append(
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": "#b2abd2" if dark else "#542788", "width": 2},
            }
        )
    # under its line, where no loss can stay, and at the right, where the curves have come to rest
    labels = [
        {
            "xref": "paper",
            "x": 1,
            "y": floor,
            "text": f"{_two_digits(floor)}  {words(name)}",
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "top",
            "font": {"size": 15},
            "bgcolor": "rgba(20,22,26,0.7)" if dark else "rgba(255,255,255,0.7)",
            "borderpad": 1,
        }
        for name, floor in floors.items()
    ]
    lines = max((end["text"].count("<br>") + 1 for end in ends), default=1)
    scale = 280 / (1.47 * span)  # pixels of one unit of y
    widest = max((letters(line) for end in ends for line in end["text"].split("<br>")), default=0)
    return {
        "data": data,
        "layout": layout(
            _("Perplexity: e to the power of the loss")
            if unit == PERPLEXITY
            else _("Loss, in {unit}").format(unit=_(unit)),
            dark,
            370,
            uirevision=f"kept {axis.get('type')} {unit}",  # a zoom into one axis is none into the other
            xaxis=axis,
            yaxis=side,
            shapes=shapes,
            annotations=below(labels, scale) + apart(ends, scale, 19.0 * lines),
            hovermode="x unified",
            legend={
                "orientation": "h",
                "y": 1.02,
                "yanchor": "bottom",
                "xref": "container",
                "x": 1,
                "xanchor": "right",
            },
            margin={"l": 64, "r": 24 + LETTER * widest, "t": 40, "b": 48},
        ),
    }


def below(labels: list[dict[str, Any]], scale: float, least: float = 18.0) -> list[dict[str, Any]]:
    """Labels moved downwards so that no two lie on each other; `scale` are the pixels of one unit."""
    last = np.inf
    for label in sorted(labels, key=lambda label: -float(label["y"])):
        placed = min(label["y"] * scale, last - least)
        label["yshift"] = placed - label["y"] * scale
        last = placed
    return labels


def _two_digits(floor: float) -> str:
    return f"{floor:.2g}" if 0.0 < floor < 0.1 else f"{floor:.2f}"


def _loss(value: float) -> str:
    return f"{value:.3f}" if value < 1000.0 else f"{value:.1e}"


def _folded(text: str) -> str:
    """A label on two lines, broken near its middle, if it is long."""
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    if letters(text) <= LONGEST or not breaks:
        return text
    middle = min(breaks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}<br>{text[middle + 1 :]}"


def floor_words(name: str) -> str:
    """What a floor is, from what is known: that says already most of it."""
    return {
        "nothing": _("knows nothing"),
        "unigram": _("knows frequencies"),
        "bigram": _("knows 1 before"),
        "trigram": _("knows 2 before"),
    }.get(name) or spoken(name)


def lag_words(name: str) -> str:
    """What a floor of Echo is."""
    if name in ("nothing", "all lags"):
        return _("nothing learned") if name == "nothing" else _("all lags learned")
    kind, _space, lags = name.partition(" ")
    text = _("only lag {lags} learned") if kind == "lag" else _("only lags {lags} learned")
    return text.format(lags=lags)


def _exponents(curves: Sequence[Curve]) -> list[Curve]:
    with np.errstate(over="ignore"):
        return [
            replace(curve, losses=np.exp(curve.losses), means=np.exp(curve.means)) for curve in curves
        ]


def learned_table(found: Mapping[str, Learned], dark: bool) -> dict[str, Any]:
    """P(Y = 1) for every combination of the lagged bits: the true one a bar, each run's a mark."""
    one = next(iter(found.values()))
    lags = list(one.shares)
    places = list(range(len(one.true)))
    names = [
        "<br>".join(f"X[t−{lag}]={b}" for lag, b in zip(lags, row, strict=False)) for row in one.bits
    ]
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": places,
            "y": one.true.tolist(),
            "name": _("true"),
            "width": 0.8,
            "marker": {"color": FAINT[dark], "line": {"color": INK[dark], "width": 1}},
            "hovertemplate": _("true: %{y:.3f}") + "<extra></extra>",
        }
    ]
    marks = ("circle", "diamond", "square", "triangle-up", "cross", "star")
    for place, (name, table) in enumerate(found.items()):
        shift = (place + 1) / (len(found) + 1) - 0.5
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [x + 0.7 * shift for x in places],
                "y": _plain(table.found),
                "marker": {
                    "color": colour_of(place, dark),
                    "size": 11,
                    "symbol": marks[place % 6],
                    "line": {"color": INK[dark], "width": 1},
                },
                "hovertemplate": f"{name}: %{{y:.3f}}<extra></extra>",
            }
        )
    return {
        "data": data,
        "layout": layout(
            _("What each run answers: P(Y = 1) by the lagged bits"),
            dark,
            300,
            xaxis={"tickvals": places, "ticktext": names, "showgrid": False, "zeroline": False},
            yaxis={"title": {"text": "P(Y = 1)"}, "range": [0, 1.08], "zeroline": False},
            showlegend=False,
        ),
    }


def norms(
    curves: Sequence[tuple[str, Array, Array]], clips: Sequence[float | None], dark: bool
) -> dict[str, Any]:
    """The norm of the gradient of each run over the samples seen, on a log scale, and where it is
    clipped."""
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": samples.tolist(),
            "y": _plain(np.where(values > 0, values, np.nan)),
            "name": name,
            "showlegend": False,
            "line": {"color": colour_of(place, dark), "width": 1.5, "dash": DASHES[place % 6]},
            "hovertemplate": f"{name}: %{{y:.3g}}<extra></extra>",
        }
        for place, (name, samples, values) in enumerate(curves)
    ]
    shapes = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": clip,
            "y1": clip,
            "line": {"color": colour_of(place, dark), "width": 2, "dash": "dash"},
        }
        for place, clip in enumerate(clips)
        if clip is not None
    ]
    return {
        "data": data,
        "layout": layout(
            _("Norm of the gradient"),
            dark,
            260,
            xaxis={"title": {"text": _("samples seen")}, "showgrid": False, "zeroline": False},
            yaxis={"title": {"text": _("‖gradient‖")}, "type": "log", "exponentformat": "power"},
            shapes=shapes,
        ),
    }


def note(diverged_at: int | None) -> str:
    """What stands behind a curve that ended early."""
    return (
        ""
        if diverged_at is None
        else _("diverged at update {update}").format(update=f"{diverged_at:,}")
    )


def loss_at(curve: Curve, samples: float) -> float:
    """The mean loss in nats of a run around a moment, NaN if there is none yet."""
    known = np.flatnonzero(np.isfinite(curve.means))
    if not len(known):
        return float("nan")
    place = min(int(np.searchsorted(curve.mean_samples[known], samples)), len(known) - 1)
    return float(curve.means[known[place]])


def _plain(values: Array) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in values]
