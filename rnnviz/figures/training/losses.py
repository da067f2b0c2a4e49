"""Losses falling onto their floors while a race trains."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Any

import numpy as np

from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.base.numbers import letters
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import ACCENT, DASHES, GROUND, INK, colour_of, see_through
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, listed

LETTER = 8  # pixels that a letter of an end's label takes up, about
LONGEST = 26  # letters on one line of it
HEIGHT = 370
PLOTTED = 280  # pixels between the axis and the title, about
ABOVE, BELOW = 0.35, 0.12  # room above the highest floor and below the lowest, in their span
PERPLEXITY = N_("perplexity")


@dataclass(frozen=True)
class RunLosses:
    """One run's losses as they are drawn."""

    name: str
    samples: Array
    losses: Array  # nats, of single updates
    mean_samples: Array
    means: Array  # nats, over stretches of updates that end at those samples
    note: str = ""  # stands at the end, as "diverged at update 12"

    def at(self, samples: float) -> float:
        """The mean loss in nats around a moment, NaN if there is none yet."""
        known = np.flatnonzero(np.isfinite(self.means))
        if not len(known):
            return float("nan")
        place = min(int(np.searchsorted(self.mean_samples[known], samples)), len(known) - 1)
        return float(self.means[known[place]])


def losses(
    runs: Sequence[RunLosses],
    floors: Mapping[str, float],
    total: int,
    dark: bool,
    logarithmic: bool = False,
    at: float | None = None,
    unit: str = "nats",
    words: Callable[[str], str] = floor_words,
) -> Part:
    """One loss curve a run, its means over its single values, falling onto the labelled floors; `at`
    marks a moment in samples, `total` is where the runs end.

    Losses come in the task's `unit`; for PERPLEXITY they come in nats, and e to their power is drawn.
    `words` says what a floor is, by what is known.
    """
    if unit == PERPLEXITY:
        runs, floors = _exponents(runs), {name: exp(floor) for name, floor in floors.items()}
    low, high = min(floors.values()), max(floors.values())
    span = max(high - low, 1e-3)
    ends = _ends(runs, high, span, logarithmic, dark)
    rules = [plotly.level(y, pen(INK[dark], 1.5, "dot"), layer="below") for y in floors.values()]
    moment = [] if at is None else [plotly.upright(at, pen(ACCENT[dark], 2))]
    lines = max((end["text"].count("<br>") + 1 for end in ends), default=1)
    widest = max((letters(line) for end in ends for line in end["text"].split("<br>")), default=0)
    pixels = PLOTTED / ((1.0 + ABOVE + BELOW) * span)
    return plotly.figure(
        [trace for place, run in enumerate(runs) for trace in _traces(run, place, unit, dark)],
        _title(unit),
        dark,
        HEIGHT,
        # a zoom into one axis is none into the other
        uirevision=f"kept {'log' if logarithmic else None} {unit}",
        xaxis=_samples_axis(runs, total, logarithmic, bool(ends)),
        yaxis=_loss_axis(unit, low - BELOW * span, high + ABOVE * span, bool(ends)),
        shapes=[*rules, *moment],
        annotations=plotly.below(_floor_labels(floors, words, dark), pixels)
        + plotly.apart(ends, pixels, 19.0 * lines),
        hovermode="x unified",
        legend={"orientation": "h", "xref": "container"} | _AT_THE_TOP,
        margin={"l": 64, "r": 24 + LETTER * widest, "t": 40, "b": 48},
    )


