"""A run's losses as curves: single updates faint and their means over them, or a band of seeds with its
median; its losses on what is held out."""

from typing import Any

from rnnviz.figures.base import numbers, plotly
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import DASHES, colour_of
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.text.language import _

FINE = "2px,3px"  # dashes of what is held out


def loss_curves(run: RunLosses, place: int, scale: LossScale, unit: str, dark: bool) -> list[Part]:
    """A run's single losses, faint, and over them its means; its losses on what is held out."""
    colour, dash = colour_of(place, dark), DASHES[place % len(DASHES)]
    faint: dict[str, Any] = {"opacity": 0.25, "hoverinfo": "skip"}
    known = len(run.held) > 0
    name = _("{name}, training").format(name=run.name) if known else run.name
    held = [_held(run, place, scale, unit, dark)] if known else []
    if run.seeds is not None:
        return [*held, _median(run, run.seeds, place, scale, dark)]
    return [
        *held,
        plotly.curve(run.samples, scale.at(run.losses), pen(colour, 1), **faint, legendgroup=run.name),
        plotly.line(
            run.mean_samples,
            scale.at(run.means),
            pen(colour, 3, dash),
            legend=True,
            name=name,
            legendgroup=run.name,
            text=[numbers.loss(float(value), 4) for value in run.means],
            meta={"values": plotly.sent(run.means)},  # of a bent axis they stand elsewhere
            hovertemplate=plotly.hover(f"{name}: %{{text}} {_(unit)}"),
        ),
    ]


def _median(run: RunLosses, seeds: SeedLosses, place: int, scale: LossScale, dark: bool) -> Part:
    """The median of a run's seeds, over their band."""
    name = _("{name}, median of {count} seeds").format(name=run.name, count=seeds.count)
    median = seeds.band[2]
    return plotly.line(
        seeds.samples,
        scale.at(median),
        pen(colour_of(place, dark), 3, DASHES[place % len(DASHES)]),
        legend=True,
        name=name,
        legendgroup=run.name,
        text=seeds.hovers(),
        meta={"values": plotly.sent(median)},
        hovertemplate=plotly.hover(f"{run.name}: %{{text}}"),
    )


def _held(run: RunLosses, place: int, scale: LossScale, unit: str, dark: bool) -> Part:
    """A run's losses on what is held out: fine dashes and rings in its colour."""
    colour, name = colour_of(place, dark), _("{name}, held out").format(name=run.name)
    return plotly.line(
        run.held_samples,
        scale.at(run.held),
        pen(colour, 2, FINE),
        legend=True,
        mode="lines+markers",
        marker={"symbol": "circle-open", "size": 6, "color": colour},
        name=name,
        legendgroup=run.name,
        text=[numbers.loss(float(value), 4) for value in run.held],
        meta={"values": plotly.sent(run.held)},
        hovertemplate=plotly.hover(f"{name}: %{{text}} {_(unit)}"),
    )
