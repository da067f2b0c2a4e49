"""What a class has answered, before it is shown what is right."""

import html
import textwrap
from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, told
from rnnviz.figures.base.html import share_text
from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, NAMED
from rnnviz.figures.lectures.answer_scale import drawn, edges, scale, stretches
from rnnviz.lectures.model import Answer, Question
from rnnviz.text.language import N_, _, _n, listed

LINE = 26  # letters of an answer on one line
MINE, RIGHT = NAMED[5], NAMED[2]  # bars, and the one that is right
BIG = 18


def histogram(question: Question, given: Sequence[Answer], dark: bool) -> Part:
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
            _("{name}: {value}").format(name=option, value=count)
            for option, count in zip(question.options, counts(question, given), strict=True)
        ]
        return _("{first}. {second}").format(first=head, second=listed(said, N_("; ")))
    middle = _("Half of them are below {middle} {unit}").format(
        middle=number(float(np.median([question.counted(answer) for answer in given]))),
        unit=question.unit,
    )
    return _("{first}. {second}").format(first=head, second=middle.strip())


def _title(given: Sequence[float]) -> str:
    if len(given) == 0:
        return _("Nobody has answered yet")
    return _n("What one of you thinks", "What {count} of you think", len(given)).format(
        count=len(given)
    )


def _choices(question: Question, given: Sequence[float], dark: bool) -> Part:
    """One bar an option, with its count and share at its end."""
    found, total = counts(question, given), max(len(given), 1)
    right = None if question.right is None else int(question.right)
    places = list(range(len(found)))
    colours = [RIGHT if place == right else MINE for place in places]
    frames = {"color": INK[dark], "width": [3 if place == right else 0 for place in places]}
    bars = plotly.bars(
        found,
        places,
        {"color": colours, "line": frames},
        orientation="h",
        width=0.7,
        text=[f"{count} · {share_text(count / total)}" for count in found],
        textposition="outside",
        textfont={"size": BIG},
        cliponaxis=False,
        hovertemplate=plotly.hover("%{y}: %{x}"),
    )
    named = {"tickmode": "array", "tickvals": places, "ticktext": _option_names(question, right)}
    look = {"autorange": "reversed", "tickfont": {"size": BIG}}
    made = plotly.figure(
        [bars],
        _title(given),
        dark,
        90 + 52 * len(found),
        xaxis=count_axis(max(found), 1.3, 5),
        yaxis=plotly.axis(grid=False) | named | look,
    )
    letters = [chr(65 + place) for place in places]
    sheet = NumberSheet(
        [_("answer"), _("in words"), _("answers")], [letters, [*question.options], found]
    )
    return told(made, lambda: [sheet], [found])


def _option_names(question: Question, right: int | None) -> list[str]:
    """The options by their letters; the right one says so."""
    names = []
    for place, option in enumerate(question.options):
        lines = "<br>".join(html.escape(line, quote=False) for line in textwrap.wrap(option, LINE))
        mark = _("✓ right") + "  " if place == right else ""
        names.append(f"{mark}<b>{chr(65 + place)}</b>  {lines}")
    return names


def count_axis(most: int, room: float, ticks: int) -> Part:
    """An axis of how many answered, with some room behind the longest bar."""
    return plotly.axis(_("answers"), range=[0, room * max(most, 1)], dtick=max(1, most // ticks))


def _numbers(question: Question, given: Sequence[float], dark: bool) -> Part:
    """How many answers fall into each stretch of the scale, and where the right one lies."""
    found, _ends = np.histogram(given, edges(question))
    places, axis = scale(question)
    bars = plotly.bars(
        (places[1:] + places[:-1]) / 2,
        found,
        {"color": MINE},
        width=0.94 * float(places[1] - places[0]),
        customdata=stretches(question),
        hovertemplate=plotly.hover("%{customdata}: %{y}"),
    )
    shapes, notes = _right(question, float(places[0] + places[-1]) / 2)
    made = plotly.figure(
        [bars],
        _title(given),
        dark,
        300,
        xaxis=axis | {"showgrid": False},
        yaxis=count_axis(int(found.max()), 1.25, 5),
        shapes=shapes,
        annotations=notes,
        bargap=0,
    )
    ends = edges(question)
    sheet = NumberSheet([_("from"), _("to"), _("answers")], [ends[:-1], ends[1:], found])
    return told(made, lambda: [sheet], [ends, found])


def _right(question: Question, middle: float) -> tuple[list[Part], list[Part]]:
    """The right answer as a rule with its name, if it is known."""
    if question.right is None:
        return [], []
    at = drawn(question, question.right)
    side = {"xanchor": "left" if at < middle else "right", "yanchor": "top", "yref": "paper"}
    text = _("right: {answer}").format(answer=number(question.right))
    rule = plotly.upright(at, pen(RIGHT, 4, "dash"))
    return [rule], [plotly.label(at, 1, text, font={"size": BIG}, **side)]
