"""What is measured of each run beside its loss, while a race trains."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet, told
from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import ACCENT, DASHES, FAINT, MARKS, axis_lines, colour_of, ink_of
from rnnviz.text.language import N_, _, listed

GAP = 0.09  # between two pictures, in shares of the width
PLOTTED = 0.9  # of a picture's width; the rest is its lines' labels
Course = Sequence[tuple[float, Mapping[str, float]]]  # what was measured, by name, at which samples


@dataclass(frozen=True)
class _Place:
    """Where one of the pictures stands."""

    number: str  # of its axes
    left: float
    right: float

    @property
    def axes(self) -> Part:
        return {"xaxis": f"x{self.number}", "yaxis": f"y{self.number}"}


def measures(
    courses: Sequence[tuple[str, Course]], total: int, dark: bool, at: float | None = None
) -> Part:
    """Shares from 0 to 1 over the samples seen: one picture a measure beside each other, one line a
    run, by its name."""
    named = list(
        dict.fromkeys(name for _run, course in courses for _at, found in course for name in found)
    )
    count = max(len(named), 1)
    width = (1.0 - GAP * (count - 1)) / count
    data: list[Part] = []
    axes: dict[str, Part] = {}
    notes: list[Part] = []
    for column, name in enumerate(named):
        left = column * (width + GAP)
        place = _Place(plotly.number_of(column), left, left + PLOTTED * width)
        axes |= _axes(place, total, dark)
        notes.append(_heading(name, left))
        lines, ends = _lines(courses, name, place, dark)
        data += lines
        notes += plotly.below(ends, 138.0)  # above 100 % there is no room
    moments = [] if at is None else [_moment(plotly.number_of(n), at, dark) for n in range(len(named))]
    made = plotly.figure(
        data,
        _title([run for run, _course in courses]),
        dark,
        250,
        annotations=notes,
        shapes=moments,
        margin={"l": 56, "r": 48, "t": 64, "b": 48},
        **({"meta": {"beside": count}} if count > 1 else {}),
        **axes,
    )
    measured = [
        (run, name, seen, share)
        for run, course in courses
        for name in named
        for seen, found in course
        if (share := found.get(name)) is not None
    ]
    return told(made, lambda: [_numbers(measured)], [[one[-1] for one in measured]])


def _title(runs: Sequence[str]) -> str:
    """What is seen, and of several runs which number stands for which."""
    title = _("Beside the loss, as shares of all")
    if len(runs) < 2:
        return title
    words = (f"{number} {html.escape(run)}" for number, run in enumerate(runs, 1))
    return _("{title}: {runs}").format(title=title, runs=listed(words, N_("; ")))


def _numbers(lines: Sequence[tuple[str, str, float, float]]) -> NumberSheet:
    """A line a run, a measure and a moment."""
    heads = [_("run"), _("what is measured"), _("samples seen"), _("share")]
    return listed_sheet(heads, [(run, floor_name(name), *rest) for run, name, *rest in lines])


def _axes(place: _Place, total: int, dark: bool) -> dict[str, Part]:
    across = plotly.axis(
        _("samples seen"), grid=False, domain=[place.left, place.right], range=[0, total], nticks=4
    )
    up = plotly.share_axis(-0.02, 1.02, anchor=f"x{place.number}", gridcolor=FAINT[dark])
    return {
        f"xaxis{place.number}": across | {"anchor": f"y{place.number}"} | axis_lines(dark),
        f"yaxis{place.number}": up | axis_lines(dark),
    }


def _heading(name: str, left: float) -> Part:
    look = {"xanchor": "left", "yanchor": "bottom", "font": {"size": 15}}
    return plotly.label(left, 1.0, html.escape(floor_name(name)), **plotly.PAPER, **look)


def _mark(run: int, dark: bool) -> Part:
    return {"symbol": MARKS[run % len(MARKS)], "size": 9, "color": colour_of(run, dark)}


def _lines(
    courses: Sequence[tuple[str, Course]], name: str, place: _Place, dark: bool
) -> tuple[list[Part], list[Part]]:
    """One measure's line of each run, and the labels at their ends."""
    lines, ends = [], []
    for run, (title, course) in enumerate(courses):
        points = [(seen, found[name]) for seen, found in course if name in found]
        if not points:
            continue
        seen, values = zip(*points, strict=True)
        look = pen(colour_of(run, dark), 2.5, DASHES[run % len(DASHES)])
        words: Part = {"text": [percent(value) for value in values]}
        if len(points) == 1:  # no line could be seen
            words |= {"mode": "markers", "marker": _mark(run, dark), "cliponaxis": False}
        hover = plotly.hover(f"{html.escape(title)}: %{{text}}")
        lines.append(plotly.line(seen, values, look, hovertemplate=hover, **words, **place.axes))
        ends.append(
            plotly.label(
                place.right,
                values[-1],
                f"{run + 1}: {percent(values[-1])}" if len(courses) > 1 else percent(values[-1]),
                xref="paper",
                yref=f"y{place.number}",
                xanchor="left",
                xshift=4,
                font={"size": 15, "color": ink_of(run, dark)},
            )
        )
    return lines, ends


def _moment(number: str, at: float, dark: bool) -> Part:
    """The moment that is looked at, in one of the pictures."""
    rule = plotly.segment((at, at), (0, 1), pen(ACCENT[dark], 2))
    return rule | {"xref": f"x{number}", "yref": f"y{number}"}
