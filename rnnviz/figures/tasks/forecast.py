"""A signal and what a network foresees of it: one step ahead up to now, and then running free."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.floor_names import floor_name
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import number, power, shortened
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, GROUND, INK, NAMED, on_ground
from rnnviz.nn.cells.base import Array
from rnnviz.nn.free_run import Errors, free_run, one_step
from rnnviz.nn.network import Network
from rnnviz.tasks.forecast import Stretch
from rnnviz.text.language import N_, _, listed

BEFORE = 80  # steps drawn before now
NEXT, FREE, LAST, MEAN = NAMED[0], NAMED[1], NAMED[2], NAMED[3]
BIG = 15
LETTER = 8  # pixels of a letter of a label, about
LONGEST = 30  # letters of an axis' title
STEPS = 100  # of a free run
FAR = 3.0  # spans of the truth beyond it: a picture goes no further


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

    @property
    def naive(self) -> tuple[float, float]:
        """The same of who repeats the last value, one step ahead, and of who says the mean of all up to
        now, over what the free run foresees."""
        first = max(self.now - BEFORE, 1)
        before, after = self.truth[: self.now], self.truth[self.now : self.now + len(self.free)]
        return _root(np.diff(before[first - 1 :])), _root(after - before.mean())


def foreseen(net: Network, shown: Stretch, now: int) -> Foreseen:
    """What a network foresees of a stretch of a signal up to `now`, and then running free."""
    return Foreseen(
        truth=shown.measured(shown.values),
        following=shown.measured(one_step(net, shown.values[:now])),
        free=shown.measured(free_run(net, shown.values[:now], STEPS)),
        now=now,
        name=shown.name,
        unseen=shown.unseen,
        start=shown.start,
    )


def forecast(seen: Foreseen, dark: bool) -> Part:
    """The truth as a line, what was foreseen one step ahead as marks on it up to now, and the free run
    dashed over what came."""
    first, last, start = max(seen.now - BEFORE, 0), seen.now + len(seen.free), seen.start
    truth = seen.truth[first:last]
    view = View.of(truth, [seen.following[first : seen.now], seen.free])
    shapes, notes = _marks(seen, first < seen.unseen < last, dark)
    return plotly.figure(
        _lines(seen, first, truth, view, dark),
        f"{_errors_sentence(seen)}<br><span style='font-size:14px'>{_naive_sentence(seen)}</span>",
        dark,
        400,
        xaxis=plotly.axis(_("time step"), grid=False, range=[start + first - 1, start + last + 1]),
        yaxis=plotly.axis(
            escape(shortened(floor_name(seen.name), LONGEST)), range=[view.low, view.high]
        ),
        shapes=shapes,
        annotations=[*notes, *_escape_note(seen, view, dark)],
        showlegend=False,
        uirevision=f"{start + seen.now}",
        margin={"l": 64, "r": 12, "t": 86, "b": 50},
    )


@dataclass(frozen=True)
class View:
    """From where to where a picture of a signal goes: over all that is drawn, but for what runs away so
    far that the rest would be pressed flat. That is drawn at the edge, and said."""

    low: float
    high: float
    least: float  # of what is drawn
    most: float

    @classmethod
    def of(cls, truth: Array, foreseen: Sequence[Array]) -> "View":
        """For the truth and what was foreseen of it; what is not finite counts for nothing."""
        low, high = float(truth.min()), float(truth.max())
        span = (high - low) or abs(high) or 1.0
        every = np.concatenate([truth, *foreseen])
        every = every[np.isfinite(every)]
        least, most = float(every.min()), float(every.max())
        room = 0.08 * span
        return cls(
            max(least, low - FAR * span) - room, min(most, high + FAR * span) + room, least, most
        )

    def at(self, values: Array) -> Array:
        """Where values are drawn."""
        return np.where(np.isfinite(values), np.clip(values, self.low, self.high), np.nan)


def _escape_note(seen: Foreseen, view: View, dark: bool) -> list[Part]:
    """What is said where the free run leaves the picture."""
    up, down = view.most > view.high, view.least < view.low
    if not (up or down):
        return []
    value = view.most if up else view.least
    text = _("{arrow} runs away, to {value}").format(arrow="↑" if up else "↓", value=power(value))
    side = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top" if up else "bottom"}
    font = {"size": BIG, "color": on_ground(FREE, dark)}
    return [plotly.label(1, 1 if up else 0, text, font=font, bgcolor=GROUND[dark], **side)]


def _errors_sentence(seen: Foreseen) -> str:
    """How far the network is off, in the unit of what it foresees."""
    ahead, free = seen.errors
    said = (
        _(
            "Root mean square error, in the unit of “{name}”: {ahead} one step ahead, {free} running "
            "free"
        )
        if np.isfinite(free)
        else _("Root mean square error, in the unit of “{name}”: {ahead} one step ahead")
    )
    name = escape(shortened(floor_name(seen.name), LONGEST))
    return said.format(name=name, ahead=number(ahead), free=number(free))


def _naive_sentence(seen: Foreseen) -> str:
    """The same of who knows no better."""
    last, mean = seen.naive
    said = (
        _("to compare: {last} by repeating the last value, {mean} by always saying the mean")
        if np.isfinite(mean)
        else _("to compare: {last} by repeating the last value")
    )
    return said.format(last=number(last), mean=number(mean))


def _lines(seen: Foreseen, first: int, truth: Array, view: View, dark: bool) -> list[Part]:
    """The truth from the place `first` on, and what was foreseen of it."""
    start, now = seen.start, seen.now
    rings = {"color": NEXT, "size": 7, "symbol": "circle-open", "line": {"width": 2}}
    ahead = seen.following[first:now]
    drawn = _line(start + first, truth, _("truth"), pen(INK[dark], 2))
    followed = _line(start + first + 1, ahead, _("one step ahead"), pen(NEXT, 1.5), view)
    steps = start + np.arange(len(seen.truth))
    return [
        # also what came before the stretch that is drawn
        exactly(drawn, x=steps, y=seen.truth),
        exactly(followed, x=steps[:now] + 1, y=seen.following[:now])
        | {"mode": "lines+markers", "marker": rings},
        _line(start + now, seen.free, _("free run"), pen(FREE, 3, "dash"), view),
    ]


def errors_words(found: Errors, stretches: int, unit: float = 1.0) -> str:
    """That picture for those who cannot see it: how far they are off at first and in the end."""
    steps = len(found.free)
    parts = [
        _("after {steps}: free run {free}, last value {last}, mean {mean}").format(
            steps=place,
            free=number(unit * float(found.free[place - 1])),
            last=number(unit * float(found.last[place - 1])),
            mean=number(unit * float(found.mean[place - 1])),
        )
        for place in sorted({1, min(10, steps), steps})
    ]
    return _(
        "How far free runs over {stretches} unseen stretches are off after so many steps, beside "
        "repeating the last value and saying the mean: {parts}"
    ).format(stretches=stretches, parts=listed(parts, N_("; ")))


def errors(found: Errors, noise: float, dark: bool, unit: float = 1.0, name: str = "value") -> Part:
    """How far free runs are off after 1, 2, ... steps, beside repeating the last value and always
    saying the mean; nobody foresees the `noise`, where it is known (else 0). All are multiplied by the
    `unit` that the network's numbers stand for, those of the values of that `name`."""
    steps = len(found.free)
    found = Errors(unit * found.free, unit * found.last, unit * found.mean)
    runs = [
        (_("free run"), found.free, pen(FREE, 3, DASHES[1])),
        (_("last value"), found.last, pen(LAST, 2, DASHES[0])),
        (_("mean"), found.mean, pen(MEAN, 2, DASHES[4])),
    ]
    if noise:
        runs.append((_("noise"), np.full(steps, unit * noise), pen(INK[dark], 1.5, "dot")))
    most = float(max(found.last.max(), found.mean.max(), unit * noise)) or 1.0
    view = View.of(np.array([0.0, most]), [found.free])
    ends = [_end(steps, values, view.high, of, drawn["color"], dark) for of, values, drawn in runs]
    named = escape(shortened(floor_name(name), LONGEST))
    return plotly.figure(
        [_line(1, values, of, drawn, view) for of, values, drawn in runs],
        _("Free runs: off by {free} after {count} steps").format(
            free=number(float(found.free[-1])), count=steps
        ),
        dark,
        300,
        xaxis=plotly.axis(_("steps since now"), grid=False, range=[1, steps]),
        yaxis=plotly.axis(
            _("RMS error, in the unit of “{name}”").format(name=named),
            range=[0.0, view.high],
        ),
        annotations=plotly.apart(ends, 190 / view.high),
        showlegend=False,
        margin={"l": 64, "r": 12 + LETTER * 10, "t": 44, "b": 52},
    )


