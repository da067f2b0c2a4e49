"""Losses falling onto their floors while a race trains."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import ACCENT, GROUND, INK, see_through
from rnnviz.figures.training.loss_curves import loss_curves
from rnnviz.figures.training.loss_ends import loss_ends, right_words
from rnnviz.figures.training.loss_labels import are_named, labels
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_band import seed_band
from rnnviz.figures.training.training_numbers import loss_sheets
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, listed

HEIGHT = 370
TOP, BOTTOM = 34, 46  # margins
PERPLEXITY = N_("perplexity")
NO_FLOORS: Mapping[str, float] = {}
NO_RIGHT: Mapping[str, float] = {}


def losses(
    runs: Sequence[RunLosses],
    floors: Mapping[str, float],
    total: int,
    dark: bool,
    logarithmic: bool = False,
    at: float | None = None,
    unit: str = "nats",
    words: Callable[[str], str] = floor_words,
    others: Mapping[str, float] = NO_FLOORS,
    right: Mapping[str, float] = NO_RIGHT,
    height: int = HEIGHT,
) -> Part:
    """One loss curve a run, its means over its single values, falling onto the labelled floors; `at`
    marks a moment in samples, `total` is where the runs end.

    Losses come in the task's `unit`; for PERPLEXITY they come in nats, and e to their power is drawn.
    `words` says what a floor is, by what is known; `others` are floors of single runs or of other data,
    by their words. `right` is the share of answers that are right at a floor of either kind.
    """
    if unit == PERPLEXITY:
        runs = _exponents(runs)
        floors, others = ({name: exp(y) for name, y in of.items()} for of in (floors, others))
    drawn = [values for run in runs for values in _all_drawn(run)]
    scale = LossScale.of([*floors.values(), *others.values()], drawn)
    named = _named(floors, others, words)
    ends = [end for place, run in enumerate(runs) for end in loss_ends(run, place)]
    more = [right_words(right.get(name, np.nan)) for name in (*floors, *others)]
    plotted = height - TOP - BOTTOM  # pixels between the axis and the title
    notes, wide = labels(named, ends, scale, total, plotted, dark, logarithmic, more)
    made = plotly.figure(
        _traces(runs, scale, unit, dark),
        _title(unit),
        dark,
        height,
        # a zoom into one axis is none into the other
        uirevision=f"kept {'log' if logarithmic else None} {unit}",
        xaxis=_samples_axis(runs, total, logarithmic),
        yaxis=scale.axis(_loss_title(unit)),
        shapes=_rules(floors, others, scale, dark) + _moment(at, dark),
        annotations=notes + (_bend_words(scale) if ends else _to_come(dark)),
        **_legend(are_named(ends, total, plotted, logarithmic)),
        margin={"l": 64, "r": wide, "t": TOP, "b": BOTTOM},
    )
    return told(made, loss_sheets(runs, named, _loss_title(unit)), [*drawn, list(dict(named))])


def _traces(runs: Sequence[RunLosses], scale: LossScale, unit: str, dark: bool) -> list[Part]:
    """The bands of runs that have several seeds, and over them the curves of all."""
    bands = [
        trace
        for place, run in enumerate(runs)
        if run.seeds is not None
        for trace in seed_band(run.name, run.seeds, place, scale, dark)
    ]
    return bands + [
        trace for place, run in enumerate(runs) for trace in loss_curves(run, place, scale, unit, dark)
    ]


def _named(
    floors: Mapping[str, float], others: Mapping[str, float], words: Callable[[str], str]
) -> list[tuple[float, str]]:
    """Each floor with what it is called."""
    return [(y, words(name)) for name, y in floors.items()] + [(y, name) for name, y in others.items()]


def _moment(at: float | None, dark: bool) -> list[Part]:
    """A rule at a moment that is marked."""
    return [] if at is None else [plotly.upright(at, pen(ACCENT[dark], 2))]


def _legend(named: bool) -> Part:
    """None where the names at the curves' ends have room; a phone has none for them, and shows it."""
    place = {"x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom", "xref": "container"}
    shown = {"showlegend": not named, "legend": {"orientation": "h"} | place}
    return shown | {"hovermode": "x unified", "meta": {"tight": True}}


def _all_drawn(run: RunLosses) -> tuple[Array, ...]:
    """All losses that are drawn of a run; of several seeds their band alone."""
    if run.seeds is not None:
        return run.seeds.band, run.held
    return run.losses, run.means, run.held


def _exponents(runs: Sequence[RunLosses]) -> list[RunLosses]:
    with np.errstate(over="ignore"):
        return [
            replace(
                run,
                losses=np.exp(run.losses),
                means=np.exp(run.means),
                held=np.exp(run.held),
                seeds=run.seeds and run.seeds.exponents(),
            )
            for run in runs
        ]


def _title(unit: str) -> str:
    if unit == PERPLEXITY:
        return _("Perplexity: e to the power of the loss")
    return (_("Loss, in {unit}") if unit == "nats" else _("Loss: {unit}")).format(unit=_(unit))


def _loss_title(unit: str) -> str:
    return _(unit) if unit == PERPLEXITY else _("loss ({unit})").format(unit=_(unit))


def _rules(
    floors: Mapping[str, float], others: Mapping[str, float], scale: LossScale, dark: bool
) -> list[Part]:
    """A rule at each floor, and one where the axis becomes logarithmic."""
    rules = [
        plotly.level(float(scale.at(y)), pen(INK[dark], 1.5, dash), layer="below")
        for dash, of in (("dot", floors), ("dashdot", others))
        for y in of.values()
    ]
    bend = [plotly.level(scale.knee, pen(INK[dark], 1), layer="below")] if scale.is_bent else []
    return rules + bend


def _to_come(dark: bool) -> list[Part]:
    """What will be seen where nothing is yet."""
    text = _("The loss of each run appears here as soon as it is trained.")
    look = {"name": "roomy", "yanchor": "top", "bgcolor": see_through(GROUND[dark], 0.85)}
    return [plotly.label(0.5, 1.0, text, **plotly.PAPER, **look)]


def _bend_words(scale: LossScale) -> list[Part]:
    """That it does, at its right end."""
    look = {"xref": "paper", "xanchor": "right", "yanchor": "bottom", "borderpad": 0}
    return [plotly.label(1, scale.knee, _("logarithmic from here on"), **look)] if scale.is_bent else []


def _samples_axis(runs: Sequence[RunLosses], total: int, logarithmic: bool) -> Part:
    """The samples seen, up to where the runs end."""
    last = max([float(run.samples[-1]) for run in runs if len(run.samples)], default=0.0)
    end = max(float(total), last)
    if not logarithmic:
        return plotly.axis(_("samples seen"), grid=False, range=[0.0, end])
    # Plotly takes the ends of a log axis as powers of ten
    first = min((float(run.samples[0]) for run in runs if len(run.samples)), default=1.0)
    room = [float(np.log10(max(first, 1.0))), float(np.log10(max(end, 2.0 * first, 2.0)))]
    shown = {"type": "log", "exponentformat": "power", "dtick": 1}
    return plotly.axis(_("samples seen"), grid=False, range=room) | shown


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


def reset_words(window: int, delay: int = 0) -> str:
    """What the floor of a run is whose state is reset."""
    said = _("state reset every step") if window == 1 else _("state reset every {steps} steps")
    late = _(", answers {delay} late").format(delay=delay) if delay else ""
    return said.format(steps=window) + late


def diverged_note(update: int | None) -> str:
    """What stands behind a curve that ended early."""
    return "" if update is None else _("diverged at update {update}").format(update=f"{update:,}")
