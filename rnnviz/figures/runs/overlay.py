"""Chosen lines on one chart: the mean of each over its seeds with its deviation, over the floors; or
what each differs by from one of them."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.catalogue.courses import LineCourse
from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, INK, colour_of, see_through
from rnnviz.figures.runs.drawn_line import DrawnLine
from rnnviz.figures.training.loss_labels import End, are_named, labels
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

HEIGHT = 280
TOP, BOTTOM = 34, 46  # margins
NAMED = 12  # curves of which each has its name at its end, and its deviation as a band
UNIFIED = 8  # curves whose numbers stand in one box beside each other
BAND = 0.16  # how much a band covers of what lies below
SAMPLES, UPDATES = "samples", "updates"
LONGEST_NAME = 60  # letters of a name at a curve's end


@dataclass(frozen=True)
class ChartLook:
    """How a chart is drawn."""

    across: str  # "samples" or "updates"
    unit: str  # of the losses, "" where they have several
    dark: bool
    logarithmic: bool = False  # whether its axis across is
    base: str = ""  # the name of the line that the others are less, "" for the losses themselves
    height: int = HEIGHT


def overlay(drawn: Sequence[DrawnLine], floors: Sequence[tuple[float, str]], look: ChartLook) -> Part:
    """Lines over the floors of their tasks, each a loss and its words; of differences no floor is drawn
    but 0, which is the baseline."""
    named = [(0.0, _("as {name}").format(name=look.base))] if look.base else list(floors)
    scale = LossScale.of([y for y, _words in named], [_ends_of(one.course) for one in drawn])
    end = max((_last(one, look) for one in drawn), default=1.0)
    few = len(drawn) <= NAMED
    ends = [one for line in drawn if few for one in _end(line, look)]
    plotted = look.height - TOP - BOTTOM
    notes, wide = labels(named, ends, scale, end, plotted, look.dark, look.logarithmic)
    bands = [
        _band(line, scale, look) for line in drawn if few and np.isfinite(line.course.deviation).any()
    ]
    made = plotly.figure(
        [*bands, *(_curve(line, scale, look, few) for line in drawn)],
        chart_title(drawn, floors, look),
        look.dark,
        look.height,
        uirevision=f"kept {look.across} {look.logarithmic} {bool(look.base)}",
        xaxis=_axis(drawn, end, look),
        yaxis=scale.axis(_loss_title(look)),
        shapes=[
            plotly.level(float(scale.at(y)), pen(INK[look.dark], 1.5, "dot"), layer="below")
            for y, _words in named
        ],
        annotations=notes,
        **_legend(few and not are_named(ends, end, plotted, look.logarithmic)),
        hovermode="x unified" if len(drawn) <= UNIFIED else "closest",
        margin={"l": 64, "r": wide, "t": TOP, "b": BOTTOM},
        meta={"tight": True},
    )
    parts = [part for line in drawn for part in (line.course.mean, line.course.deviation)]
    return told(made, lambda: [_numbers(drawn, named, look)], [*parts, [y for y, _words in named]])


def _numbers(
    drawn: Sequence[DrawnLine], floors: Sequence[tuple[float, str]], look: ChartLook
) -> NumberSheet:
    """A line a run and a point: the mean over its seeds, their deviation, and how many they are; then
    the floors."""
    heads = [
        _("run"),
        axis_words(look.across),
        _loss_title(look),
        _("deviation of the seeds"),
        _("seeds"),
    ]
    lines: list[tuple[object, ...]] = [
        (line.name, *point)
        for line in drawn
        for point in zip(
            line.course.across(look.across),
            line.course.mean,
            line.course.deviation,
            line.course.count,
            strict=True,
        )
    ]
    lines += [(words, None, y, None, None) for y, words in floors]
    return listed_sheet(heads, lines)


def _legend(shown: bool) -> Part:
    """None where the names at the curves' ends have room, and none of very many curves."""
    place = {"x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom", "xref": "container"}
    return {"showlegend": shown, "legend": {"orientation": "h"} | place}


def chart_title(
    drawn: Sequence[DrawnLine], floors: Sequence[tuple[float, str]], look: ChartLook
) -> str:
    """What came of what is drawn: how many have reached the lowest floor that any of them has, or how
    many end below the baseline."""
    if look.base:
        return _title_of_differences(drawn, escape(look.base))
    heights = {words: y for y, words in floors}
    reached = [one.floor for one in drawn if one.floor in heights]
    lowest = min(reached, key=heights.__getitem__, default="")
    fields = {"count": len(drawn), "some": reached.count(lowest), "floor": escape(lowest)}
    if len(drawn) == 1:
        name = escape(numbers.shortened(drawn[0].name, LONGEST_NAME))
        if lowest:
            return _("Loss of {name}: it has reached the floor “{floor}”").format(name=name, **fields)
        return _("Loss of {name}").format(name=name)
    if lowest:
        said = _n(
            "Loss of {count} runs: {some} has reached the floor “{floor}”",
            "Loss of {count} runs: {some} have reached the floor “{floor}”",
            reached.count(lowest),
        )
        return said.format(**fields)
    if floors and drawn:
        return _("Loss of {count} runs: none has reached a floor yet").format(**fields)
    return _("Loss of {count} runs").format(**fields) if drawn else _("Loss of the chosen runs")


def _title_of_differences(drawn: Sequence[DrawnLine], base: str) -> str:
    known = [one.loss for one in drawn if np.isfinite(one.loss)]
    if not known:
        return _("Loss less that of {name}").format(name=base)
    below = sum(loss < 0 for loss in known)
    said = _n(
        "Loss less that of {name}: {some} of {count} has come below it",
        "Loss less that of {name}: {some} of {count} have come below it",
        below,
    )
    return said.format(name=base, some=below, count=len(known))