_AT_THE_TOP = {"x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}


def _exponents(runs: Sequence[RunLosses]) -> list[RunLosses]:
    with np.errstate(over="ignore"):
        return [replace(run, losses=np.exp(run.losses), means=np.exp(run.means)) for run in runs]


def _title(unit: str) -> str:
    if unit == PERPLEXITY:
        return _("Perplexity: e to the power of the loss")
    return _("Loss, in {unit}").format(unit=_(unit))


def _traces(run: RunLosses, place: int, unit: str, dark: bool) -> list[Part]:
    """A run's single losses, faint, and over them its means."""
    colour, dash = colour_of(place, dark), DASHES[place % len(DASHES)]
    faint: dict[str, Any] = {"opacity": 0.25, "hoverinfo": "skip"}
    hover = plotly.hover(f"{run.name}: %{{y:.4f}} {_(unit)}")
    return [
        plotly.curve(run.samples, run.losses, pen(colour, 1), **faint, legendgroup=run.name),
        plotly.line(
            run.mean_samples,
            run.means,
            pen(colour, 3, dash),
            legend=True,
            name=run.name,
            legendgroup=run.name,
            hovertemplate=hover,
        ),
    ]


def _ends(
    runs: Sequence[RunLosses], high: float, span: float, logarithmic: bool, dark: bool
) -> list[Part]:
    """The names of the runs at the ends of their curves."""
    ends = [end for place, run in enumerate(runs) if (end := _end(run, place, high, span, dark))]
    if logarithmic:  # where an end stands is then a power of ten
        return [end | {"x": float(np.log10(max(end["x"], 1.0)))} for end in ends]
    return ends


def _end(run: RunLosses, place: int, high: float, span: float, dark: bool) -> Part | None:
    """The name of a run with its last mean, at its curve's end; None if there is no mean yet."""
    known = np.flatnonzero(np.isfinite(run.means))
    if not len(known):
        return None
    last = float(run.means[known[-1]])
    note = f"<br>{run.note}" if run.note else ""
    return plotly.line_end(
        float(run.mean_samples[known[-1]]),
        min(last, high + 0.25 * span),  # a diverged one stays in sight
        _folded(f"{run.name} {numbers.loss(last)}") + note,
        colour_of(place, dark),
        dark,
        xshift=6,
        align="left",
        yanchor="bottom" if last < high + 0.2 * span else "top",
    )


def _folded(text: str) -> str:
    """A label on two lines, broken near its middle, if it is long."""
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    if letters(text) <= LONGEST or not breaks:
        return text
    middle = min(breaks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}<br>{text[middle + 1 :]}"


def _samples_axis(runs: Sequence[RunLosses], total: int, logarithmic: bool, drawn: bool) -> Part:
    """The samples seen, up to where the runs end; a range of its own if nothing is `drawn`, for then
    there is nothing to fit one to."""
    allowed: tuple[float, float] = (0, total)
    if logarithmic:  # Plotly takes the ends of a log axis as powers of ten
        first = min((float(run.samples[0]) for run in runs if len(run.samples)), default=1.0)
        allowed = float(np.log10(max(first, 1.0))), float(np.log10(max(total, 2)))
    options = dict(zip(("minallowed", "maxallowed"), allowed, strict=True))
    axis = plotly.axis(_("samples seen"), grid=False, autorangeoptions=options)
    axis |= {"type": "log"} if logarithmic else {}
    return axis if drawn else axis | {"range": [0.0, np.log10(total)] if logarithmic else [0, total]}


def _loss_axis(unit: str, low: float, high: float, drawn: bool) -> Part:
    """The losses around their floors."""
    title = _(unit) if unit == PERPLEXITY else _("loss ({unit})").format(unit=_(unit))
    axis = plotly.axis(title, autorangeoptions={"minallowed": low, "maxallowed": high})
    return axis if drawn else axis | {"range": [low, high]}


def _floor_labels(floors: Mapping[str, float], words: Callable[[str], str], dark: bool) -> list[Part]:
    """What each floor is: under its line, where no loss can stay, and at the right, where the curves
    have come to rest."""
    ground = see_through(GROUND[dark], 0.7)
    look = {"xref": "paper", "xanchor": "right", "yanchor": "top", "font": {"size": 15}}
    return [
        plotly.label(1, y, f"{_two_digits(y)}  {words(name)}", bgcolor=ground, borderpad=1, **look)
        for name, y in floors.items()
    ]


def _two_digits(floor: float) -> str:
    return f"{floor:.2g}" if 0.0 < floor < 0.1 else f"{floor:.2f}"


def lag_words(known: Mapping[str, Sequence[int]]) -> Callable[[str], str]:
    """What a floor of Echo is, from the lags that are `known` at each."""
    most = max(map(len, known.values()))

    def words(name: str) -> str:
        lags = known[name]
        if len(lags) in (0, most):
            return _("all lags learned") if lags else _("nothing learned")
        text = _("only lag {lags} learned") if len(lags) == 1 else _("only lags {lags} learned")
        return text.format(lags=listed(map(str, lags)))

    return words


def diverged_note(update: int | None) -> str:
    """What stands behind a curve that ended early."""
    return "" if update is None else _("diverged at update {update}").format(update=f"{update:,}")
