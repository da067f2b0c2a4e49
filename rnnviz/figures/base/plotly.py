"""The parts that figures are made of, as plain dictionaries in Plotly's form: lines, marks, bars, heat
maps; rules and frames; labels; axes."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import percent
from rnnviz.figures.base.style import ACCENT, CLEAR, layout, on_ground, reach
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

Part = dict[str, Any]  # of a figure: a trace, a shape, an annotation, an axis
MANY = 200  # points of a line; from there on digits cost more than they tell
MOST_DECIMALS = 10.0  # up to this size all of many numbers have three decimals
# labels known to have room: else Plotly measures each of them, which takes half the time of a picture
ROOM_FOR_ALL = {"ticklabeloverflow": "allow"}
PAPER = {"xref": "paper", "yref": "paper"}  # places as shares of the whole picture


def figure(data: Sequence[Part], title: str, dark: bool, height: int, **more: Any) -> Part:
    """A figure of its traces; what else the layout has is given by name."""
    return {"data": list(data), "layout": layout(title, dark, height, **more)}


# -- traces ----------------------------------------------------------------------------------------


def line(x: Any, y: Any, drawn: Part, legend: bool = False, **more: Any) -> Part:
    """A line through points, drawn with a pen."""
    made = {"type": "scatter", "mode": "lines", "x": sent(x), "y": sent(y), "line": drawn}
    return made | ({} if legend else {"showlegend": False}) | more


def curve(x: Array, y: Array, drawn: Part, **more: Any) -> Part:
    """A line through points that may be many: those stay arrays, which are sent packed."""
    if len(y) < MANY:
        return line(x, y, drawn, **more)
    return line([], [], drawn, **more) | {"x": x, "y": np.where(np.isfinite(y), y, np.nan)}


def marks(x: Any, y: Any, marker: Part, **more: Any) -> Part:
    """Points as marks."""
    return {"type": "scatter", "mode": "markers", "x": sent(x), "y": sent(y), "marker": marker} | more


def words(x: Any, y: Any, text: Sequence[str], font: Part, **more: Any) -> Part:
    """Words at points, which the pointer does not find."""
    made = {"type": "scatter", "mode": "text", "x": sent(x), "y": sent(y), "text": list(text)}
    return made | {"textfont": font, "hoverinfo": "skip", "showlegend": False} | more


def bars(x: Any, y: Any, marker: Part, **more: Any) -> Part:
    """Bars from the axis up, or from it to the right if `orientation` is "h"."""
    return {"type": "bar", "x": sent(x), "y": sent(y), "marker": marker} | more


def heat_map(z: Any, scale: Any, low: float, high: float, **more: Any) -> Part:
    """A matrix in the colours of a scale between two values."""
    return {"type": "heatmap", "z": z, "colorscale": scale, "zmin": low, "zmax": high} | more


def tint(z: Any, colour: str, **more: Any) -> Part:
    """A single colour where a matrix has numbers."""
    scale = [[0.0, colour], [1.0, colour]]
    return {"type": "heatmap", "z": z, "colorscale": scale, "showscale": False} | more


def colour_bar(ticks: Sequence[float], words: Sequence[str], **more: Any) -> Part:
    """The scale beside a heat map."""
    made = {"tickvals": list(ticks), "ticktext": list(words), "thickness": 12, "outlinewidth": 0}
    return made | ROOM_FOR_ALL | more


def pen(colour: str, width: float, dash: str | None = None) -> Part:
    """How a line is drawn."""
    return {"color": colour, "width": width} | ({"dash": dash} if dash else {})


def hover(text: str) -> str:
    """A hover's text, without the box that Plotly puts beside it."""
    return text + "<extra></extra>"


def hover_digits(size: float) -> str:
    """How a hover writes many numbers up to a size: three decimals, which Plotly does itself, or as
    `static/figure_layout.js` does."""
    return ".3f" if size <= MOST_DECIMALS else "digits"


