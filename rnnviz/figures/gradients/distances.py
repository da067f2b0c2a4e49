"""How far back something reaches: the norm of gradients against distance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.bounds import effective_length
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import exactly
from rnnviz.figures.base.numbers import power
from rnnviz.figures.base.plotly import Part, line_end, pen
from rnnviz.figures.base.style import DASHES, INK, NAMED
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

HEIGHT, TOP, BOTTOM = 330, 44, 52
PLOTTED = HEIGHT - TOP - BOTTOM
MOST_DECADES = 16  # below the largest norm that an axis shows
FURTHER = 1.5  # times as far as without gates: more than seeds differ by
MARKED = 60  # steps from which on a line has no marks


@dataclass(frozen=True)
class NormLine:
    """A norm by distance, `(T,)` from distance 0, under the name that stands at its end."""

    name: str
    values: Array
    place: int = 0  # which of the colours and dashes

    @property
    def colour(self) -> str:
        """The line's colour."""
        return NAMED[self.place % len(NAMED)]

    @property
    def drawn(self) -> Array:
        """Whether a value can be drawn on a log axis, `(T,)`."""
        return np.isfinite(self.values) & (self.values > 0.0)


@dataclass(frozen=True)
class _Range:
    """What a log axis shows, in powers of ten."""

    low: float
    high: float


def effective(values: Array) -> tuple[int, int] | None:
    """The distance at which a norm has fallen to one percent of where it starts, and that start: an
    LSTM's c is reached by a loss only from distance 1 on."""
    started = np.flatnonzero(np.isfinite(values) & (values > 0.0))
    if not started.size:
        return None
    first = int(started[0])
    length = effective_length(values[first:])
    return None if length is None else (first + length, first)


def effective_sentence(line: NormLine) -> str:
    """How far it reaches, in a sentence without its full stop."""
    if not np.isfinite(line.values).any() or not np.nan_to_num(line.values).any():
        return _("{name}: nothing to follow").format(name=line.name)
    found = effective(line.values)
    if found is None:
        last = np.flatnonzero(line.drawn)[-1]
        return _("{name}: never below 1 % within {steps} steps").format(name=line.name, steps=last)
    return _("{name}: 1 % is left after {steps} steps").format(name=line.name, steps=found[0])


def gates_sentence(lines: Sequence[NormLine]) -> str:
    """Whether gates reach further than the first line, a network without any, computed from the lines
    that stand in the picture; "" if one of them has nothing to follow."""
    if len(lines) < 2 or not all(line.drawn.any() for line in lines):
        return ""
    lengths = [(effective(line.values) or (len(line.values),))[0] for line in lines]
    plain, best = lengths[0], max(range(1, len(lines)), key=lambda place: lengths[place])
    named = {"gated": lines[best].name, "plain": lines[0].name, "steps": plain, "far": lengths[best]}
    if lengths[best] >= FURTHER * plain:
        said = (
            _(
                "Here gates reach further: {gated} holds more than 1 % over all {last} steps, {plain} "
                "is at 1 % after {steps}."
            )
            if effective(lines[best].values) is None
            else _(
                "Here gates reach further: {gated} is at 1 % after {far} steps, {plain} after {steps}."
            )
        )
        return said.format(last=len(lines[best].values) - 1, **named)
    return _(
        "Here gates do not reach further: {gated} is at 1 % after {far} steps, {plain} after {steps}. "
        "Gates may remember, they need not: what opens them is a forget bias, or learning."
    ).format(**named)


def three_sentence(lines: Sequence[NormLine], which: str) -> str:
    """What is seen of three kinds of cell, which networks they are, and each one's reach."""
    each = ". ".join(map(effective_sentence, lines))
    return f"{gates_sentence(lines)} {which} {each}.".strip()


def depth_title(lines: Sequence[NormLine], cell: str) -> str:
    """What is left of a gradient at the far end of both ways, in a sentence without its full stop."""
    left = [power(float(line.values[-1] / line.values[0])) for line in lines]
    return _(
        "{cell}, the same gradient: {layers} of it is left through layers, {steps} through steps"
    ).format(cell=cell, layers=left[0], steps=left[1])


def depth_sentence(count: int, hidden: int, cell: str, seed: int) -> str:
    """Which network it is, and what tells both ways apart."""
    return _(
        "A random {cell} network of {count} layers with {hidden} units reads {count} tokens (seed "
        "{seed}). The loss of its last step goes back from the top layer through the layers, and "
        "through the steps: each is a factor of its own. Layers have a matrix each; the steps all "
        "share W_hh, so in time it is the same matrix to a power."
    ).format(cell=cell, count=count, hidden=hidden, seed=seed)


def steps_back() -> str:
    """What distance is on most of these pictures."""
    return _("distance: steps back from the loss")


def layers_or_steps() -> str:
    """What it is where layers are compared with steps."""
    return _("distance: layers down or steps back from the loss")


