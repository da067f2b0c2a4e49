"""What a report draws: figures on a light ground and on a dark one, each with its words, and those that
change from moment to moment."""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnviz.exports.patches import Patch, patches
from rnnviz.figures.base.plotly import Part
from rnnviz.plot.lone_figure import lone_figure

TITLE, LEAST_TOP = 26, 30  # pixels of a line of a title, and of what stays above a picture
DIGITS = 6  # of a number in a report: no picture shows more
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class ReportDrawing:
    """A picture at one moment."""

    light: Part
    dark: Part
    words: str


@dataclass(frozen=True)
class Changes:
    """What is otherwise at another moment."""

    title: str
    words: str
    light: list[Patch]
    dark: list[Patch] | None  # None where they are those of the light one


@dataclass(frozen=True)
class ReportPicture:
    """A picture of a report, at its last moment, and how it was at each."""

    title: str
    words: str
    light: Any
    dark: Any
    moments: list[Changes] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.light["layout"]["height"])


def report_picture(drawings: Sequence[ReportDrawing]) -> ReportPicture:
    """A picture from what it is at each moment, the last of which is shown first; one drawing alone
    does not change."""
    titles, plain = zip(*map(_plain, drawings), strict=True)
    light, dark = plain[-1]
    moments = []
    for drawing, title, (one, other) in zip(drawings, titles, plain, strict=True):
        changed, in_dark = patches(light, one), patches(dark, other)
        same = None if in_dark == changed else in_dark
        moments.append(Changes(title, drawing.words, changed, same))
    several = moments if len(moments) > 1 else []
    return ReportPicture(titles[-1], drawings[-1].words, light, dark, several)


def _plain(drawing: ReportDrawing) -> tuple[str, tuple[Any, Any]]:
    """Its title as plain text, which stands above it, and both figures as JSON has them, without it and
    its room."""
    title = ""
    found = []
    for figure in (drawing.light, drawing.dark):
        made = as_json(lone_figure(figure))
        made["layout"].pop("meta", None)
        said = made["layout"].get("title") or {}
        text = said.get("text", "") if isinstance(said, dict) else said
        title = html.unescape(TAG.sub("", text.replace("<br>", "\n")))
        made["layout"]["title"] = {"text": ""}
        _close_up(made["layout"], title.count("\n") + 1)
        found.append(made)
    return title, (found[0], found[1])


def _close_up(layout: Any, lines: int) -> None:
    """Take away the room of a title of so many lines; what is drawn stays as large as it is."""
    margin = layout.get("margin") or {}
    less = min(TITLE * lines, margin.get("t", 0) - LEAST_TOP)
    if less > 0 and "height" in layout:
        layout["margin"] = margin | {"t": margin["t"] - less}
        layout["height"] -= less


def as_json(figure: Part) -> Any:
    """A figure as JSON has it, its numbers with as many digits as can be seen."""
    from plotly.utils import PlotlyJSONEncoder

    return _rounded(json.loads(json.dumps(figure, cls=PlotlyJSONEncoder)))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return value