def _end(steps: int, values: Array, high: float, name: str, colour: str, dark: bool) -> Part:
    """The name of a line at its end, or at the top of the picture if it runs away."""
    y = min(_finite(values[-1], high), high)
    return plotly.line_end(steps, y, name, colour, dark, xshift=6, yanchor="middle")


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


def _marks(seen: Foreseen, trained: bool, dark: bool) -> tuple[list[Part], list[Part]]:
    """The line of now with what stands on its sides, and that where what was `trained` on ends."""
    ink, now, unseen = INK[dark], seen.start + seen.now, seen.start + seen.unseen
    below = {"y": 0, "yanchor": "bottom", "bgcolor": GROUND[dark]}
    same = seen.now == seen.unseen
    shapes = [plotly.upright(now, pen(ink, 2, "solid"))]
    notes = [
        _note(now, _("one step ahead: reads what came"), NEXT, dark, "right"),
        _note(now, _("free: reads its own predictions"), FREE, dark, "left"),
        _note(now, _("now: trained on up to here") if same else _("now"), ink, dark, "center") | below,
    ]
    notes.append(
        _note(1, _("line: truth"), ink, dark, "right") | below | {"xref": "paper", "xshift": 0}
    )
    if trained and not same:
        shapes.append(plotly.upright(unseen, pen(ink, 1.5, "dot")))
        # above the word now, which may be near
        text = _("trained on up to here")
        notes.append(_note(unseen, text, ink, dark, "center") | below | {"yshift": 24})
    return shapes, notes


def _line(first: int, y: Array, name: str, drawn: Part, view: View | None = None) -> Part:
    line = plotly.line(
        range(first, first + len(y)),
        y if view is None else view.at(y),
        drawn,
        legend=True,
        name=name,
        marker={"color": drawn["color"]},
        text=[number(float(value)) for value in y],
        hovertemplate=plotly.hover(f"{name}: %{{text}}"),
    )
    return exactly(line, y=y)


def _note(x: int, text: str, colour: str, dark: bool, side: str) -> Part:
    """Words above the picture, on one side of a place."""
    place = {"yref": "paper", "yanchor": "bottom", "xanchor": side}
    shift = {"right": -8, "left": 8}.get(side, 0)
    font = {"size": BIG, "color": on_ground(colour, dark)}
    return plotly.label(x, 1.0, text, xshift=shift, font=font, **place)


def _root(differences: Array) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.square(differences).mean())) if len(differences) else float("nan")


def _finite(value: float, otherwise: float) -> float:
    return float(value) if np.isfinite(value) else otherwise