def distances(
    lines: Sequence[NormLine],
    limit: Array | None,
    rate: float | None,
    text: str,
    dark: bool,
    across: str = "",
) -> Part:
    """Norms against distance on a log axis, each line named at its end, and above them the `limit`
    (T,) that none can pass, `rate` to the power of the distance; the effective length is marked.
    `across` says what distance is, if not steps back."""
    steps = max(len(line.values) for line in lines) - 1
    good = np.concatenate([line.values[line.drawn] for line in lines])
    seen = _range(good)
    traces, ends, notes = [], [], []
    if limit is not None and np.isfinite(limit).any() and rate is not None:
        bound, bound_ends, bound_notes = _bound(limit, rate, seen, steps, dark)
        traces, ends, notes = [bound], bound_ends, bound_notes
    traces += [trace_of(line, steps) for line in lines]
    ends += [_end(line, seen, dark) for line in lines if line.drawn.any()]
    lengths = [(line, length) for line in lines if (length := _length(line, seen)) is not None]
    if len(lines) == 1:
        notes += [_length_note(length, steps) for _line, length in lengths]
    if not good.size:
        notes.append(plotly.instead(_("nothing finite to draw")))
    room = 0.02 * max(steps, 1)
    each = max(1, int(-(-(seen.high - seen.low) // 6)))
    return plotly.figure(
        traces,
        text,
        dark,
        HEIGHT,
        xaxis=plotly.axis(across or steps_back(), grid=False, range=[-room, max(steps, 1) + room]),
        yaxis=plotly.log_axis(_("norm (log scale)"), seen.low, seen.high, each),
        shapes=[plotly.upright(length, pen(line.colour, 1.5, "dot")) for line, length in lengths],
        annotations=notes + plotly.apart(ends, PLOTTED / (seen.high - seen.low)),
        margin={"l": 72, "r": 150, "t": TOP, "b": BOTTOM},
    )


def _range(good: Array) -> _Range:
    """What the axis shows of norms that can be drawn."""
    most = float(np.log10(good.max(initial=1e-300))) if good.size else 0.0
    least = float(np.log10(good.min())) if good.size else -1.0
    return _Range(max(np.floor(least - 0.1), most - MOST_DECADES), np.ceil(most + 0.3))


def trace_of(line: NormLine, steps: int) -> Part:
    """A line through what can be drawn of a norm."""
    drawn = plotly.line(
        range(len(line.values)),
        np.where(line.drawn, line.values, np.nan),
        pen(line.colour, 3, DASHES[line.place % len(DASHES)]),
        mode="lines+markers" if steps < MARKED else "lines",
        name=line.name,
        marker={"size": 6},
        hovertemplate=plotly.hover(
            _("{name}, %{{x}} steps back: %{{y:digits}}").format(name=line.name)
        ),
    )
    return exactly(drawn, y=line.values)


def _end(line: NormLine, seen: _Range, dark: bool) -> Part:
    """The name of a line where it ends."""
    last = int(np.flatnonzero(line.drawn)[-1])
    at = float(np.clip(np.log10(line.values[last]), seen.low, seen.high))
    return line_end(last, at, f"<b>{line.name}</b>", line.colour, dark)


def _bound(
    limit: Array, rate: float, seen: _Range, steps: int, dark: bool
) -> tuple[Part, list[Part], list[Part]]:
    """The bound as a line, and its name: at its end, or where it leaves the picture."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(limit)
    near = np.isfinite(logs) & (logs < seen.high + 1.0) & (logs > seen.low - 1.0)
    hover = plotly.hover(_("at distance %{x} it cannot be above %{y:digits}"))
    drawn = pen(INK[dark], 2, "dash")
    line = plotly.line(np.flatnonzero(near), limit[near], drawn, name="bound", hovertemplate=hover)
    line = exactly(line, x=np.arange(len(limit)), y=limit)
    named = _("bound: ({rate})<sup>distance</sup>").format(rate=power(rate))
    start, slope = float(logs[0]), float(np.log10(rate)) if rate > 0.0 else -np.inf
    edge = seen.high if slope > 0.0 else seen.low
    leaves = (edge - start) / slope if slope else np.inf
    if leaves > steps:
        return line, [line_end(steps, start + slope * steps, named, INK[dark], dark)], []
    if np.isfinite(leaves):
        x, anchor = max(leaves, 0.05 * steps), "top" if slope > 0.0 else "bottom"
        return line, [], [line_end(x, edge, named, INK[dark], dark, yanchor=anchor)]
    return line, [], []


def _length(line: NormLine, seen: _Range) -> int | None:
    """The effective length, if it can be seen."""
    found = effective(line.values)
    if found is None or seen.low > np.log10(max(line.values[found[0]], 1e-300)):
        return None
    return found[0]


def _length_note(length: int, steps: int) -> Part:
    side = {"xanchor": "left" if length < 0.6 * steps else "right", "xshift": 4}
    bottom = {"yref": "paper", "yanchor": "bottom", "font": {"size": 14}}
    text = _("1 % left: {steps} steps").format(steps=length)
    return plotly.label(length, 0.02, text, **bottom, **side)
