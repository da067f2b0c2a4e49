"""The curves that a class has sketched, one upon the other, and what they say at the lag asked."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import apart
from rnnviz.figures.base.plotly import line_end as end
from rnnviz.figures.base.style import FAINT, INK, NAMED, layout
from rnnviz.figures.lectures.answers import MINE, RIGHT, drawn, edges, scale, stretches
from rnnviz.lectures.model import Answer, Question
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

MOST = 60  # sketches that are drawn; the median and the counts are of all
HEIGHT, TOP, BOTTOM = 320, 64, 54  # pixels
LEFT, RIGHT_HALF = (0.0, 0.64), (0.76, 1.0)  # shares of the width that the two halves take


def curves(question: Question, given: Sequence[Answer]) -> Array:
    """The sketches as an array, `(n, last + 1)`."""
    return np.array([one for one in given if isinstance(one, tuple)]).reshape(-1, question.last + 1)


def chosen(count: int) -> Array:
    """The places of those that are drawn, evenly among all."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST)).round().astype(int))


def median(question: Question, given: Sequence[Answer]) -> Array:
    """The median of all sketches at each lag, `(last + 1,)`; there must be one."""
    return np.median(curves(question, given), axis=0)


def describe(question: Question, given: Sequence[Answer]) -> str:
    """What was sketched, in words."""
    total = len(given)
    said = [_n("{count} sketch", "{count} sketches", total).format(count=total)]
    if total:
        middle = median(question, given)
        said.append(
            _(
                "At {place} half of them are below {middle}; their median goes from {first} to {last}"
            ).format(
                place=question.place(question.at),
                middle=_amount(question, middle[question.at]),
                first=_amount(question, middle[0]),
                last=_amount(question, middle[-1]),
            )
        )
    if question.known is not None:
        said.append(_("Right: {answer}").format(answer=_amount(question, question.known)))
    return ". ".join(said)


def _amount(question: Question, value: float) -> str:
    return f"{number(float(value))} {question.unit}".strip()


def _title(total: int) -> str:
    if not total:
        return _("Nobody has answered yet")
    if total > MOST:
        return _("What {count} of you sketched: {most} of the curves, and the median of all").format(
            count=total, most=MOST
        )
    return _n("What one of you sketched", "What {count} of you sketched", total).format(count=total)


def reveal(question: Question, given: Sequence[Answer], dark: bool) -> dict[str, Any]:
    """At the left all sketches, their median and, if it is known, the true curve; at the right, along
    the same axis, how many say what at the lag that was asked about."""
    places, axis = scale(question)
    asked, counted = _asked(question, dark), _counted(question, given, places)
    lines, ends = _lines(question, given, dark)
    pixels = (HEIGHT - TOP - BOTTOM) / float(places[-1] - places[0])
    most = max(*counted["x"], 1)
    across = html.escape(question.across, quote=False) or _("lag (steps back)")
    place = html.escape(question.place(question.at), quote=False)
    return {
        "data": [*lines, counted],
        "layout": layout(
            _title(len(given)),
            dark,
            HEIGHT,
            margin={"l": 64, "r": 116, "t": TOP, "b": BOTTOM},
            # a little room, so that the ends can be seen
            xaxis={
                "title": {"text": across},
                "domain": LEFT,
                "showgrid": False,
                "zeroline": False,
                "range": [-0.02 * question.last, 1.02 * question.last],
                **({"dtick": 1} if question.last < 8 else {}),
            },
            xaxis2={
                "title": {"text": _("answers at {place}").format(place=place)},
                "domain": RIGHT_HALF,
                "range": [0, 1.15 * most],
                "dtick": max(1, most // 2),
                "gridcolor": FAINT[dark],
                "linecolor": FAINT[dark],
                "zeroline": False,
            },
            yaxis=axis | {"gridcolor": FAINT[dark], "range": _wider(axis["range"])},
            shapes=asked["shapes"],
            bargap=0,
            showlegend=False,
            meta={"halves": True},  # which a phone's width has to bring together
            annotations=[*apart(ends, pixels), *asked["annotations"]],
        ),
    }


def _wider(ends: list[float]) -> list[float]:
    room = 0.02 * (ends[1] - ends[0])
    return [ends[0] - room, ends[1] + room]


def _asked(question: Question, dark: bool) -> dict[str, list[dict[str, Any]]]:
    """Where the lag that was asked about lies, and the right answer."""
    shapes = [
        {
            "type": "line",
            "x0": question.at,
            "x1": question.at,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": INK[dark], "width": 2, "dash": "dot"},
        }
    ]
    notes = [
        {
            "x": question.at,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "showarrow": False,
            "text": html.escape(question.place(question.at), quote=False),
            "font": {"size": 17},
        }
    ]
    if question.known is not None:
        y = drawn(question, question.known)
        shapes.append(
            {
                "type": "line",
                "xref": "x2 domain",
                "x0": 0,
                "x1": 1,
                "y0": y,
                "y1": y,
                "line": {"color": RIGHT, "width": 4, "dash": "dash"},
            }
        )
        said = _("right: {answer}").format(answer=number(question.known))
        notes.append(end(1, y, said, INK[dark], dark, 17) | {"xref": "x2 domain", "name": "beside"})
    return {"shapes": shapes, "annotations": notes}


def _lines(
    question: Question, given: Sequence[Answer], dark: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The curves, and the labels at their ends."""
    lags = list(range(question.last + 1))
    traces: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []

    def line(values: Sequence[float] | Array, name: str, colour: str, **look: Any) -> None:
        y = [drawn(question, float(value)) for value in values]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": lags,
                "y": y,
                "line": {"color": colour, **look},
                "customdata": [
                    html.escape(f"{question.place(lag)}: {_amount(question, value)}", quote=False)
                    for lag, value in zip(lags, values, strict=True)
                ],
                "hovertemplate": f"{name}, %{{customdata}}<extra></extra>",
            }
        )
        ends.append(end(lags[-1], y[-1], name, colour, dark, 17) | {"name": "end"})

    if len(given):
        all_of_them = curves(question, given)
        traces.append(_thin(question, all_of_them[chosen(len(given))], dark))
        line(median(question, given), _("median"), INK[dark], width=6)
    if question.truth:
        line(question.truth, _("true curve"), RIGHT, width=4, dash="dash")
    return traces, ends


def _thin(question: Question, some: Array, dark: bool) -> dict[str, Any]:
    """Sketches as one trace, each a stroke of its own: where many lie they darken."""
    colour = NAMED[5] if dark else NAMED[0]
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    tint = max(0.3, 0.7 - 0.02 * len(some))
    gap = np.full((len(some), 1), np.nan)
    y = np.hstack([np.log10(some) if question.log else some, gap]).ravel()
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "x": [*range(some.shape[1]), None] * len(some),
        "y": [None if np.isnan(value) else value for value in y.tolist()],
        "line": {"color": f"rgba({red},{green},{blue},{tint:.2f})", "width": 1.5},
    }


def _counted(question: Question, given: Sequence[Answer], places: Array) -> dict[str, Any]:
    """How many sketches lie in each stretch of the scale at the lag that was asked about."""
    values = [question.counted(answer) for answer in given]
    found, _ends = np.histogram(values, edges(question))
    return {
        "type": "bar",
        "orientation": "h",
        "xaxis": "x2",
        "showlegend": False,
        "x": found.tolist(),
        "y": ((places[1:] + places[:-1]) / 2).tolist(),
        "width": 0.94 * float(places[1] - places[0]),
        "marker": {"color": MINE},
        "customdata": stretches(question),
        "hovertemplate": "%{customdata}: %{x}<extra></extra>",
    }