def sent(values: Any) -> list[Any]:
    """Numbers as JSON has them, in lists as deep as the array: nothing in the place of what is none."""
    if isinstance(values, list | tuple | range):
        return list(values)
    made: list[Any] = np.where(np.isfinite(values), np.asarray(values), None).tolist()  # type: ignore[call-overload]
    return made


class Packed(dict[str, str]):
    """Numbers in Plotly's binary form, which remember what they are to the last digit."""

    def __init__(self, values: Array) -> None:
        dtype = "f4" if reach(values) < 1e38 else "f8"
        binary = np.ascontiguousarray(values, dtype="<" + dtype)
        shape = ", ".join(map(str, binary.shape))
        super().__init__(dtype=dtype, bdata=base64.b64encode(binary.tobytes()).decode(), shape=shape)
        self.whole = values


def packed(values: Array) -> Packed:
    """A matrix in Plotly's binary form: a fifth of the size of its digits, and nothing to parse."""
    return Packed(values)


# -- shapes ----------------------------------------------------------------------------------------


def level(y: float, drawn: Part, **more: Any) -> Part:
    """A rule across the whole picture, drawn with a pen."""
    return _shape("line", (0, 1), (y, y), drawn) | {"xref": "paper"} | more


def upright(x: float, drawn: Part, **more: Any) -> Part:
    """A rule from the bottom of the picture to its top."""
    return _shape("line", (x, x), (0, 1), drawn) | {"yref": "paper"} | more


def segment(x: tuple[float, float], y: tuple[float, float], drawn: Part, **more: Any) -> Part:
    """A rule from the first of two places to the second."""
    return _shape("line", x, y, drawn) | more


def frame(x: tuple[float, float], y: tuple[float, float], drawn: Part, **more: Any) -> Part:
    """A rectangle between two places on each axis."""
    return _shape("rect", x, y, drawn) | more


def circle(x: tuple[float, float], y: tuple[float, float], drawn: Part, **more: Any) -> Part:
    """A circle that fills such a rectangle."""
    return _shape("circle", x, y, drawn) | more


def path(places: str, drawn: Part, **more: Any) -> Part:
    """A line as SVG writes it."""
    return {"type": "path", "path": places, "line": drawn} | more


def _shape(kind: str, x: tuple[float, float], y: tuple[float, float], drawn: Part) -> Part:
    return {"type": kind, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "line": drawn}


def around_cell(column: float, row: float, drawn: Part) -> Part:
    """A frame around one cell of a heat map."""
    return frame((column - 0.5, column + 0.5), (row - 0.5, row + 0.5), drawn)


def current_step(step: int, dark: bool) -> Part:
    """A frame around the current step, from 0, on an axis that counts from 1."""
    wide, tall = (step + 0.5, step + 1.5), (0.0, 1.0)
    return frame(wide, tall, pen(ACCENT[dark], 2), xref="x", yref="paper", fillcolor=CLEAR)


# -- labels ----------------------------------------------------------------------------------------


def label(x: float, y: float, text: str, **more: Any) -> Part:
    """Words at a place."""
    return {"x": x, "y": y, "text": text, "showarrow": False} | more


def line_end(
    x: float, y: float, text: str, colour: str, dark: bool, size: int = 15, **more: Any
) -> Part:
    """A label behind the end of a line, in its colour; on a log axis `y` is an exponent."""
    font = {"color": on_ground(colour, dark), "size": size}
    return label(x, y, text, xanchor="left", xshift=8, font=font) | more


def instead(text: str, y: float = 0.5) -> Part:
    """Words in the middle of a picture that has nothing to draw."""
    return label(0.5, y, text, **PAPER)


def arrow(
    start: tuple[float, float], end: tuple[float, float], colour: str, width: float, **more: Any
) -> Part:
    """An arrow between two places."""
    ends = {"x": end[0], "y": end[1], "ax": start[0], "ay": start[1], "axref": "x", "ayref": "y"}
    look = {"showarrow": True, "arrowhead": 2, "arrowwidth": width, "arrowcolor": colour, "text": ""}
    return ends | {"xref": "x", "yref": "y"} | look | more


