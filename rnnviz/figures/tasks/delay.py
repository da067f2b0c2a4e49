"""What it is worth to look ahead: the losses of runs that answer later, between those of one that
answers at once and of one that reads in both directions. A figure as a plain dictionary in Plotly's
form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rnnviz.figures.base.style import FAINT, INK, NAMED, layout, on_ground
from rnnviz.text.language import _

BIG = 15
MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "star")


@dataclass(frozen=True)
class Late:
    """A run's loss in nats, and how many steps late it answers; None for both directions."""

    name: str
    delay: int | None
    loss: float


def delays(
    runs: Sequence[Late], floors: Mapping[int, float], both: float, dark: bool, unit: str = "nats"
) -> dict[str, Any]:
    """Each run's loss over its delay as a mark, the best that can be reached with each delay as a line,
    and `both` directions, which know all, as another."""
    ink = INK[dark]
    # a run of both directions stands behind the longest delay
    steps = sorted({*floors, *(run.delay for run in runs if run.delay is not None)})
    end = steps[-1] + max(1.0, 0.15 * steps[-1])
    high = 1.12 * max([*floors.values(), both, *(run.loss for run in runs if run.loss < 1e3)])
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _("best possible"),
            "x": list(floors),
            "y": list(floors.values()),
            "line": {"color": ink, "width": 1.5, "dash": "dot"},
            "marker": {"symbol": "line-ew-open", "size": 22, "color": ink, "line": {"width": 2}},
            "hovertemplate": _("best possible with a delay of %{{x}}: %{{y:.4f}} {unit}").format(
                unit=_(unit)
            )
            + "<extra></extra>",
        }
    ]
    notes = [
        _note(x, y, f"{y:.3f}", ink, dark)
        | {"yanchor": "top", "xanchor": "right", "yshift": -5, "xshift": -4}
        for x, y in floors.items()
    ]
    for place, run in enumerate(runs):
        colour = ink if NAMED[place % 7] == "#000000" else NAMED[place % 7]
        where = end if run.delay is None else float(run.delay)
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": run.name,
                "x": [where],
                "y": [run.loss],
                "marker": {
                    "color": colour,
                    "size": 13,
                    "symbol": MARKS[place % len(MARKS)],
                    "line": {"color": ink, "width": 1},
                },
                "hovertemplate": f"{run.name}: %{{y:.4f}} {_(unit)}<extra></extra>",
            }
        )
        notes.append(
            _note(where, run.loss, f"{run.loss:.3f}", colour, dark)
            | {"yanchor": "bottom", "yshift": 9, "xanchor": "right" if run.delay is None else "left"}
        )
    ticks = [*steps, end]
    labels = [*map(str, steps), _("both<br>directions")]
    return {
        "data": data,
        "layout": layout(
            _(
                "The later the answer, the more is known: losses (marks) over the best "
                "possible (dotted)"
            ),
            dark,
            340,
            xaxis={
                "title": {"text": _("delay, in steps")},
                "tickvals": ticks,
                "ticktext": labels,
                "showgrid": False,
                "zeroline": False,
                "range": [-0.35, end + 0.35],
            },
            yaxis={
                "title": {"text": _("loss ({unit})").format(unit=_(unit))},
                "range": [both - 0.16 * high, high],
                "zeroline": False,
                "gridcolor": FAINT[dark],
            },
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": both,
                    "y1": both,
                    "line": {"color": ink, "width": 1.5, "dash": "dash"},
                    "layer": "below",
                }
            ],
            annotations=notes,
            showlegend=False,
        ),
    }


def _note(x: float, y: float, text: str, colour: str, dark: bool) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "font": {"size": BIG, "color": on_ground(colour, dark)},
    }
