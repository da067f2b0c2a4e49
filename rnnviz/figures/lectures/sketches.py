"""The curves that a class has sketched, one upon the other, and what they say at the lag asked."""

import html
from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, told
from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import FAINT, INK, NAMED, see_through
from rnnviz.figures.lectures.answer_scale import drawn, edges, scale, stretches
from rnnviz.figures.lectures.answers import MINE, RIGHT, count_axis
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


def reveal(question: Question, given: Sequence[Answer], dark: bool) -> Part:
    """At the left all sketches, their median and, if it is known, the true curve; at the right, along
    the same axis, how many say what at the lag that was asked about."""
    places, axis = scale(question)
    counted = _counted(question, given, places)
    lines = _lines(question, given, dark)
    rules, notes = _asked(question, dark)
    right_rules, right_notes = _right(question, dark)
    pixels = (HEIGHT - TOP - BOTTOM) / float(places[-1] - places[0])
    made = plotly.figure(
        [*_sketched(question, given, dark), *(line for line, _end in lines), counted],
        _title(len(given)),
        dark,
        HEIGHT,
        margin={"l": 64, "r": 116, "t": TOP, "b": BOTTOM},
        xaxis=_lag_axis(question),
        xaxis2=_count_axis(question, max(counted["x"]), dark),
        yaxis=axis | {"range": _wider(axis["range"])},
        shapes=[*rules, *right_rules],
        bargap=0,
        showlegend=False,
        meta={"halves": True},  # which a phone's width has to bring together
        annotations=[*plotly.apart([end for _trace, end in lines], pixels), *notes, *right_notes],
    )
    every = curves(question, given) if len(given) else np.empty(0)
    true = [] if question.truth is None else [*question.truth]
    return told(made, lambda: _numbers(question, given), [every, true])


def _numbers(question: Question, given: Sequence[Answer]) -> list[NumberSheet]:
    """The curves by lag, and how many say what at the lag that was asked about."""
    heads, columns = [_("lag (steps back)")], [np.arange(question.last + 1)]
    if len(given):
        heads.append(_("median"))
        columns.append(median(question, given))
    if question.truth:
        heads.append(_("true curve"))
        columns.append(np.array(question.truth))
    every = list(curves(question, given)) if len(given) else []
    heads += [_("sketch {number}").format(number=number) for number in range(1, len(every) + 1)]
    ends = edges(question)
    found, _ends = np.histogram([question.counted(answer) for answer in given], ends)
    counts = NumberSheet([_("from"), _("to"), _("answers")], [ends[:-1], ends[1:], found])
    return [NumberSheet(heads, [*columns, *every]), counts]


# -- axes ------------------------------------------------------------------------------------------


def _lag_axis(question: Question) -> Part:
    across = html.escape(question.across, quote=False) or _("lag (steps back)")
    # a little room, so that the ends can be seen
    room = [-0.02 * question.last, 1.02 * question.last]
    every = {"dtick": 1} if question.last < 8 else {}
    return plotly.axis(across, grid=False, domain=LEFT, range=room) | every


def _count_axis(question: Question, most: int, dark: bool) -> Part:
    place = html.escape(question.place(question.at), quote=False)
    title = {"title": {"text": _("answers at {place}").format(place=place)}, "domain": RIGHT_HALF}
    lines = {"gridcolor": FAINT[dark], "linecolor": FAINT[dark]}
    return count_axis(most, 1.15, 2) | title | lines


def _wider(ends: list[float]) -> list[float]:
    room = 0.02 * (ends[1] - ends[0])
    return [ends[0] - room, ends[1] + room]


# -- what was asked, and what is right -------------------------------------------------------------


def _asked(question: Question, dark: bool) -> tuple[list[Part], list[Part]]:
    """The lag that was asked about, as a rule with its name."""
    name = html.escape(question.place(question.at), quote=False)
    rule = plotly.upright(question.at, pen(INK[dark], 2, "dot"))
    top = {"yref": "paper", "yanchor": "bottom", "font": {"size": 17}}
    return [rule], [plotly.label(question.at, 1, name, **top)]


def _right(question: Question, dark: bool) -> tuple[list[Part], list[Part]]:
    """The right answer across the right half, with its name beside it, if it is known."""
    if question.known is None:
        return [], []
    y = drawn(question, question.known)
    text = _("right: {answer}").format(answer=number(question.known))
    half = {"xref": "x2 domain"}
    rule = plotly.segment((0, 1), (y, y), pen(RIGHT, 4, "dash"), **half)
    return [rule], [line_end(1, y, text, INK[dark], dark, 17, name="beside", **half)]


# -- what was sketched -----------------------------------------------------------------------------


def _line(question: Question, values: Array, name: str, look: Part, dark: bool) -> tuple[Part, Part]:
    """One curve over the lags, and the label at its end."""
    lags = list(range(question.last + 1))
    y = [drawn(question, float(value)) for value in values]
    said = [
        html.escape(
            _("{name}: {value}").format(name=question.place(lag), value=_amount(question, value)),
            quote=False,
        )
        for lag, value in zip(lags, values, strict=True)
    ]
    hover = plotly.hover(f"{name}, %{{customdata}}")
    line = plotly.line(lags, y, look, legend=True, name=name, customdata=said, hovertemplate=hover)
    return line, line_end(lags[-1], y[-1], name, look["color"], dark, 17, name="end")


def _lines(question: Question, given: Sequence[Answer], dark: bool) -> list[tuple[Part, Part]]:
    """The median of the sketches, and the true curve, as far as there are any, with their ends."""
    lines = []
    if len(given):
        middle = median(question, given)
        lines.append(_line(question, middle, _("median"), pen(INK[dark], 6), dark))
    if question.truth:
        true = np.array(question.truth)
        lines.append(_line(question, true, _("true curve"), pen(RIGHT, 4, "dash"), dark))
    return lines


def _sketched(question: Question, given: Sequence[Answer], dark: bool) -> list[Part]:
    """Some sketches as one trace, each a stroke of its own: where many lie they darken."""
    if not len(given):
        return []
    some = curves(question, given)[chosen(len(given))]
    share = f"{max(0.3, 0.7 - 0.02 * len(some)):.2f}"
    colour = see_through(NAMED[5] if dark else NAMED[0], share)
    gap = np.full((len(some), 1), np.nan)
    y = np.hstack([np.log10(some) if question.log else some, gap]).ravel()
    x = [*range(some.shape[1]), None] * len(some)
    return [plotly.line(x, y, pen(colour, 1.5), hoverinfo="skip")]


def _counted(question: Question, given: Sequence[Answer], places: Array) -> Part:
    """How many sketches lie in each stretch of the scale at the lag that was asked about."""
    values = [question.counted(answer) for answer in given]
    found, _ends = np.histogram(values, edges(question))
    return plotly.bars(
        found,
        (places[1:] + places[:-1]) / 2,
        {"color": MINE},
        orientation="h",
        xaxis="x2",
        showlegend=False,
        width=0.94 * float(places[1] - places[0]),
        customdata=stretches(question),
        hovertemplate=plotly.hover("%{customdata}: %{x}"),
    )
