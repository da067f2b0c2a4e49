"""A phase diagram: one setting against another, in the colour of what was learned; its panels stand
beside each other."""

import numpy as np

from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.hatching import hatching
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import (
    GROUND,
    INK,
    NORM_SCALE,
    norm_colour,
    see_through,
)
from rnnviz.figures.sweeps.in_words import cell_in_words, measure_name
from rnnviz.figures.sweeps.map_numbers import map_sheet, parts
from rnnviz.figures.sweeps.map_title import map_title
from rnnviz.figures.sweeps.phase_map import MapLine, MapPanel, Measure, PhaseMap
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

HEIGHT = 440  # pixels
UNBROKEN = "\u00a0−\u00a0"  # n − 1 stands in one line
GAP = 0.05  # of the width, between two panels
MOST_TICKS = 20  # beside each other
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
# what the colours at the ends of the scale mean
ENDS = {
    Measure.LEARNED: (N_("nothing learned"), N_("all learned")),
    Measure.DIVERGED: (N_("none diverged"), N_("all diverged")),
}
DIVERGED, FAILED = N_("runs diverged"), N_("given up after it failed twice")
LINE_SIZE = 14  # pixels of a line's name
STROKES = "#8c8c8c"  # over cells that are empty, on either ground
BELOW, FOR_SIGNS = 66, 28  # pixels under the maps: for the axis, and for what the signs mean
BESIDE = 136  # pixels at their right, for the scale; on a phone it lies under them
AROUND = 0.26  # of a cell about its middle, where a line leaves its number alone
FINE = 20  # points of a line in the breadth of a cell
NOISE = 0.05  # by which a share that is measured may come to more than all, or less than nothing


def phase_diagram(map: PhaseMap, dark: bool, chosen: tuple[int, int, int] | None = None) -> Part:
    """The map, with a frame around the `chosen` cell (panel, row, column)."""
    data: list[Part] = []
    notes: list[Part] = []
    images: list[Part] = []
    axes: dict[str, Part] = {}
    named: set[str] = set()  # a line has its name where it is met first
    seen = [place for place, panel in enumerate(map.panels) if _is_seen(map, panel)]
    for place, panel in enumerate(map.panels):
        ends = _ends(place, len(map.panels))
        number = plotly.number_of(place)
        sides = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        references = {"xref": f"x{number}", "yref": f"y{number}"}
        scale = _scale(map) if place in seen[:1] else {"showscale": False}
        data.append(_heat(map, panel) | scale | sides)
        data += [mark | sides for mark in _signs(map, panel, dark, place == 0)]
        for line in map.lines:
            if line.panels is None or place in line.panels:
                data += [one | sides for one in _line(line, dark)]
                if line.name not in named:
                    notes.append(_line_name(map, line, dark) | references)
                named.add(line.name)
        unknown = ~panel.known
        if unknown.any():
            images.append(_hatched(unknown, STROKES, f"x{number}", f"y{number}"))
        notes.append(_head(panel.title, ends[0]))
        axes |= _axes(map, place, ends)
    signs = any(one.get("showlegend") for one in data)
    if not seen:
        data.append(_scale_alone(map))
    made = plotly.figure(
        data,
        escape(map_title(map)).replace(" − ", UNBROKEN),
        dark,
        HEIGHT + signs * FOR_SIGNS,
        annotations=notes,
        images=images,
        shapes=_frames(chosen, dark),
        dragmode="select",
        meta={"beside": len(map.panels)},
        newselection={"line": pen(INK[dark], 2, "dot")},
        **_around(signs),
        **axes,
    )
    return told(made, lambda: [map_sheet(map)], [part for panel in map.panels for part in parts(panel)])


def _around(signs: bool) -> Part:
    """The margins, with room for what the signs mean where there are any."""
    return {
        "showlegend": signs,
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "margin": {"l": 64, "r": BESIDE, "t": 74, "b": BELOW + signs * FOR_SIGNS},
    }


def _ends(place: int, count: int) -> tuple[float, float]:
    """Where a panel begins and ends, in shares of the width."""
    wide = (1.0 - GAP * (count - 1)) / count
    left = place * (wide + GAP)
    return left, left + wide


