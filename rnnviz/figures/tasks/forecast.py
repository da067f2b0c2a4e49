"""A signal and what a network foresees of it: one step ahead up to now, and then running free.
Figures as plain dictionaries in Plotly's form."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.plotly import apart
from rnnviz.figures.base.style import DASHES, FAINT, INK, NAMED, layout, on_ground
from rnnviz.nn.cells.base import Array
from rnnviz.nn.free_run import Errors
from rnnviz.text.language import _

BEFORE = 80  # steps drawn before now
NEXT, FREE, LAST, MEAN = NAMED[0], NAMED[1], NAMED[2], NAMED[3]
BIG = 15
LETTER = 8  # pixels of a letter of a label, about


@dataclass(frozen=True)
class Foreseen:
    """A signal up to `now` and beyond, and what was foreseen of it, all in the signal's own unit.

    Places count from the first value that is given, which is step `start` of the signal.
    """

    truth: Array  # (T,), which ends where no more is known
    following: Array  # (now,) what was foreseen after each place up to now, for the next one
    free: Array  # (F,) for the places from now on
    now: int
    name: str  # of the values
    unseen: int = 0  # the place from which no run was trained on it
    start: int = 0

    @property
    def errors(self) -> tuple[float, float]:
        """The roots of the mean squared errors one step ahead, over the steps that are drawn, and of
        the free run, over what is known of it; NaN where there is nothing to compare."""
        first = max(self.now - BEFORE, 1)
        after = self.truth[self.now : self.now + len(self.free)]
        ahead = self.following[first - 1 : self.now - 1] - self.truth[first : self.now]
        return _root(ahead), _root(self.free[: len(after)] - after)


def forecast(seen: Foreseen, dark: bool) -> dict[str, Any]:
    """The truth as a line, what was foreseen one step ahead as marks on it up to now, and the free run
    dashed over what came."""
    first, now, last = max(seen.now - BEFORE, 0), seen.now, seen.now + len(seen.free)
    truth, start = seen.truth[first:last], seen.start
    low, high = float(truth.min()), float(truth.max())
    room = 0.3 * (high - low)
    ahead, free = seen.errors
    rings = {"size": 7, "symbol": "circle-open", "line": {"width": 2}}
    dashes = {"width": 3, "dash": "dash"}
    data = [
        _line(start + first, truth, _("truth"), INK[dark], {"width": 2}),
        _line(
            start + first + 1,
            seen.following[first:now],
            _("one step ahead"),
            NEXT,
            {"width": 1.5},
            rings,
        ),
        _line(start + now, seen.free, _("free run"), FREE, dashes),
    ]
    shapes, notes = _marks(seen, first < seen.unseen < last, dark)
    known = np.isfinite(free)
    return {
        "data": data,
        "layout": layout(
            (
                _("Root mean square error: {ahead} one step ahead, {free} running free")
                if known
                else _("Root mean square error: {ahead} one step ahead")
            ).format(ahead=number(ahead), free=number(free)),
            dark,
            380,
            xaxis={
                "title": {"text": _("time step")},
                "showgrid": False,
                "zeroline": False,
                "range": [start + first - 1, start + last + 1],
            },
            # what runs away leaves the picture, and does not press the rest flat
            yaxis={
                "title": {"text": escape(_short(floor_name(seen.name)))},
                "zeroline": False,
                "gridcolor": FAINT[dark],
                "autorangeoptions": {"minallowed": low - room, "maxallowed": high + room},
            },
            shapes=shapes,
            annotations=notes,
            showlegend=False,
            uirevision=f"{start + now}",
            margin={"l": 64, "r": 12, "t": 66, "b": 50},
        ),
    }


def errors(found: Errors, noise: float, dark: bool, unit: float = 1.0) -> dict[str, Any]:
    """How far free runs are off after 1, 2, ... steps, beside repeating the last value and always
    saying the mean; nobody foresees the `noise`, where it is known (else 0). All are multiplied by the
    `unit` that the network's numbers stand for."""
    steps = np.arange(1, len(found.free) + 1)
    found = Errors(unit * found.free, unit * found.last, unit * found.mean)
    runs = [
        (_("free run"), found.free, FREE, {"width": 3, "dash": DASHES[1]}),
        (_("last value"), found.last, LAST, {"width": 2, "dash": DASHES[0]}),
        (_("mean"), found.mean, MEAN, {"width": 2, "dash": DASHES[4]}),
    ]
    if noise:
        runs.append(
            (_("noise"), np.full(len(steps), unit * noise), INK[dark], {"width": 1.5, "dash": "dot"})
        )
    high = 1.15 * float(max(found.last.max(), found.mean.max()))
    data = [_line(1, values, words, colour, line) for words, values, colour, line in runs]
    ends = [
        {
            "x": int(steps[-1]),
            "y": min(_finite(values[-1], high), high),
            "text": words,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "yanchor": "middle",
            "font": {"size": BIG, "color": on_ground(colour, dark)},
        }
        for words, values, colour, __ in runs
    ]
    return {
        "data": data,
        "layout": layout(
            _("Free runs: off by {free} after {count} steps").format(
                free=number(float(found.free[-1])), count=len(steps)
            ),
            dark,
            300,
            xaxis={
                "title": {"text": _("steps since now")},
                "showgrid": False,
                "zeroline": False,
                "range": [1, len(steps)],
            },
            yaxis={
                "title": {"text": _("root mean square error")},
                "zeroline": False,
                "gridcolor": FAINT[dark],
                "autorangeoptions": {"minallowed": 0.0, "maxallowed": high, "include": 0.0},
            },
            annotations=apart(ends, 190 / high),
            showlegend=False,
            margin={"l": 64, "r": 12 + LETTER * 10, "t": 44, "b": 52},
        ),
    }


