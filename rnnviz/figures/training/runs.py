"""The runs of a race: what they have learned and cost at one moment, and the course of what is measured
beside the loss."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.floor_names import spoken
from rnnviz.figures.base.style import DASHES, FAINT, layout
from rnnviz.figures.training.losses import Curve, below, colour_of, ink_of, loss_at
from rnnviz.text.language import _
from rnnviz.training.learner import RunStatus


def runs_table(
    curves: Sequence[Curve],
    runs: Sequence[Any],
    shares: Sequence[Mapping[str, float]],
    held: Sequence[int],
    samples: float,
    unit: str = "nats",
) -> str:
    """One row a run as HTML: its loss at a moment, what it has learned as `shares` from 0 to 1 by name,
    what its updates cost in time and in bytes `held`."""
    named = list(dict.fromkeys(name for one in shares for name in one))
    heads = [
        _("run"),
        _("loss ({unit})").format(unit=_(unit)),
        *map(spoken, named),
        _("updates a second"),
        _("time an update"),
        _("memory an update"),
        _("updates"),
    ]
    rows = []
    for curve, run, one, size in zip(curves, runs, shares, held, strict=True):
        loss = loss_at(curve, samples)
        pace = run.updates / run.seconds if run.seconds else float("nan")
        shown = f"{loss:.4f}" if loss < 1000.0 else f"{loss:.1e}"
        cells = [html.escape(curve.name), shown if np.isfinite(loss) else "–"]
        cells += [share_cell(one[name]) if name in one else "–" for name in named]
        cells += [f"{pace:,.0f}", _time(1.0 / pace)] if pace > 0.0 else ["–", "–"]
        cells += [_size(size), f"{run.updates:,}"]
        cells[-1] += f" ({_('diverged')})" if run.status == RunStatus.DIVERGED else ""
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{html.escape(head)}</th>" for head in heads)
    return f'<table class="runs"><tr>{head}</tr>{"".join(rows)}</table>'


def _time(seconds: float) -> str:
    if np.isnan(seconds):
        return "–"
    return f"{1e6 * seconds:,.0f} µs" if seconds < 0.01 else f"{1e3 * seconds:,.0f} ms"


def _size(count: int) -> str:
    for unit, power in (("GB", 1e9), ("MB", 1e6)):
        if count >= power:
            return f"{count / power:.1f} {unit}"
    return f"{count / 1e3:.0f} kB"


def share_cell(share: float) -> str:
    """A share from 0 to 1 as a bar with its percentage on it."""
    return f'<span class="share" style="--share:{share:.3f}">{share:.0%}</span>'


def measures(
    courses: Sequence[tuple[str, Sequence[tuple[float, Mapping[str, float]]]]],
    total: int,
    dark: bool,
    at: float | None = None,
) -> dict[str, Any]:
    """What is measured of each run beside its loss, over the samples seen: one picture a measure beside
    each other, one line a run; `courses` are each run's name and its moments, shares from 0 to 1."""
    named = list(
        dict.fromkeys(name for _run, course in courses for _at, found in course for name in found)
    )
    count, gap = max(len(named), 1), 0.09
    width = (1.0 - gap * (count - 1)) / count
    data: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for column, name in enumerate(named):
        number = str(column + 1) if column else ""
        left = column * (width + gap)
        axes["xaxis" + number] = {
            "domain": [left, left + 0.9 * width],
            "range": [0, total],
            "anchor": "y" + number,
            "title": {"text": _("samples seen")},
            "showgrid": False,
            "zeroline": False,
            "nticks": 4,
            "linecolor": FAINT[dark],
            "tickcolor": FAINT[dark],
            "automargin": True,
        }
        axes["yaxis" + number] = {
            "range": [-0.02, 1.02],
            "tickformat": ".0%",
            "zeroline": False,
            "anchor": "x" + number,
            "tickvals": [0, 0.5, 1],
            "gridcolor": FAINT[dark],
            "linecolor": FAINT[dark],
            "tickcolor": FAINT[dark],
            "automargin": True,
        }
        notes.append(
            {
                "text": html.escape(spoken(name)),
                "xref": "paper",
                "yref": "paper",
                "x": left,
                "y": 1.0,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 15},
            }
        )
        ends = []
        for place, (run, course) in enumerate(courses):
            points = [(seen, found[name]) for seen, found in course if name in found]
            if not points:
                continue
            seen, values = zip(*points, strict=True)
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": list(seen),
                    "y": list(values),
                    "xaxis": "x" + number,
                    "yaxis": "y" + number,
                    "showlegend": False,
                    "line": {
                        "color": colour_of(place, dark),
                        "width": 2.5,
                        "dash": DASHES[place % len(DASHES)],
                    },
                    "hovertemplate": f"{html.escape(run)}: %{{y:.1%}}<extra></extra>",
                }
            )
            ends.append(
                {
                    "text": f"{place + 1}: {values[-1]:.0%}",
                    "x": left + 0.9 * width,
                    "xref": "paper",
                    "yref": "y" + number,
                    "y": values[-1],
                    "xanchor": "left",
                    "xshift": 4,
                    "showarrow": False,
                    "font": {"size": 15, "color": ink_of(place, dark)},
                }
            )
        notes += below(ends, 138.0)  # above 100 % there is no room
        if at is not None:
            shapes.append(
                {
                    "type": "line",
                    "x0": at,
                    "x1": at,
                    "y0": 0,
                    "y1": 1,
                    "xref": "x" + number,
                    "yref": "y" + number,
                    "line": {"color": "#b2abd2" if dark else "#542788", "width": 2},
                }
            )
    return {
        "data": data,
        "layout": layout(
            _("Beside the loss, as shares of all"),
            dark,
            250,
            annotations=notes,
            shapes=shapes,
            margin={"l": 56, "r": 24, "t": 64, "b": 48},
            **axes,
        ),
    }
