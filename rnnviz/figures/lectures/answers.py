"""What a class has answered, before it is shown what is right."""

import html
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.style import FAINT, INK, NAMED, layout
from rnnviz.lectures.model import Answer, Question
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

BINS = 20
LINE = 26  # letters of an answer on one line
POWERS = 8  # of ten, at most, that are written at an axis
MINE, RIGHT = NAMED[5], NAMED[2]  # bars, and the one that is right


def histogram(question: Question, given: Sequence[Answer], dark: bool) -> dict[str, Any]:
    """How many gave each answer; the right one, if it is known, is marked and named."""
    draw = _choices if question.kind == "choose" else _numbers
    return draw(question, [question.counted(answer) for answer in given], dark)


def counts(question: Question, given: Sequence[Answer]) -> list[int]:
    """How many chose each of the options."""
    return [sum(answer == place for answer in given) for place in range(len(question.options))]


def describe(question: Question, given: Sequence[Answer]) -> str:
    """The same in words."""
    total = len(given)
    head = _n("{count} answer", "{count} answers", total).format(count=total)
    if not total:
        return head
    if question.kind == "choose":
        said = [
            f"{option}: {count}"
            for option, count in zip(question.options, counts(question, given), strict=True)
        ]
        return f"{head}. {'; '.join(said)}"
    middle = _("Half of them are below {middle} {unit}").format(
        middle=number(float(np.median([question.counted(answer) for answer in given]))),
        unit=question.unit,
    )
    return f"{head}. {middle.strip()}"


def _title(given: Sequence[float]) -> str:
    if len(given) == 0:
        return _("Nobody has answered yet")
    return _n("What one of you thinks", "What {count} of you think", len(given)).format(
        count=len(given)
    )


def _choices(question: Question, given: Sequence[float], dark: bool) -> dict[str, Any]:
    """One bar an option, with its count and share at its end."""
    found, total = counts(question, given), max(len(given), 1)
    right = None if question.right is None else int(question.right)
    names, ends = [], []
    for place, (option, count) in enumerate(zip(question.options, found, strict=True)):
        lines = "<br>".join(html.escape(line, quote=False) for line in textwrap.wrap(option, LINE))
        mark = _("✓ right") + "  " if place == right else ""
        names.append(f"{mark}<b>{chr(65 + place)}</b>  {lines}")
        ends.append(f"{count} · {count / total:.0%}")
    places = list(range(len(found)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": found,
        "y": places,
        "text": ends,
        "width": 0.7,
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 18},
        "marker": {
            "color": [RIGHT if place == right else MINE for place in places],
            "line": {"color": INK[dark], "width": [3 if place == right else 0 for place in places]},
        },
        "hovertemplate": "%{y}: %{x}<extra></extra>",
    }
    return {
        "data": [bars],
        "layout": layout(
            _title(given),
            dark,
            90 + 52 * len(found),
            xaxis={
                "title": {"text": _("answers")},
                "range": [0, 1.3 * max(*found, 1)],
                "dtick": max(1, max(found) // 5),
                "gridcolor": FAINT[dark],
                "zeroline": False,
            },
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": names,
                "autorange": "reversed",
                "tickfont": {"size": 18},
                "showgrid": False,
                "zeroline": False,
            },
        ),
    }


def edges(question: Question, bins: int = BINS) -> Array:
    """The ends of the bins of a question for a number, even on its own scale; (bins + 1,)."""
    if question.log:
        return np.geomspace(question.low, question.high, bins + 1)
    return np.linspace(question.low, question.high, bins + 1)


def scale(question: Question, bins: int = BINS) -> tuple[Array, dict[str, Any]]:
    """The ends of the bins (bins + 1,) where they are drawn, and the axis they are drawn along: a
    logarithmic one as powers of ten on a linear one, for a bar's middle and width are such powers."""
    ends = edges(question, bins)
    places = np.log10(ends) if question.log else ends
    axis: dict[str, Any] = {
        "title": {"text": html.escape(question.unit, quote=False) or _("answer")},
        "zeroline": False,
        "range": [float(places[0]), float(places[-1])],
    }
    if question.log:
        powers = np.arange(np.ceil(places[0] - 1e-9), np.floor(places[-1] + 1e-9) + 1)
        powers = powers[:: max(1, -(-len(powers) // POWERS))]
        words = [f"10<sup>{int(power)}</sup>".replace("-", "−") for power in powers]
        if len(powers) < 2:  # within one power of ten
            powers, words = places[[0, -1]], [number(float(one)) for one in ends[[0, -1]]]
        axis |= {"tickmode": "array", "tickvals": powers.tolist(), "ticktext": words}
    return places, axis


def drawn(question: Question, value: float) -> float:
    """Where a value lies on the axis of `scale`."""
    return float(np.log10(value)) if question.log else value


def stretches(question: Question) -> list[str]:
    """Each bin in words."""
    return [f"{number(float(a))} – {number(float(b))}" for a, b in pairwise(edges(question))]


def _numbers(question: Question, given: Sequence[float], dark: bool) -> dict[str, Any]:
    """How many answers fall into each stretch of the scale, and where the right one lies."""
    found, _ends = np.histogram(given, edges(question))
    places, axis = scale(question)
    middles, wide = (places[1:] + places[:-1]) / 2, float(places[1] - places[0])
    bars = {
        "type": "bar",
        "x": middles.tolist(),
        "y": found.tolist(),
        "width": 0.94 * wide,
        "marker": {"color": MINE},
        "customdata": stretches(question),
        "hovertemplate": "%{customdata}: %{y}<extra></extra>",
    }
    most = max(int(found.max()), 1)
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if question.right is not None:
        at = drawn(question, question.right)
        shapes = [
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": RIGHT, "width": 4, "dash": "dash"},
            }
        ]
        middle = (places[0] + places[-1]) / 2
        notes = [
            {
                "x": at,
                "yref": "paper",
                "y": 1,
                "showarrow": False,
                "yanchor": "top",
                "xanchor": "left" if at < middle else "right",
                "font": {"size": 18},
                "text": _("right: {answer}").format(answer=number(question.right)),
            }
        ]
    return {
        "data": [bars],
        "layout": layout(
            _title(given),
            dark,
            300,
            xaxis=axis | {"showgrid": False},
            yaxis={
                "title": {"text": _("answers")},
                "range": [0, 1.25 * most],
                "dtick": max(1, most // 5),
                "gridcolor": FAINT[dark],
                "zeroline": False,
            },
            shapes=shapes,
            annotations=notes,
            bargap=0,
        ),
    }
