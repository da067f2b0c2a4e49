"""Lines as a chart has them: the course of each, and beside it the very loss that the table says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rnnviz.catalogue.courses import LineCourse, difference
from rnnviz.catalogue.line import RunLine
from rnnviz.figures.runs.line_words import chart_name, floor_of, line_name


@dataclass(frozen=True)
class DrawnLine:
    """A line as it is drawn."""

    name: str
    course: LineCourse
    place: int  # its colour and dash
    loss: float = (
        math.nan
    )  # what it has come to, the mean over its seeds; beside a baseline less that one's
    floor: str = ""  # the lowest that it has reached
    brief: str = ""  # what tells it from the others, where there is little room; "" for its name


def drawn_lines(
    drawn: Sequence[RunLine], courses: Mapping[str, LineCourse], base: RunLine | None, axis: str
) -> list[DrawnLine]:
    """The lines that have a course, in the colours of their places; beside a baseline what they differ
    by from it."""
    under = courses.get(base.word) if base else None
    briefs = _briefs(drawn)
    found = [
        _line(line, courses[line.word], place)
        if base is None or under is None
        else _less(line, courses[line.word], place, base, under, axis)
        for place, line in enumerate(drawn)
        if line.word in courses and (under is None or line is not base)
    ]
    return [replace(one, brief=briefs[one.place]) for one in found]


def _briefs(drawn: Sequence[RunLine]) -> list[str]:
    """The names of runs without those of their trainings, if that tells all apart."""
    own = [
        line.name.removeprefix(f"{line.first.title} · ") if line.first.title else line_name(line)
        for line in drawn
    ]
    return own if len(set(own)) == len(own) else [""] * len(own)


def _line(line: RunLine, course: LineCourse, place: int) -> DrawnLine:
    return DrawnLine(chart_name(line), course, place, line.losses.mean, floor_of(line))


def _less(
    line: RunLine, course: LineCourse, place: int, base: RunLine, under: LineCourse, axis: str
) -> DrawnLine:
    loss = line.losses.mean - base.losses.mean
    return DrawnLine(chart_name(line), difference(course, under, axis), place, loss)
