"""What a class has answered, before it is shown what is right."""

import html
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from rnnviz.cells import Array
from rnnviz.figures.style import FAINT, INK, NAMED, layout, number
from rnnviz.language import _, _n
from rnnviz.lecture import Question

BINS = 20
LINE = 26  # letters of an answer on one line
MINE, RIGHT = NAMED[5], NAMED[2]  # bars, and the one that is right


def histogram(question: Question, given: Sequence[float], dark: bool) -> dict[str, Any]:
    """How many gave each answer; the right one, if it is known, is marked and named."""
    return (_choices if question.kind == "choose" else _numbers)(question, given, dark)


def counts(question: Question, given: Sequence[float]) -> list[int]:
    """How many chose each of the options."""
    return [sum(answer == place for answer in given) for place in range(len(question.options))]


def describe(question: Question, given: Sequence[float]) -> str:
    """The same in words."""
    total = len(given)
    head = _n("{count} answer", "{count} answers", total).format(count=total)
    if not total:
        return head
    if question.kind == "choose":
        said = [f"{option}: {count}" for option, count in
                zip(question.options, counts(question, given), strict=True)]  # fmt: skip
        return f"{head}. {'; '.join(said)}"
    middle = _("Half of them are below {middle} {unit}").format(
        middle=number(float(np.median(given))), unit=question.unit
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
        "type": "bar", "orientation": "h", "x": found, "y": places, "text": ends, "width": 0.7,
        "textposition": "outside", "cliponaxis": False, "textfont": {"size": 18},
        "marker": {
            "color": [RIGHT if place == right else MINE for place in places],
            "line": {"color": INK[dark], "width": [3 if place == right else 0 for place in places]},
        },
        "hovertemplate": "%{y}: %{x}<extra></extra>",
    }  # fmt: skip
    return {
        "data": [bars],
        "layout": layout(
            _title(given), dark, 90 + 52 * len(found),
            xaxis={"title": {"text": _("answers")}, "range": [0, 1.3 * max(*found, 1)],
                   "dtick": max(1, max(found) // 5), "gridcolor": FAINT[dark], "zeroline": False},
            yaxis={"tickmode": "array", "tickvals": places, "ticktext": names, "autorange": "reversed",
                   "tickfont": {"size": 18}, "showgrid": False, "zeroline": False},
        ),
    }  # fmt: skip


def edges(question: Question, bins: int = BINS) -> Array:
    """The ends of the bins of a question for a number, even on its own scale; (bins + 1,)."""
    if question.log:
        return np.geomspace(question.low, question.high, bins + 1)
    return np.linspace(question.low, question.high, bins + 1)


def _numbers(question: Question, given: Sequence[float], dark: bool) -> dict[str, Any]:
    """How many answers fall into each stretch of the scale, and where the right one lies."""
    ends = edges(question)
    found, _ends = np.histogram(given, ends)
    # on a logarithmic axis a bar's middle and width are powers of ten: drawn as those on a linear one
    places = np.log10(ends) if question.log else ends
    middles, wide = (places[1:] + places[:-1]) / 2, float(places[1] - places[0])
    said = [f"{number(float(a))} – {number(float(b))}" for a, b in pairwise(ends)]
    bars = {
        "type": "bar", "x": middles.tolist(), "y": found.tolist(), "width": 0.94 * wide,
        "marker": {"color": MINE}, "customdata": said,
        "hovertemplate": "%{customdata}: %{y}<extra></extra>",
    }  # fmt: skip
    axis: dict[str, Any] = {
        "title": {"text": question.unit or _("answer")}, "zeroline": False, "showgrid": False,
        "range": [float(places[0]), float(places[-1])],
    }  # fmt: skip
    if question.log:
        powers = np.arange(np.ceil(places[0]), np.floor(places[-1]) + 1)
        words = [f"10<sup>{int(power)}</sup>".replace("-", "−") for power in powers]
        axis |= {"tickmode": "array", "tickvals": powers.tolist(), "ticktext": words}
    most = max(int(found.max()), 1)
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if question.right is not None:
        at = float(np.log10(question.right)) if question.log else question.right
        shapes = [{"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
                   "line": {"color": RIGHT, "width": 4, "dash": "dash"}}]  # fmt: skip
        middle = (places[0] + places[-1]) / 2
        notes = [{"x": at, "yref": "paper", "y": 1, "showarrow": False, "yanchor": "top",
                  "xanchor": "left" if at < middle else "right", "font": {"size": 18},
                  "text": _("right: {answer}").format(answer=number(question.right))}]  # fmt: skip
    return {
        "data": [bars],
        "layout": layout(
            _title(given), dark, 300,
            xaxis=axis,
            yaxis={"title": {"text": _("answers")}, "range": [0, 1.25 * most],
                   "dtick": max(1, most // 5), "gridcolor": FAINT[dark], "zeroline": False},
            shapes=shapes, annotations=notes, bargap=0,
        ),
    }  # fmt: skip