def axis_words(across: str) -> str:
    """What is counted along the axis."""
    return _("samples seen") if across == SAMPLES else _("updates")


def _loss_title(look: ChartLook) -> str:
    if look.base:
        return _("difference ({unit})").format(unit=_(look.unit)) if look.unit else _("difference")
    return _("loss ({unit})").format(unit=_(look.unit)) if look.unit else _("loss, each in its unit")


def _ends_of(course: LineCourse) -> Array:
    """All that is drawn of a course."""
    spread = np.where(np.isfinite(course.deviation), course.deviation, 0.0)
    return np.concatenate([course.mean - spread, course.mean + spread])


def _last(line: DrawnLine, look: ChartLook) -> float:
    at = line.course.across(look.across)
    return float(at[-1]) if len(at) else 0.0


def _curve(line: DrawnLine, scale: LossScale, look: ChartLook, wide: bool) -> Part:
    course = line.course
    name = escape(numbers.shortened(line.name, LONGEST_NAME))
    # of very many curves their hovers would be most of what is sent
    plain = not wide and not scale.is_bent and int(course.count.max(initial=0)) < 2
    more = {} if plain else {"text": _texts(course), "meta": {"values": plotly.sent(course.mean)}}
    drawn = pen(
        colour_of(line.place, look.dark), 2.6 if wide else 1.4, DASHES[line.place % len(DASHES)]
    )
    return plotly.line(
        course.across(look.across),
        scale.at(course.mean),
        drawn,
        legend=True,
        name=name,
        hovertemplate=plotly.hover(f"{name}: %{{y:digits}}" if plain else f"{name}: %{{text}}"),
        **more,
    )


def _texts(course: LineCourse) -> list[str]:
    """A hover for each point: the mean, and the deviation and the number of seeds where there are
    several."""
    if int(course.count.max(initial=0)) < 2:
        return [numbers.loss(float(value), 4) for value in course.mean]
    said = _("{mean} ± {deviation} (n = {count})")
    return [
        said.format(mean=numbers.loss(mean, 4), deviation=numbers.loss(off, 4), count=count)
        for mean, off, count in zip(
            course.mean.tolist(), course.deviation.tolist(), course.count.tolist(), strict=True
        )
    ]


def _band(line: DrawnLine, scale: LossScale, look: ChartLook) -> Part:
    """Between the mean less the deviation and the mean and the deviation."""
    course, colour = line.course, colour_of(line.place, look.dark)
    there = np.isfinite(course.mean) & np.isfinite(course.deviation)
    x = course.across(look.across)[there]
    low = scale.at((course.mean - course.deviation)[there])
    high = scale.at((course.mean + course.deviation)[there])
    return plotly.line(
        np.concatenate([x, x[::-1]]),
        np.concatenate([low, high[::-1]]),
        pen(colour, 0),
        fill="toself",
        fillcolor=see_through(colour, BAND),
        hoverinfo="skip",
    )


def _end(line: DrawnLine, look: ChartLook) -> list[End]:
    """The name of a line at its end, with what it has come to."""
    known = np.flatnonzero(np.isfinite(line.course.mean))
    if not len(known):
        return []
    last = int(known[-1])
    drawn, count = float(line.course.mean[last]), int(line.course.count[last])
    value = _come_to(line)
    name = escape(numbers.shortened(line.name, LONGEST_NAME))
    short = numbers.loss(value)
    said = _("{name}: {value}").format(name=name, value=short)
    seeds = _n("{count} seed", "{count} seeds", count).format(count=count) if count > 1 else ""
    text = _("{words}, {more}").format(words=said, more=seeds) if seeds else said
    at = float(line.course.across(look.across)[last])
    if line.brief:
        brief = escape(numbers.shortened(line.brief, LONGEST_NAME))
        said = _("{name}: {value}").format(name=brief, value=short)
    return [End(line.place, at, drawn, text, short, "", said)]


def _axis(drawn: Sequence[DrawnLine], end: float, look: ChartLook) -> Part:
    title = axis_words(look.across)
    if not look.logarithmic:
        return plotly.axis(title, grid=False, range=[0.0, max(end, 1.0)])
    firsts = [float(line.course.across(look.across)[0]) for line in drawn if len(line.course.mean)]
    low = float(np.log10(max(min(firsts, default=1.0), 1.0)))
    shown = {"type": "log", "exponentformat": "power", "dtick": 1}
    return (
        plotly.axis(title, grid=False, range=[low, max(float(np.log10(max(end, 2.0))), low + 0.3)])
        | shown
    )


def _come_to(line: DrawnLine) -> float:
    """What a line has come to; of one of which no more is known than its course, its last mean."""
    known = line.course.mean[np.isfinite(line.course.mean)]
    return line.loss if np.isfinite(line.loss) or not len(known) else float(known[-1])


def overlay_in_words(
    drawn: Sequence[DrawnLine], floors: Sequence[tuple[float, str]], look: ChartLook
) -> str:
    """What came of it: what a line has come to, of several the lowest and the highest."""
    ends = sorted((_come_to(line), line.name) for line in drawn if np.isfinite(_come_to(line)))
    if not ends:
        return _("Nothing is drawn yet.")
    title = html.unescape(chart_title(drawn, floors, look))
    low, high = ends[0], ends[-1]
    if len(ends) == 1:
        said = _("{title}. {name} has come to {loss}.")
        return said.format(title=title, name=low[1], loss=numbers.loss(low[0]))
    said = _(
        "{title}. Of {count} curves the lowest has come to {low} ({first}), the highest to {high} "
        "({last})."
    )
    return said.format(
        title=title,
        count=len(ends),
        low=numbers.loss(low[0]),
        first=low[1],
        high=numbers.loss(high[0]),
        last=high[1],
    )