def leader(x: float, y: float, text: str, along: float, up: float, **more: Any) -> Part:
    """Words beside a place, so many pixels along and up, with a thin line from there."""
    look = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "standoff": 1}
    return {"x": x, "y": y, "text": text, "ax": along, "ay": -up} | look | more


def apart(ends: list[Part], pixels: float, least: float = 19.0) -> list[Part]:
    """Labels moved upwards so that no two lie on each other; `pixels` are those of one unit of y."""
    last = -np.inf
    for end in sorted(ends, key=lambda end: float(end["y"])):
        placed = max(end["y"] * pixels, last + least)
        end["yshift"] = placed - end["y"] * pixels
        last = placed
    return ends


def below(labels: list[Part], pixels: float, least: float = 18.0) -> list[Part]:
    """Labels moved downwards so that no two lie on each other; `pixels` are those of one unit of y."""
    last = np.inf
    for one in sorted(labels, key=lambda one: -float(one["y"])):
        placed = min(one["y"] * pixels, last - least)
        one["yshift"] = placed - one["y"] * pixels
        last = placed
    return labels


def within(ends: list[Part], pixels: float, low: float, high: float, least: float = 19.0) -> list[Part]:
    """The same as `apart`, and none above the height of `high`, as far as there is room above `low`."""
    apart(ends, pixels, least)
    room = max(high * pixels, low * pixels + least * (len(ends) - 1))
    for end in sorted(ends, key=lambda end: -float(end["y"] * pixels + end["yshift"])):
        placed = min(end["y"] * pixels + end["yshift"], room)
        end["yshift"] = placed - end["y"] * pixels
        room = placed - least
    return ends


# -- axes ------------------------------------------------------------------------------------------


def axis(title: str | Part = "", grid: bool = True, **more: Any) -> Part:
    """An axis without a line at zero."""
    made: Part = {"zeroline": False} | ({} if grid else {"showgrid": False})
    if title:
        made["title"] = {"text": title} if isinstance(title, str) else title
    return made | more


def log_axis(title: str, low: float, high: float, each: float, **more: Any) -> Part:
    """A log axis between two powers of ten, with a tick every so many."""
    shown = {"type": "log", "exponentformat": "power", "range": [low, high], "dtick": each}
    return axis(title) | shown | more


def share_axis(low: float, high: float, ticks: Sequence[float] = (0, 0.5, 1), **more: Any) -> Part:
    """An axis of shares, in percent."""
    words = [percent(tick) for tick in ticks]
    return axis(range=[low, high], tickvals=list(ticks), ticktext=words) | more


def step_axis(pieces: Sequence[str], title: str = "") -> Part:
    """An axis with one place a step, from 1, and the token under it; at most some 60 labels."""
    places = range(1, len(pieces) + 1, max(1, -(-len(pieces) // 60)))
    return axis(
        title or _("time step: what is read"),
        grid=False,
        tickmode="array",
        tickvals=list(places),
        ticktext=[escape(pieces[place - 1]) for place in places],
        tickangle=0,
        **ROOM_FOR_ALL,
        # an automatic range with fixed ends: a range of our own would undo the reader's zoom
        autorangeoptions={"minallowed": 0.5, "maxallowed": max(len(pieces), 1) + 0.5},
    )


def time_axis(steps: int) -> Part:
    """An axis of time steps from 1, numbered where there is room."""
    ends = {"minallowed": 0.5, "maxallowed": max(steps, 1) + 0.5}
    return axis(_("time step t"), grid=False, autorangeoptions=ends)


def number_of(place: int) -> str:
    """What Plotly puts behind the name of an axis by its place: nothing for the first."""
    return str(place + 1) if place else ""