def words(seen: Foreseen) -> str:
    """The main picture in a sentence, for those who do not see it."""
    ahead, free = seen.errors
    now = seen.start + seen.now
    said = (
        _(
            "{name} over time: up to step {now} foreseen one step ahead, off by {ahead}; then a free "
            "run of {count} steps, off by {free}"
        )
        if np.isfinite(free)
        else _("{name} over time: up to step {now} foreseen one step ahead, off by {ahead}")
    )
    return said.format(
        name=floor_name(seen.name),
        now=now,
        ahead=number(ahead),
        count=len(seen.free),
        free=number(free),
    )


def _marks(
    seen: Foreseen, trained: bool, dark: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The line of now with what stands on its sides, and that where what was `trained` on ends."""
    ink, now, unseen = INK[dark], seen.start + seen.now, seen.start + seen.unseen
    below = {"y": 0, "yanchor": "bottom", "bgcolor": "#14161a" if dark else "#ffffff"}
    same = seen.now == seen.unseen
    shapes = [_upright(now, ink, "solid", 2)]
    notes = [
        _note(now, _("one step ahead: reads what came"), NEXT, dark, "right"),
        _note(now, _("free: reads its own predictions"), FREE, dark, "left"),
        _note(now, _("now: trained on up to here") if same else _("now"), ink, dark, "center") | below,
    ]
    notes.append(
        _note(1, _("line: truth"), ink, dark, "right") | below | {"xref": "paper", "xshift": 0}
    )
    if trained and not same:
        shapes.append(_upright(unseen, ink, "dot", 1.5))
        # above the word now, which may be near
        notes.append(
            _note(unseen, _("trained on up to here"), ink, dark, "center") | below | {"yshift": 24}
        )
    return shapes, notes


def _line(
    first: int,
    y: Array,
    name: str,
    colour: str,
    line: dict[str, Any],
    marker: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if marker else "lines",
        "name": name,
        "x": list(range(first, first + len(y))),
        "y": [float(v) if np.isfinite(v) else None for v in y],
        "line": {"color": colour} | line,
        "marker": {"color": colour} | (marker or {}),
        "hovertemplate": f"{name}: %{{y:.3f}}<extra></extra>",
    }


def _note(x: int, text: str, colour: str, dark: bool, side: str) -> dict[str, Any]:
    shift = {"right": -8, "left": 8}.get(side, 0)
    return {
        "x": x,
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "text": text,
        "showarrow": False,
        "xanchor": side,
        "xshift": shift,
        "font": {"size": BIG, "color": on_ground(colour, dark)},
    }


def _upright(x: int, colour: str, dash: str, width: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": width, "dash": dash},
    }


def _short(name: str) -> str:
    return name if len(name) <= 30 else f"{name[:29]}…"


def _root(differences: Array) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.square(differences).mean())) if len(differences) else float("nan")


def _finite(value: float, otherwise: float) -> float:
    return float(value) if np.isfinite(value) else otherwise