def _axes(map: PhaseMap, place: int, ends: tuple[float, float]) -> dict[str, Part]:
    number = plotly.number_of(place)
    tick = [*range(0, len(map.x), -(-len(map.x) * len(map.panels) // (MOST_TICKS * 2)))]
    up = [*range(0, len(map.y), -(-len(map.y) // MOST_TICKS))]
    across = plotly.axis(
        map.x.title,
        grid=False,
        domain=list(ends),
        anchor=f"y{number}",
        range=[-0.5, len(map.x) - 0.5],
        tickvals=tick,
        ticktext=[escape(map.x.ticks[one]) for one in tick],
    )
    along = plotly.axis(
        "" if place else map.y.title,
        grid=False,
        anchor=f"x{number}",
        range=[-0.5, len(map.y) - 0.5],
        tickvals=up,
        ticktext=[escape(map.y.ticks[one]) for one in up],
    )
    if place:
        along |= {"matches": "y", "showticklabels": False, "ticks": ""}
        across["matches"] = "x"
    return {f"xaxis{number}": across, f"yaxis{number}": along}


def _heat(map: PhaseMap, panel: MapPanel) -> Part:
    values = panel.values(map.measure)
    words = [
        [cell_in_words(map, panel, row, column) for column in range(len(map.x))]
        for row in range(len(map.y))
    ]
    return plotly.heat_map(
        plotly.sent(values),
        NORM_SCALE,
        *_range(map),
        hoverinfo="text",
        hovertext=[[escape(one) for one in row] for row in words],
        hoverongaps=True,
        meta={"x": list(map.x.ticks), "y": list(map.y.ticks), "fits": True},
        xgap=1,
        ygap=1,
        text=_written(map, values),  # the browser leaves them out where they have no room
        texttemplate="%{text}",
        textfont={"size": 12},
    )


def _is_seen(map: PhaseMap, panel: MapPanel) -> bool:
    """Whether a panel has colours yet."""
    return bool(np.isfinite(panel.values(map.measure)).any())


def _scale(map: PhaseMap) -> Part:
    low, high = _range(map)
    ticks = [low + (high - low) * one for one in QUARTERS]
    title = {"text": measure_name(map), "side": "right"}
    return {
        "showscale": True,
        "colorbar": plotly.colour_bar(ticks, _scale_words(map, ticks), title=title),
    }


def _scale_alone(map: PhaseMap) -> Part:
    """What the colours will mean, while nothing is coloured: Plotly gives an empty map no scale."""
    low, high = _range(map)
    marker = {"color": [low], "cmin": low, "cmax": high, "colorscale": NORM_SCALE} | _scale(map)
    return plotly.marks([None], [None], marker, hoverinfo="skip", showlegend=False)


def _range(map: PhaseMap) -> tuple[float, float]:
    """The ends of the scale of colours: those of a share, or the least and the largest loss."""
    if map.measure != Measure.LOSS:
        return 0.0, 1.0
    losses = np.concatenate([panel.loss.ravel() for panel in map.panels])
    known = losses[np.isfinite(losses)]
    if not len(known):
        return 0.0, 1.0
    return float(known.min()), float(max(known.max(), known.min() + 0.001))


def _scale_words(map: PhaseMap, ticks: list[float]) -> list[str]:
    """What stands beside the scale: numbers, and at its ends what they mean."""
    write = numbers.loss if map.measure == Measure.LOSS else numbers.percent
    said = [write(one) for one in ticks]
    for place, word in zip((0, -1), ENDS.get(map.measure, ()), strict=False):
        said[place] += "<br>" + _(word).replace(" ", "<br>")  # narrow, and large on a wall
    return said


def _written(map: PhaseMap, values: Array) -> list[list[str]]:
    """What stands in the cells: shares in whole percent without the sign, which the scale has."""
    write = _loss if map.measure == Measure.LOSS else _percent
    return [["" if np.isnan(one) else write(float(one)) for one in row] for row in values]


def _percent(share: float) -> str:
    if -NOISE <= share <= 1.0 + NOISE:
        share = min(max(share, 0.0), 1.0)
    return numbers.whole(round(100.0 * share))


def _loss(loss: float) -> str:
    return numbers.loss(loss, 2)


def _signs(map: PhaseMap, panel: MapPanel, dark: bool, listed: bool) -> list[Part]:
    """A cross in cells of which a run diverged, a triangle in those that were given up."""
    values = panel.values(map.measure)
    kinds = ((DIVERGED, panel.diverged > 0, "x"), (FAILED, panel.failed, "triangle-up"))
    low, high = _range(map)
    found = {
        DIVERGED: any((one.diverged > 0).any() for one in map.panels),
        FAILED: any(one.failed.any() for one in map.panels),
    }
    made = []
    for name, there, symbol in kinds:
        if not found[name]:
            continue
        rows, columns = np.nonzero(there)
        # beside the number, where there is one
        off = np.where(np.isnan(values[rows, columns]), 0.0, 0.3)
        shares = (values[rows, columns] - low) / (high - low)
        inks = [norm_colour(float(one))[1] if np.isfinite(one) else INK[dark] for one in shares]
        marker = {"symbol": symbol, "size": 10, "color": inks or INK[dark]}
        unnamed = {"hoverinfo": "skip", "showlegend": False}
        made.append(plotly.marks(columns + off, rows + off, marker, **unnamed))
        if listed:  # in ink, whatever colour the cells have that bear it
            named = {"name": _(name), "hoverinfo": "skip", "showlegend": True}
            made.append(plotly.marks([None], [None], marker | {"color": INK[dark]}, **named))
    return made


def _line(line: MapLine, dark: bool) -> list[Part]:
    """A line that can be seen on every colour, ink within a casing of the ground, and is broken off
    where the numbers of cells stand."""
    pens = pen(see_through(GROUND[dark], 0.85), 4), pen(INK[dark], 2)
    x, y = between_numbers(line)
    return [plotly.line(x, y, one, hoverinfo="skip", connectgaps=False) for one in pens]


def between_numbers(line: MapLine) -> tuple[list[float | None], list[float | None]]:
    """The places of a line, in cells, with None where it would cross a number."""
    across, up = np.array(line.x), np.array(line.y)
    lengths = np.maximum(np.abs(np.diff(across)), np.abs(np.diff(up)))
    along = np.concatenate([[0.0], np.cumsum(lengths)])  # how far a point is, in cells
    at = np.union1d(along, np.linspace(0.0, along[-1], round(along[-1] * FINE) + 1))
    x, y = np.interp(at, along, across), np.interp(at, along, up)
    off = np.maximum(np.abs(x - np.round(x)), np.abs(y - np.round(y)))
    crossing = off < AROUND - 1e-9
    return plotly.sent(np.where(crossing, np.nan, x)), plotly.sent(np.where(crossing, np.nan, y))


def _line_name(map: PhaseMap, line: MapLine, dark: bool) -> Part:
    """Its name where it ends: above the map, or within it, where it ends at the right."""
    x, y = line.x[-1], line.y[-1]
    font = {"size": LINE_SIZE, "color": INK[dark]}
    if y >= len(map.y) - 1:
        return plotly.label(x, len(map.y) - 0.5, _(line.name), yanchor="bottom", font=font)
    ground = see_through(GROUND[dark], 0.85)
    return plotly.label(
        x, y, _(line.name), xanchor="right", yanchor="bottom", font=font, bgcolor=ground
    )


def _hatched(cells: Array, colour: str, x: str, y: str) -> Part:
    """Strokes over the cells that are empty; rows go up here."""
    return hatching(cells[::-1], colour, (x, y), -0.5, 1.0, pixels=1.5) | {"y": len(cells) - 0.5}


def _head(title: str, left: float) -> Part:
    look = {"xanchor": "left", "yanchor": "bottom", "font": {"size": 15}}
    return plotly.label(left, 1.0, f"<b>{escape(title)}</b>" if title else "", **plotly.PAPER, **look)


def _frames(chosen: tuple[int, int, int] | None, dark: bool) -> list[Part]:
    if chosen is None:
        return []
    place, row, column = chosen
    number = plotly.number_of(place)
    sides = {"xref": f"x{number}", "yref": f"y{number}"}
    casing = plotly.around_cell(column, row, pen(GROUND[dark], 6)) | sides
    return [casing, plotly.around_cell(column, row, pen(INK[dark], 3)) | sides]
